import {
  Button,
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  MessageBarTitle,
} from '@fluentui/react-components'
import { setup } from '../../api.ts'
import { Script } from '../../components/copy.tsx'
import { useAct } from '../../components/use-act.ts'
import type { GuideStep } from '../../guide/shapes.ts'
import { cannotTell, fault } from './progress.ts'
import { showAnswer, useSetup } from './setup-context.ts'
import { Folded } from './step.tsx'

/** Seconds after which a look that nobody took up says that no worker runs. */
const tooLong = 15

/** What a quick look found of this step, while the administrator is still at work. */
export function LookBar({ step }: { step: GuideStep }) {
  const { guide, state, invitation } = useSetup()
  const { look } = state
  const again = useAct(() => lookAgain(invitation), { touches: [] })
  if (!look || step.proof.length === 0 || state.steps.verified) return null
  const button = (
    <MessageBarActions>
      <Button size="small" disabled={again.isPending || look.state !== 'done'} onClick={() => again.mutate()}>
        {look.state === 'done' ? 'Look again' : 'Looking …'}
      </Button>
    </MessageBarActions>
  )
  if ((look.secondsWaited ?? 0) > tooLong) return <NobodyLooks />
  const wrong = fault(step, guide, state)
  if (wrong)
    return (
      <MessageBar intent="error" layout="multiline">
        <MessageBarBody>
          <MessageBarTitle>{wrong.headline}</MessageBarTitle> {wrong.meaning} {wrong.remedy}
          {wrong.script && (
            <Folded title="A script that does it">
              <Script text={wrong.script} name={`${wrong.check}.ps1`} label="Script that does it" />
            </Folded>
          )}
        </MessageBarBody>
        {button}
      </MessageBar>
    )
  const found = look.checks.filter(({ check }) => step.proof.includes(check))
  const good = found.filter(({ state: how }) => how === 'ok' || how === 'warning')
  if (cannotTell(step, guide, state) || good.length < step.proof.length)
    return (
      <MessageBar intent="info" layout="multiline">
        <MessageBarBody>
          {notYet(step, { isDone: look.state === 'done', isBlind: cannotTell(step, guide, state) })}
        </MessageBarBody>
        {button}
      </MessageBar>
    )
  return (
    <MessageBar intent="success" layout="multiline">
      <MessageBarBody>We looked: {good.map(({ headline }) => headline).join(' ')}</MessageBarBody>
      {button}
    </MessageBar>
  )
}

function notYet(step: GuideStep, { isDone, isBlind }: { isDone: boolean; isBlind: boolean }): string {
  if (!isDone) return 'Looking whether this is right …'
  if (isBlind)
    return 'Whether this is right cannot be seen yet: a role in Exchange shows when the test mailbox is named and opened.'
  return `Whether “${step.title}” is right cannot be seen yet: something before it comes first.`
}

function NobodyLooks() {
  return (
    <MessageBar intent="warning" layout="multiline">
      <MessageBarBody>
        <MessageBarTitle>Nobody has looked yet.</MessageBarTitle> The part of Tandem that signs in to your
        tenant is not running, or busy. Nothing is wrong with what you did: go on, everything is kept. If it
        stays so, tell the people who run Tandem.
      </MessageBarBody>
    </MessageBar>
  )
}

/** Asks for a look; the server lets one through every few seconds. */
export async function lookAgain(invitation: string): Promise<void> {
  const answer = await setup.look(invitation)
  showAnswer(invitation, answer)
}
