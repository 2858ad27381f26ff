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
import type { Verification } from '../../shapes.ts'
import { type StepName, stepOfCheck, steps } from './progress.ts'
import type { StepProps } from './setup-steps.tsx'
import { Step } from './step.tsx'

const useStyles = makeStyles({
  buttons: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalS },
})

/** How often a running verification is asked for, in ms: the stream takes a session, which an invited person has not. */
const every = 400
const everyAgain = 15_000

/** The proof, live, and what comes after it. */
export function VerifyStep(props: StepProps & { onOpen: (step: StepName) => void }) {
  const styles = useStyles()
  const { state, invitation } = props
  const key = [...keys.setupVerifications, invitation]
  const query = useQuery({
    queryKey: key,
    queryFn: () => setup.verifications(invitation),
    refetchInterval: ({ state: { data } }) => pollEvery(data?.items[0]),
  })
  const newest = query.data?.items[0]
  const verify = useAct(() => setup.verify(invitation), { touches: [key] })
  const again = useAct(() => setup.change(invitation, { newAttempt: true }), { touches: [keys.setup, key] })
  const outcome = newest?.state
  useEffect(() => {
    if (outcome === 'passed' || outcome === 'failed')
      void queryClient.invalidateQueries({ queryKey: keys.setup })
  }, [outcome])
  const { settings, credential, testMailbox, verified } = state.steps
  const isWhole = settings && credential && testMailbox
  return (
    <Step
      title="Verify"
      why="Every part is tried in order. What fails says who must do what; then verify again."
    >
      {verified && outcome !== 'failed' && (
        <MessageBar intent="success" layout="multiline">
          <MessageBarBody>
            <MessageBarTitle>Done. {state.organisation.name} is connected.</MessageBarTitle> You can close
            this page; the mailboxes are now switched on by those who invited you.
          </MessageBarBody>
        </MessageBar>
      )}
      {!isWhole && (
        <MessageBar intent="warning">
          <MessageBarBody>Some steps are not done yet; those without a tick come first.</MessageBarBody>
        </MessageBar>
      )}
      <div className={styles.buttons}>
        <Button
          appearance="primary"
          icon={<ShieldCheckmarkRegular />}
          disabled={!isWhole || verify.isPending || isRunning(newest)}
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
      {newest && (
        <VerificationReport
          key={newest.id}
          verification={newest}
          reader="administrator"
          fix={(check) => <FixButton check={check} onOpen={props.onOpen} />}
          document={
            <PageLink to="/setup/reports/$reportId" params={{ reportId: newest.id }} hash={invitation}>
              Open as a document
            </PageLink>
          }
        />
      )}
    </Step>
  )
}

/** Leads from a failed check to the step where it is put right. */
function FixButton(props: { check: string; onOpen: (step: StepName) => void }) {
  const name = stepOfCheck(props.check)
  const step = steps.find((candidate) => candidate.name === name)
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
