import {
  MessageBar,
  MessageBarBody,
  MessageBarTitle,
  makeStyles,
  ProgressBar,
  Text,
  tokens,
} from '@fluentui/react-components'
import type { ReactNode } from 'react'
import type { Verification } from '../shapes.ts'
import { CheckItem, type Reader } from './check-item.tsx'
import { Ago } from './when.tsx'

const useStyles = makeStyles({
  root: {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalM,
    padding: tokens.spacingHorizontalL,
    borderRadius: tokens.borderRadiusLarge,
    backgroundColor: tokens.colorNeutralBackground1,
    boxShadow: tokens.shadow2,
  },
  list: { listStyleType: 'none', margin: '0', padding: '0' },
  quiet: { color: tokens.colorNeutralForeground2 },
})

/** A verification as it runs and when it has ended: each check in order, and the outcome first. */
export function VerificationReport(props: {
  verification: Verification
  reader: Reader
  /** What leads to the place where a failed check is put right. */
  fix?: (check: string) => ReactNode
}) {
  const styles = useStyles()
  const { verification } = props
  const { checks } = verification
  const ended = checks.filter((check) => check.state !== 'waiting' && check.state !== 'running').length
  const isOver = verification.state === 'passed' || verification.state === 'failed'
  return (
    <div className={styles.root}>
      <div role="status">
        <Outcome verification={verification} ended={ended} />
      </div>
      {!isOver && <ProgressBar value={ended} max={Math.max(checks.length, 1)} aria-label="Checks done" />}
      <ol className={styles.list}>
        {checks.map((check) => (
          <CheckItem key={check.check} check={check} reader={props.reader} fix={props.fix?.(check.check)} />
        ))}
      </ol>
      <Text size={200} className={styles.quiet}>
        Attempt {verification.attempt}, asked for <Ago at={verification.createdAt} /> by{' '}
        {requester(verification.requestedBy)}
        {duration(verification)}
      </Text>
    </div>
  )
}

function Outcome(props: { verification: Verification; ended: number }) {
  const { state, checks } = props.verification
  if (state === 'queued') return <Text>Waiting for a worker …</Text>
  if (state === 'running') {
    return (
      <Text>
        Checking: {props.ended} of {checks.length} done …
      </Text>
    )
  }
  const failed = checks.filter((check) => check.state === 'failed').length
  const warned = checks.filter((check) => check.state === 'warning').length
  return (
    <MessageBar intent={state === 'failed' ? 'error' : warned > 0 ? 'warning' : 'success'} layout="multiline">
      <MessageBarBody>
        <MessageBarTitle>
          {state === 'passed' ? 'The connection works.' : 'The connection does not work yet.'}
        </MessageBarTitle>{' '}
        {state === 'passed' && warned === 0 && 'Every check went well.'}
        {state === 'passed' && warned > 0 && `${count(warned, 'point')} should be looked at.`}
        {state === 'failed' && `${count(failed, 'check')} failed; what to do stands beside it.`}
      </MessageBarBody>
    </MessageBar>
  )
}

/** `operator:ada@example.org` by the address; keys and links by what they are. */
function requester(name: string): string {
  const [kind, who = ''] = name.split(/:(.*)/s)
  const kinds: Record<string, string> = { key: 'a program', invitation: 'the invited administrator' }
  return kinds[kind ?? ''] ?? (who || name)
}

function count(number: number, word: string): string {
  return number === 1 ? `One ${word}` : `${number} ${word}s`
}

function duration({ startedAt, finishedAt }: Verification): string {
  if (!startedAt || !finishedAt) return '.'
  const seconds = (Date.parse(finishedAt) - Date.parse(startedAt)) / 1000
  return `; it took ${new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 }).format(seconds)} s.`
}
