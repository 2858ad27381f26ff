import { Badge, Link, makeStyles, Subtitle2, Text, tokens } from '@fluentui/react-components'
import { type ReactNode, useId } from 'react'
import { PageLink } from '../../components/links.tsx'
import { RecordLink } from '../../components/record-link.tsx'
import { Moment } from '../../components/when.tsx'
import type { Conversation, Meeting, WholeCustomer } from '../../shapes.ts'
import { subjectOf } from '../queue/queue-words.ts'
import { meetingRemark, meetingTitle } from './customer-words.ts'

const useStyles = makeStyles({
  part: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalXS, minWidth: '0' },
  list: {
    listStyleType: 'none',
    margin: '0',
    padding: '0',
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalS,
    overflowWrap: 'anywhere',
  },
  labels: {
    listStyleType: 'none',
    margin: '0',
    padding: '0',
    display: 'flex',
    flexWrap: 'wrap',
    gap: tokens.spacingHorizontalXS,
  },
  quiet: { color: tokens.colorNeutralForeground2 },
})

/** Who a customer is: addresses, and contacts that have one of them, with their telephone numbers. */
export function WhoTheyAre({ customer }: { customer: WholeCustomer }) {
  const styles = useStyles()
  return (
    <>
      {customer.labels.length > 0 && (
        <ul className={styles.labels} aria-label="Labels">
          {customer.labels.map((label) => (
            <li key={label}>
              <Badge appearance="tint">
                <bdi>{label}</bdi>
              </Badge>
            </li>
          ))}
        </ul>
      )}
      <ul className={styles.list} aria-label="Addresses">
        {customer.addresses.map((address) => (
          <li key={address}>
            <bdi>{address}</bdi>
          </li>
        ))}
      </ul>
      {customer.contacts.length > 0 && (
        <Part title="Contacts">
          {customer.contacts.map(({ id, mailboxId, name, phones }) => (
            <li key={id}>
              <RecordLink kind="contacts" mailboxId={mailboxId} recordId={id} name={name || 'A contact'} />
              {phones.map((phone) => (
                <div key={phone}>
                  <Link href={`tel:${phone.replace(/[^\d+*#]/g, '')}`}>{phone}</Link>
                </div>
              ))}
            </li>
          ))}
        </Part>
      )}
    </>
  )
}

/** Conversations of a customer, with those that are open marked. */
export function TheirConversations(props: { title: string; conversations: Conversation[] }) {
  const styles = useStyles()
  return (
    <Part title={props.title} empty="None that you may see.">
      {props.conversations.map((one) => (
        <li key={one.id}>
          <PageLink to="/workspace/queues" search={{ conversation: one.id, state: 'all' }}>
            <bdi>{subjectOf(one)}</bdi>
          </PageLink>{' '}
          {one.state === 'open' && (
            <Badge appearance="tint" size="small">
              Open
            </Badge>
          )}
          <Text block size={200} className={styles.quiet}>
            <Moment at={one.lastAt} />
          </Text>
        </li>
      ))}
    </Part>
  )
}

/** Meetings with a customer. */
export function TheirMeetings({ meetings }: { meetings: Meeting[] }) {
  const styles = useStyles()
  return (
    <Part title="Meetings" empty="None that you may see.">
      {meetings.map((meeting) => (
        <li key={meeting.id}>
          <RecordLink
            kind="events"
            mailboxId={meeting.mailboxId}
            recordId={meeting.id}
            name={meetingTitle(meeting)}
          />
          <Text block size={200} className={styles.quiet}>
            <Moment at={meeting.at} />
            {meetingRemark(meeting) && ` · ${meetingRemark(meeting)}`}
          </Text>
        </li>
      ))}
    </Part>
  )
}

function Part(props: { title: string; empty?: string; children: ReactNode[] }) {
  const styles = useStyles()
  const id = useId()
  return (
    <section className={styles.part} aria-labelledby={id}>
      <Subtitle2 as="h3" id={id}>
        {props.title}
      </Subtitle2>
      {props.children.length === 0 ? (
        <Text className={styles.quiet}>{props.empty}</Text>
      ) : (
        <ul className={styles.list}>{props.children}</ul>
      )}
    </section>
  )
}
