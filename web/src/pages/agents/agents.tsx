import { Badge, Text } from '@fluentui/react-components'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { organisations } from '../../api.ts'
import { Approved } from '../../components/approved.tsx'
import { DataTable } from '../../components/data-table.tsx'
import { PageButton, PageLink } from '../../components/links.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { Page } from '../../components/page.tsx'
import { keys } from '../../keys.ts'
import { type Agent, agents as api, routing } from '../../routing-api.ts'
import { numberText } from '../../time-text.ts'
import { skillWords } from '../routing/rule-words.ts'
import { knownSkills } from '../routing/skills-in-use.ts'
import { ChangeAgent } from './change-agent.tsx'
import { PresenceBadge } from './presence.tsx'

const route = getRouteApi('/inside/console/organisations/$organisationId/agents')

/** Who works in the queues of an organisation, what they can, and how much at once. */
export function AgentsPage() {
  const { organisationId } = route.useParams()
  const organisation = useQuery({
    queryKey: keys.organisation(organisationId),
    queryFn: () => organisations.get(organisationId),
  })
  return (
    <Page
      title="Agents of queues"
      above={
        <PageLink to="/console/organisations/$organisationId" params={{ organisationId }}>
          {organisation.data?.name ?? 'Organisation'}
        </PageLink>
      }
      actions={
        <PageButton as="a" to="/people" search={{ organisation: organisationId }}>
          People
        </PageButton>
      }
    >
      <Approved organisationId={organisationId}>
        <Agents organisationId={organisationId} />
      </Approved>
    </Page>
  )
}

function Agents({ organisationId }: { organisationId: string }) {
  const query = useQuery({
    queryKey: keys.agents(organisationId),
    queryFn: () => api.list(organisationId),
  })
  const queues = useQuery({
    queryKey: keys.queueNames(organisationId),
    queryFn: () => routing.names(organisationId),
  })
  const names = new Map(queues.data?.items.map(({ id, name }) => [id, name]))
  return (
    <Loaded query={query} rows={6}>
      {({ items }) =>
        items.length === 0 ? (
          <Text>
            Nobody yet: invite agents, and give them the mailboxes of their queues.{' '}
            <PageLink inline to="/people" search={{ organisation: organisationId }}>
              People
            </PageLink>
          </Text>
        ) : (
          <AgentTable items={items} names={names} />
        )
      }
    </Loaded>
  )
}

function AgentTable({ items, names }: { items: Agent[]; names: Map<string, string> }) {
  const suggested = knownSkills(items)
  return (
    <DataTable
      label="Agents"
      items={items}
      columns={[
        {
          title: 'Name',
          cell: ({ name, email }) => (
            <span>
              {name}
              <br />
              <Text size={200}>{email}</Text>
            </span>
          ),
        },
        {
          title: 'Queues',
          cell: ({ queues }) => queues.flatMap((id) => names.get(id) ?? []).join(', ') || 'None',
        },
        {
          title: 'Skills',
          cell: ({ skills }) =>
            skillWords(skills).length === 0 ? (
              'None'
            ) : (
              <span>
                {skillWords(skills).map((words) => (
                  <span key={words}>
                    <Badge appearance="tint" color="informative">
                      {words}
                    </Badge>{' '}
                  </span>
                ))}
              </span>
            ),
        },
        {
          title: 'Load',
          cell: ({ load, capacity }) => `${numberText(load)} of ${numberText(capacity)}`,
        },
        { title: 'Presence', cell: (agent) => <PresenceBadge agent={agent} /> },
        { title: 'Change', cell: (agent) => <ChangeAgent agent={agent} suggested={suggested} /> },
      ]}
    />
  )
}
