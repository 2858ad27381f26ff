import { MessageBar, MessageBarBody, MessageBarTitle, Text } from '@fluentui/react-components'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { Fragment } from 'react'
import { connections, mailboxes } from '../../api.ts'
import { Approved } from '../../components/approved.tsx'
import { PageLink } from '../../components/links.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { Page } from '../../components/page.tsx'
import { MailboxBadge } from '../../components/state-badge.tsx'
import { Ago } from '../../components/when.tsx'
import { keys } from '../../keys.ts'
import type { Connection, Mailbox } from '../../shapes.ts'
import { Batches } from './batches.tsx'
import { CollectionFacts } from './collection-facts.tsx'
import { Conflicts } from './conflicts.tsx'
import { MailboxActions } from './mailbox-actions.tsx'
import { PreviewBar } from './preview-bar.tsx'
import { QueueSection } from './queue-section.tsx'
import { SyncSettings } from './sync-settings.tsx'
import { Timeline } from './timeline.tsx'
import { WipeQuestion } from './wipe-question.tsx'

const route = getRouteApi('/inside/console/mailboxes/$mailboxId')

/** One mailbox: how its collections stand, what flowed, what waits for a person. */
export function MailboxPage() {
  const { mailboxId } = route.useParams()
  const query = useQuery({ queryKey: keys.mailbox(mailboxId), queryFn: () => mailboxes.get(mailboxId) })
  return <Loaded query={query}>{(mailbox) => <Known mailbox={mailbox} />}</Loaded>
}

function Known(props: { mailbox: Mailbox }) {
  const { mailbox } = props
  const { id, address, displayName, connectionId, collections } = mailbox
  const connection = useQuery({
    queryKey: keys.connection(connectionId),
    queryFn: () => connections.get(connectionId),
  })
  const isUsable = connection.data === undefined || connection.data.state === 'active'
  // Before the first sync there is nothing to show but what can be chosen.
  const begun = collections.filter((collection) => collection.state !== 'waiting')
  const isWaiting = collections.length > 0 && begun.length === 0
  const above = (
    <PageLink to="/console/connections/$connectionId" params={{ connectionId }}>
      Connection
    </PageLink>
  )
  const below = (
    <Text>
      <MailboxBadge state={mailbox.state} /> {displayName && address}
    </Text>
  )
  return (
    <Page
      title={displayName || address}
      above={above}
      below={below}
      actions={<MailboxActions mailbox={mailbox} />}
    >
      <Troubles mailbox={mailbox} />
      {!isUsable && connection.data && <Suspended connection={connection.data} />}
      {isWaiting && <SyncSettings mailbox={mailbox} />}
      {begun.map((collection) => (
        <CollectionFacts
          key={collection.kind}
          collection={collection}
          isKept={isUsable && (mailbox.state === 'on' || mailbox.state === 'trouble')}
          isToldAlready={collection.failure?.detail === mailbox.trouble?.detail}
        />
      ))}
      {begun.length > 0 && <Timeline mailboxId={id} />}
      <Approved organisationId={mailbox.organisationId}>
        {begun.length > 0 && (
          <>
            <Conflicts mailboxId={id} />
            <Batches mailboxId={id} />
          </>
        )}
        <QueueSection mailbox={mailbox} />
      </Approved>
      {collections.length === 0 && (
        <Text>
          {mailbox.state === 'on' || mailbox.state === 'trouble'
            ? 'Its connection is for sending alone: nothing is kept in step.'
            : 'This mailbox is not switched on. Nothing is read from it or written to it.'}
        </Text>
      )}
      {!isWaiting && <SyncSettings mailbox={mailbox} />}
    </Page>
  )
}

/** No mailbox of a connection that is not in use is read or written. */
function Suspended(props: { connection: Connection }) {
  const { id, state } = props.connection
  return (
    <MessageBar intent="warning" layout="multiline">
      <MessageBarBody>
        <MessageBarTitle>
          {state === 'suspended' ? 'Its connection is suspended.' : 'Its connection is not in use.'}
        </MessageBarTitle>{' '}
        Nothing is read from this mailbox or written to it. Contacts here stay, edits wait.{' '}
        <PageLink inline to="/console/connections/$connectionId" params={{ connectionId: id }}>
          Open the connection
        </PageLink>
      </MessageBarBody>
    </MessageBar>
  )
}

function Troubles(props: { mailbox: Mailbox }) {
  const { mailbox } = props
  const { trouble, goneAt } = mailbox
  const waiting = mailbox.collections.filter(({ state }) => state === 'waiting')
  return (
    <>
      {trouble && (
        <MessageBar intent="error" layout="multiline">
          <MessageBarBody>
            <MessageBarTitle>{trouble.title}</MessageBarTitle> {trouble.detail}{' '}
            {trouble.since && (
              <>
                Since <Ago at={trouble.since} />.
              </>
            )}
          </MessageBarBody>
        </MessageBar>
      )}
      {goneAt && (
        <MessageBar intent="warning">
          <MessageBarBody>
            The directory has not shown this mailbox since <Ago at={goneAt} />.
          </MessageBarBody>
        </MessageBar>
      )}
      {waiting.length > 0 && <PreviewBar mailboxId={mailbox.id} collections={waiting} />}
      {mailbox.collections.map((collection) => (
        <Fragment key={collection.kind}>
          {collection.question && collection.state === 'stopped' && (
            <WipeQuestion
              mailboxId={mailbox.id}
              kind={collection.kind}
              question={collection.question}
              writeBack={collection.writeBack}
            />
          )}
        </Fragment>
      ))}
    </>
  )
}
