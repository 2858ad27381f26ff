import {
  Accordion,
  AccordionHeader,
  AccordionItem,
  AccordionPanel,
  makeStyles,
  Spinner,
  Text,
  tokens,
} from '@fluentui/react-components'
import {
  CheckmarkCircleFilled,
  CircleRegular,
  DismissCircleFilled,
  SubtractCircleRegular,
  WarningFilled,
} from '@fluentui/react-icons'
import type { ReactNode } from 'react'
import type { CheckResult } from '../shapes.ts'
import { Script } from './copy.tsx'
import { Moment } from './when.tsx'

const useStyles = makeStyles({
  item: {
    display: 'grid',
    gridTemplateColumns: '24px minmax(0, 1fr) auto',
    gap: `${tokens.spacingVerticalXS} ${tokens.spacingHorizontalS}`,
    padding: `${tokens.spacingVerticalS} 0`,
    borderTop: `1px solid ${tokens.colorNeutralStroke3}`,
  },
  icon: { fontSize: '20px', display: 'flex', paddingTop: '1px' },
  ok: { color: tokens.colorStatusSuccessForeground1 },
  warning: { color: tokens.colorStatusWarningForeground3 },
  failed: { color: tokens.colorStatusDangerForeground1 },
  quiet: { color: tokens.colorNeutralForeground3 },
  words: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalXS, minWidth: '0' },
  remedy: {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalS,
    padding: tokens.spacingHorizontalM,
    borderLeft: `3px solid ${tokens.colorBrandStroke1}`,
    backgroundColor: tokens.colorNeutralBackground2,
    whiteSpace: 'pre-line',
  },
  evidence: { overflowWrap: 'anywhere', color: tokens.colorNeutralForeground2 },
})

/** States as people read them. */
export const stateWords: Record<CheckResult['state'], string> = {
  waiting: 'Waiting',
  running: 'Running',
  ok: 'Fine',
  warning: 'Look at this',
  failed: 'Failed',
  skipped: 'Not run',
}

const actors: Record<NonNullable<CheckResult['actor']>, string> = {
  administrator: 'your administrator',
  operations: 'Tandem’s operations',
  microsoft: 'the service itself',
  nobody: 'nobody',
}

/** Who looks at the report: it says "you" to them. */
export type Reader = 'administrator' | 'operations'

/** One check: how it went, what that means, who does what now; what was seen is folded away. */
export function CheckItem(props: { check: CheckResult; reader: Reader; fix?: ReactNode }) {
  const styles = useStyles()
  const { check } = props
  const isBad = check.state === 'failed' || check.state === 'warning'
  return (
    <li className={styles.item}>
      <span className={styles.icon}>
        <StateIcon state={check.state} />
      </span>
      <div className={styles.words}>
        <Text weight={isBad ? 'semibold' : 'regular'}>{(isBad && check.headline) || check.title}</Text>
        {!isBad && check.headline && check.headline !== check.title && (
          <Text size={200} className={styles.quiet}>
            {check.headline}
          </Text>
        )}
        {isBad && check.meaning && <Text>{check.meaning}</Text>}
        {isBad && check.remedy && <Remedy check={check} reader={props.reader} fix={props.fix} />}
        {check.evidence.length > 0 && <Seen check={check} />}
      </div>
      <Text size={200} className={styles.quiet}>
        {check.milliseconds === undefined ? '' : `${Math.round(check.milliseconds)} ms`}
      </Text>
    </li>
  )
}

function StateIcon(props: { state: CheckResult['state'] }) {
  const styles = useStyles()
  const icons: Record<CheckResult['state'], ReactNode> = {
    waiting: <CircleRegular className={styles.quiet} aria-label={stateWords.waiting} />,
    running: <Spinner size="tiny" aria-label={stateWords.running} />,
    ok: <CheckmarkCircleFilled className={styles.ok} aria-label={stateWords.ok} />,
    warning: <WarningFilled className={styles.warning} aria-label={stateWords.warning} />,
    failed: <DismissCircleFilled className={styles.failed} aria-label={stateWords.failed} />,
    skipped: <SubtractCircleRegular className={styles.quiet} aria-label={stateWords.skipped} />,
  }
  return icons[props.state]
}

/** `you, about 3 minutes`. */
export function actorText({ actor, minutes }: CheckResult, reader: Reader): string {
  const who = [
    actor && (actor === reader ? 'you' : actors[actor]),
    minutes && `about ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}`,
  ]
  return who.filter(Boolean).join(', ')
}

function Remedy(props: { check: CheckResult; reader: Reader; fix?: ReactNode }) {
  const styles = useStyles()
  const { remedy, script, check } = props.check
  const note = actorText(props.check, props.reader)
  return (
    <div className={styles.remedy}>
      <Text weight="semibold">What to do{note && ` (${note})`}</Text>
      <Text>{remedy}</Text>
      {props.fix && <div>{props.fix}</div>}
      {script && <Script text={script} name={`${check}.ps1`} label="Script that does it" />}
    </div>
  )
}

function Seen(props: { check: CheckResult }) {
  const styles = useStyles()
  return (
    <Accordion collapsible>
      <AccordionItem value="seen">
        <AccordionHeader size="small">What we saw</AccordionHeader>
        <AccordionPanel>
          {props.check.evidence.map((seen) => (
            <Text
              block
              size={200}
              key={`${seen.at} ${seen.request} ${seen.requestId}`}
              className={styles.evidence}
            >
              {seen.request}
              {seen.status !== undefined && ` → ${seen.status}`}
              {seen.code && ` ${seen.code}`}
              {seen.text && `: ${seen.text}`}
              {seen.requestId && ` (request ${seen.requestId})`}, <Moment at={seen.at} />
            </Text>
          ))}
        </AccordionPanel>
      </AccordionItem>
    </Accordion>
  )
}
