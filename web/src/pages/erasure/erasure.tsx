import { MessageBar, MessageBarBody } from '@fluentui/react-components'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import { organisations } from '../../api.ts'
import { PageLink } from '../../components/links.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { Page } from '../../components/page.tsx'
import { keys } from '../../keys.ts'
import { DoneErasures } from './done-erasures.tsx'
import { PersonForm } from './person-form.tsx'

const route = getRouteApi('/inside/console/organisations/$organisationId/erasure')

/** What is kept of a person in the queues: counted, exported, erased. */
export function ErasurePage() {
  const { organisationId } = route.useParams()
  // Shown once: nobody else has them.
  const [salts, setSalts] = useState<Record<string, string>>({})
  const query = useQuery({
    queryKey: keys.organisation(organisationId),
    queryFn: () => organisations.get(organisationId),
  })
  return (
    <Loaded query={query} rows={4}>
      {({ name }) => (
        <Page
          title="Export or erase a person"
          above={
            <PageLink to="/console/organisations/$organisationId" params={{ organisationId }}>
              {name}
            </PageLink>
          }
        >
          <MessageBar layout="multiline">
            <MessageBarBody>
              This is about the mail of queues. Contacts, calendars and tasks are copies of what is in
              people’s mailboxes and stay; so does the mail in the mailboxes themselves.
            </MessageBarBody>
          </MessageBar>
          <PersonForm
            organisationId={organisationId}
            onStarted={({ id, salt }) => setSalts((before) => ({ ...before, [id]: salt }))}
          />
          <DoneErasures organisationId={organisationId} name={name} salts={salts} />
        </Page>
      )}
    </Loaded>
  )
}
