import { Text } from '@fluentui/react-components'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { connections, organisations } from '../../api.ts'
import { PageLink } from '../../components/links.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { methodName } from '../../components/methods.ts'
import { Page } from '../../components/page.tsx'
import { ConnectionBadge } from '../../components/state-badge.tsx'
import { keys } from '../../keys.ts'
import type { Connection } from '../../shapes.ts'
import { ConnectionActions } from './connection-actions.tsx'
import { CredentialSection } from './credential-section.tsx'
import { MailboxSection } from './mailbox-section.tsx'
import { SettingsSection } from './settings-section.tsx'
import { VerificationSection } from './verification-section.tsx'

const route = getRouteApi('/inside/console/connections/$connectionId')

/** One way into one customer's tenant: what was entered, the proof that it works, and whose mailboxes it opens. */
export function ConnectionPage() {
  const { connectionId } = route.useParams()
  const query = useQuery({
    queryKey: keys.connection(connectionId),
    queryFn: () => connections.get(connectionId),
  })
  return (
    <Loaded query={query} rows={10}>
      {(connection) => (
        <Page
          title={methodName(connection.method)}
          above={<Above organisationId={connection.organisationId} />}
          below={
            <Text>
              <ConnectionBadge state={connection.state} /> {advice[connection.state]}
            </Text>
          }
          actions={<ConnectionActions connection={connection} />}
        >
          {isProven(connection) && <MailboxSection connection={connection} />}
          <VerificationSection connection={connection} />
          <SettingsSection key={`settings ${connection.attempt}`} connection={connection} />
          <CredentialSection key={`credential ${connection.updatedAt}`} connection={connection} />
        </Page>
      )}
    </Loaded>
  )
}

function Above(props: { organisationId: string }) {
  const { organisationId } = props
  const query = useQuery({
    queryKey: keys.organisation(organisationId),
    queryFn: () => organisations.get(organisationId),
  })
  return (
    <PageLink to="/console/organisations/$organisationId" params={{ organisationId }}>
      {query.data?.name ?? 'Organisation'}
    </PageLink>
  )
}

function isProven({ state, mailboxes }: Connection): boolean {
  const some = mailboxes.found + mailboxes.on + mailboxes.off + mailboxes.trouble > 0
  return state === 'verified' || state === 'active' || some
}

const advice: Record<Connection['state'], string> = {
  draft: 'Enter what is missing, then verify.',
  verifying: 'The checks are running.',
  verified: 'It works. Switch mailboxes on.',
  failed: 'The report below says what to do.',
  active: 'In use.',
  suspended: 'Nothing is read or written until it is activated again.',
}
