import { makeStyles, mergeClasses, Text, tokens } from '@fluentui/react-components'
import { AlertUrgentRegular, ClockRegular, HourglassRegular } from '@fluentui/react-icons'
import { useNow } from '../../components/when.tsx'
import type { Conversation } from '../../shapes.ts'
import { clockText, momentText } from '../../time-text.ts'
import { dueLook, waitedText } from './waiting-words.ts'

const useStyles = makeStyles({
  root: {
    display: 'inline-flex',
    alignItems: 'center',
    gap: tokens.spacingHorizontalXS,
    whiteSpace: 'nowrap',
    color: tokens.colorNeutralForeground2,
  },
  late: { color: tokens.colorStatusDangerForeground1, fontWeight: tokens.fontWeightSemibold },
  soon: { color: tokens.colorStatusWarningForeground2, fontWeight: tokens.fontWeightSemibold },
  icon: { flexShrink: 0 },
})

/** How long somebody has waited and until when an answer is promised, kept true while it is shown; or until when it is put off. */
export function Waiting(props: Pick<Conversation, 'waitingSince' | 'dueAt' | 'snoozedUntil' | 'state'>) {
  const styles = useStyles()
  const { waitingSince, dueAt, snoozedUntil, state } = props
  const now = Math.max(useNow(), Date.now())
  if (state === 'closed') return null
  if (snoozedUntil !== null)
    return (
      <Text size={200} className={styles.root} title={momentText(snoozedUntil)}>
        <ClockRegular className={styles.icon} aria-hidden /> Back {clockText(snoozedUntil)}
      </Text>
    )
  if (waitingSince === null) return null
  const due = dueAt === null ? undefined : dueLook(dueAt, now)
  return (
    <Text size={200} className={styles.root}>
      <span title={momentText(waitingSince)}>{waitedText(waitingSince, now)}</span>
      {due && dueAt && (
        <>
          <span aria-hidden>·</span>
          <span
            className={mergeClasses(styles.root, due.urgency !== 'calm' && styles[due.urgency])}
            title={momentText(dueAt)}
          >
            {due.urgency === 'late' ? (
              <AlertUrgentRegular className={styles.icon} aria-hidden />
            ) : (
              <HourglassRegular className={styles.icon} aria-hidden />
            )}
            {due.words}
          </span>
        </>
      )}
    </Text>
  )
}
