import { makeStyles, Text, tokens } from '@fluentui/react-components'
import { CalendarRegular } from '@fluentui/react-icons'
import type { InboundMessage } from '../../shapes.ts'
import { invitationTitle, invitationWhen } from './invitation-words.ts'

type Invitation = NonNullable<InboundMessage['invitation']>

const useStyles = makeStyles({
  root: {
    display: 'grid',
    gridTemplateColumns: 'auto minmax(0, 1fr)',
    columnGap: tokens.spacingHorizontalM,
    padding: tokens.spacingHorizontalM,
    borderRadius: tokens.borderRadiusMedium,
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    overflowWrap: 'anywhere',
  },
  words: { display: 'flex', flexDirection: 'column', minWidth: '0' },
  quiet: { color: tokens.colorNeutralForeground2 },
})

/** What the calendar in a message invites to, calls off or answers. */
export function InvitationCard({ invitation }: { invitation: Invitation }) {
  const styles = useStyles()
  const { subject, location, organizer } = invitation
  const title = invitationTitle(invitation)
  return (
    <section className={styles.root} aria-label={title}>
      <CalendarRegular aria-hidden fontSize={20} />
      <div className={styles.words}>
        <Text size={200} className={styles.quiet}>
          {title}
        </Text>
        <Text weight="semibold">
          <bdi>{subject || '(No subject)'}</bdi>
        </Text>
        <Text>{invitationWhen(invitation)}</Text>
        {location !== '' && (
          <Text>
            <bdi>{location}</bdi>
          </Text>
        )}
        {organizer && (
          <Text size={200} className={styles.quiet}>
            Organised by <bdi>{organizer.name || organizer.address}</bdi>
          </Text>
        )}
      </div>
    </section>
  )
}
