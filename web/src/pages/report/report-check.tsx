import { makeStyles, Text, tokens } from '@fluentui/react-components'
import { actorText, type Reader, stateWords } from '../../components/check-item.tsx'
import type { CheckResult } from '../../shapes.ts'
import { momentText } from '../../time-text.ts'

const useStyles = makeStyles({
  item: {
    display: 'grid',
    gridTemplateColumns: '2em minmax(0, 1fr) max-content',
    gap: `${tokens.spacingVerticalXXS} ${tokens.spacingHorizontalS}`,
    padding: `${tokens.spacingVerticalS} 0`,
    borderTop: `1px solid ${tokens.colorNeutralStroke2}`,
    breakInside: 'avoid',
  },
  words: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalXXS, minWidth: '0' },
  state: { fontWeight: tokens.fontWeightSemibold },
  ok: { color: tokens.colorStatusSuccessForeground1 },
  warning: { color: tokens.colorStatusWarningForeground1 },
  failed: { color: tokens.colorStatusDangerForeground1 },
  other: { color: tokens.colorNeutralForeground2 },
  script: {
    margin: '0',
    padding: tokens.spacingHorizontalS,
    whiteSpace: 'pre-wrap',
    overflowWrap: 'anywhere',
    fontFamily: tokens.fontFamilyMonospace,
    fontSize: tokens.fontSizeBase100,
    border: `1px solid ${tokens.colorNeutralStroke2}`,
  },
  seen: { color: tokens.colorNeutralForeground2, overflowWrap: 'anywhere' },
})

/** One check on paper: everything that is known of it. */
export function ReportCheck(props: { check: CheckResult; number: number; reader: Reader }) {
  const styles = useStyles()
  const { check, number } = props
  const isBad = check.state === 'failed' || check.state === 'warning'
  const color = check.state === 'ok' || isBad ? styles[check.state as 'ok'] : styles.other
  const note = actorText(check, props.reader)
  return (
    <li className={styles.item}>
      <Text>{number}.</Text>
      <div className={styles.words}>
        <Text weight="semibold">{check.title}</Text>
        {check.headline && <Text>{check.headline}</Text>}
        {isBad && check.meaning && <Text>{check.meaning}</Text>}
        {isBad && check.remedy && (
          <Text>
            <b>What to do{note && ` (${note})`}:</b> {check.remedy}
          </Text>
        )}
        {isBad && check.script && <pre className={styles.script}>{check.script}</pre>}
        {check.evidence.map((seen) => (
          <Text size={100} className={styles.seen} key={`${seen.at} ${seen.request} ${seen.requestId}`}>
            {seen.request}
            {seen.status !== undefined && ` → ${seen.status}`}
            {seen.code && ` ${seen.code}`}
            {seen.text && `: ${seen.text}`}
            {seen.requestId && ` (request ${seen.requestId})`}, {momentText(seen.at)}
          </Text>
        ))}
      </div>
      <Text className={`${styles.state} ${color}`}>{stateWords[check.state]}</Text>
    </li>
  )
}
