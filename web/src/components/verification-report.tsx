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
import { clockText } from '../time-text.ts'
import { AccessSection } from './access-table.tsx'
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
  drift: { margin: `${tokens.spacingVerticalXS} 0 0`, paddingInlineStart: tokens.spacingHorizontalXL },
})

/** A verification as it runs and when it has ended: each check in order, and the outcome first. */
export function VerificationReport(props: {
  verification: Verification
  reader: Reader
  /** What leads to the place where a failed check is put right. */
  fix?: (check: string) => ReactNode
  /** What leads to the printable document. */
  document?: ReactNode
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
      <Drifted drift={verification.drift} />
      {!isOver && <ProgressBar value={ended} max={Math.max(checks.length, 1)} aria-label="Checks done" />}
      <ol className={styles.list}>
        {checks.map((check) => (
          <CheckItem key={check.check} check={check} reader={props.reader} fix={props.fix?.(check.check)} />
        ))}
      </ol>
      {verification.access.length > 0 && <AccessSection rows={verification.access} />}
      <Text size={200} className={styles.quiet}>
        Attempt {verification.attempt}, asked for <Ago at={verification.createdAt} /> by{' '}
        {requester(verification.requestedBy)}
        {duration(verification)}
      </Text>
      {isOver && props.document && <div>{props.document}</div>}
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
    <MessageBar intent={intentOf(props.verification, warned)} layout="multiline">
      <MessageBarBody>
        <MessageBarTitle>{outcomeText(props.verification)}</MessageBarTitle>{' '}
        {state === 'passed' && warned === 0 && 'Every check went well.'}
        {state === 'passed' && warned > 0 && `${count(warned, 'point')} should be looked at.`}
        {state === 'failed' && `${count(failed, 'check')} failed; what to do stands beside it.`}
        <LookedAtAgain again={props.verification.again} />
      </MessageBarBody>
    </MessageBar>
  )
}

function intentOf({ state, again }: Verification, warned: number): 'error' | 'warning' | 'success' {
  if (state === 'failed') return again ? 'warning' : 'error'
  return warned > 0 ? 'warning' : 'success'
}

/** The outcome in a sentence. */
export function outcomeText({
  state,
  again,
  reason,
}: Pick<Verification, 'state' | 'again' | 'reason'>): string {
  if (state === 'passed') return 'The connection works.'
  if (again) return 'Not yet: a change may still be on its way.'
  return reason === 'schedule'
    ? 'The connection does not work any more.'
    : 'The connection does not work yet.'
}

/** What needs time is looked at again without anybody asking; a time that is past is on its way. */
export function LookedAtAgain(props: { again: Verification['again'] }) {
  const { again } = props
  if (!again) return null
  return (
    <>
      {' '}
      We look again by ourselves at <time dateTime={again.at}>{clockText(again.at)}</time>, until{' '}
      <time dateTime={again.until}>{clockText(again.until)}</time> at most.
    </>
  )
}

/** What differs from the last report that passed. */
export function Drifted(props: { drift: Verification['drift'] }) {
  const styles = useStyles()
  if (props.drift.length === 0) return null
  return (
    <div>
      <Text weight="semibold">Changed since it last worked</Text>
      <ul className={styles.drift}>
        {props.drift.map((one) => (
          <li key={one.key}>
            <Text>{one.text}</Text>
          </li>
        ))}
      </ul>
    </div>
  )
}

/** `operator:ada@example.org` by the address; keys and links by what they are. */
export function requester(name: string): string {
  const [kind, who = ''] = name.split(/:(.*)/s)
  const kinds: Record<string, string> = {
    key: 'a program',
    invitation: 'the invited administrator',
    tandem: 'Tandem itself',
  }
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
