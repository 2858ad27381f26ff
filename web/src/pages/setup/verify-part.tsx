import {
  Button,
  MessageBar,
  MessageBarBody,
  MessageBarTitle,
  makeStyles,
  tokens,
} from '@fluentui/react-components'
import { ShieldCheckmarkRegular } from '@fluentui/react-icons'
import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { setup } from '../../api.ts'
import { PageLink } from '../../components/links.tsx'
import { useAct } from '../../components/use-act.ts'
import { VerificationReport } from '../../components/verification-report.tsx'
import { keys } from '../../keys.ts'
import { queryClient } from '../../query-client.ts'
import type { Setup, Verification } from '../../shapes.ts'
import { stepOfCheck } from './progress.ts'
import { useSetup } from './setup-context.ts'

const useStyles = makeStyles({
  buttons: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalS },
})

/** How often a running verification is asked for, in ms: the stream takes a session, which an invited person has not. */
const every = 400
const everyAgain = 15_000

/** The proof, live, and what comes after it. */
export function VerifyPart() {
  const styles = useStyles()
  const { state, invitation, onOpen, mine } = useSetup()
  const key = [...keys.setupVerifications, invitation]
  const query = useQuery({
    queryKey: key,
    queryFn: () => setup.verifications(invitation),
    refetchInterval: ({ state: { data } }) => pollEvery(data?.newest ?? undefined),
  })
  const newest = query.data?.newest ?? undefined
  const verify = useAct(() => setup.verify(invitation), { touches: [key] })
  const again = useAct(async () => mine(await setup.change(invitation, { newAttempt: true })), {
    touches: [keys.setup, key],
  })
  const outcome = newest?.state
  useEffect(() => {
    if (outcome === 'passed' || outcome === 'failed')
      void queryClient.invalidateQueries({ queryKey: keys.setup })
  }, [outcome])
  const missing = missingStep(state)
  return (
    <>
      {state.steps.verified && outcome !== 'failed' && (
        <MessageBar intent="success" layout="multiline">
          <MessageBarBody>
            <MessageBarTitle>Done. {state.organisation.name} is connected.</MessageBarTitle> You can close
            this page; the mailboxes are now switched on by those who invited you.
          </MessageBarBody>
        </MessageBar>
      )}
      {missing && <Missing done={missing} />}
      <div className={styles.buttons}>
        <Button
          appearance={missing ? 'secondary' : 'primary'}
          icon={<ShieldCheckmarkRegular />}
          disabled={missing !== undefined || verify.isPending || isRunning(newest)}
          onClick={() => verify.mutate()}
        >
          {newest ? 'Verify again' : 'Verify'}
        </Button>
        {outcome === 'failed' && (
          <Button disabled={again.isPending} onClick={() => again.mutate()}>
            Start again with a new application
          </Button>
        )}
      </div>
      {newest && newest.attempt === state.connection?.attempt && (
        <VerificationReport
          key={newest.id}
          verification={newest}
          reader="administrator"
          fix={(check) => <FixButton check={check} onOpen={onOpen} />}
          document={
            <PageLink to="/setup/reports/$reportId" params={{ reportId: newest.id }} hash={invitation}>
              Open as a document
            </PageLink>
          }
        />
      )}
    </>
  )
}

/** The first thing without which nothing can be proven. */
function missingStep({ steps }: Setup): 'settings' | 'testMailbox' | 'credential' | undefined {
  return (['settings', 'testMailbox', 'credential'] as const).find((name) => !steps[name])
}

function Missing(props: { done: string }) {
  const { guide, onOpen } = useSetup()
  const step = guide.steps.find(({ done }) => done === props.done)
  if (!step) return null
  return (
    <MessageBar intent="warning" layout="multiline">
      <MessageBarBody>
        The step “{step.title}” comes first.{' '}
        <Button size="small" appearance="primary" onClick={() => onOpen(step.name)}>
          Go to “{step.title}”
        </Button>
      </MessageBarBody>
    </MessageBar>
  )
}

/** Leads from a failed check to the step where it is put right. */
function FixButton(props: { check: string; onOpen: (step: string) => void }) {
  const { guide } = useSetup()
  const step = stepOfCheck(guide, props.check)
  if (!step) return null
  return (
    <Button size="small" onClick={() => props.onOpen(step.name)}>
      Go to “{step.title}”
    </Button>
  )
}

/** Where it is looked at again by itself, the new report is to be seen as it comes. */
function pollEvery(newest: Verification | undefined): number | false {
  if (isRunning(newest)) return every
  return newest?.again ? everyAgain : false
}

function isRunning(verification: Verification | undefined): boolean {
  return verification?.state === 'queued' || verification?.state === 'running'
}
