import { makeStyles, Text, tokens } from '@fluentui/react-components'
import { ShieldCheckmarkRegular } from '@fluentui/react-icons'
import type { Mailbox, SendingLimits } from '../../shapes.ts'
import { numberText } from '../../time-text.ts'

const useStyles = makeStyles({
  root: {
    display: 'flex',
    flexDirection: 'column',
    padding: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalL}`,
    borderTop: `1px solid ${tokens.colorNeutralStroke2}`,
    color: tokens.colorNeutralForeground2,
  },
  line: { display: 'flex', alignItems: 'center', gap: tokens.spacingHorizontalXS },
})

/** Quietly at the foot of the list: whether mail is ever read, and what may still be sent. */
export function LimitsLine(props: { limits: SendingLimits | undefined; mailbox: Mailbox | undefined }) {
  const styles = useStyles()
  const { limits, mailbox } = props
  if (!limits) return null
  const never = mailbox?.wanted.readMail === false
  return (
    <div className={styles.root}>
      {never && (
        <Text size={200} className={styles.line}>
          <ShieldCheckmarkRegular aria-hidden /> Tandem never reads this mailbox’s mail.
        </Text>
      )}
      <Text size={200}>
        {numberText(limits.usedThisMinute)} of {numberText(limits.perMinute)} this minute ·{' '}
        {numberText(limits.recipientsToday)} of {numberText(limits.recipientsPerDay)} recipients today
      </Text>
      <Text size={200}>
        {limits.certainty === 'exact'
          ? 'Each message goes out exactly once.'
          : 'No message goes out twice by itself; if an answer is lost, you are asked.'}
      </Text>
    </div>
  )
}
