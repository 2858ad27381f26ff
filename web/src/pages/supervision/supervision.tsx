import { Select, Text } from '@fluentui/react-components'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { Approved } from '../../components/approved.tsx'
import { PageLink } from '../../components/links.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { Page, Section } from '../../components/page.tsx'
import { useMe } from '../../components/use-me.ts'
import { useOrganisations } from '../../components/use-organisations.ts'
import { keys } from '../../keys.ts'
import { supervision as api, routing, type Supervision } from '../../routing-api.ts'
import { AgentsPart } from './agents-part.tsx'
import { HoursPart } from './hours-part.tsx'
import { QueuesPart } from './queues-part.tsx'

const route = getRouteApi('/inside/workspace/supervision')
type Place = ReturnType<typeof route.useSearch>

/** What waits in the queues, who works in them, and how answers went. */
export function SupervisionPage() {
  const { organisation, queue, span } = route.useSearch()
  const navigate = useNavigate({ from: '/workspace/supervision' })
  const go = (changes: Partial<Place>) =>
    void navigate({ search: (before) => ({ ...before, ...changes }), replace: true })
  const hours = span === 'week' ? 168 : 24
  const wish = { ...(organisation && { organisation }), ...(queue && { queue }), hours }
  const query = useQuery({
    queryKey: keys.supervision(wish),
    queryFn: () => api.get(wish),
    placeholderData: keepPreviousData,
  })
  return (
    <Page
      title="Supervision"
      above={
        <PageLink to="/workspace/queues" search={queue === undefined ? {} : { queue }}>
          Queues
        </PageLink>
      }
      actions={<Choices organisation={organisation} queue={queue} span={span} onChange={go} />}
    >
      <Approved organisationId={organisation}>
        <Loaded query={query} rows={10}>
          {(found) => <Figures found={found} hours={hours} />}
        </Loaded>
      </Approved>
    </Page>
  )
}

function Choices({
  organisation,
  queue,
  span,
  onChange,
}: Place & { onChange: (changes: Partial<Place>) => void }) {
  const isOperator = useMe()?.kind === 'operator'
  const { items } = useOrganisations()
  const names = useQuery({
    queryKey: keys.queueNames(organisation ?? ''),
    queryFn: () => routing.names(organisation),
  })
  return (
    <>
      {isOperator && (
        <Select
          aria-label="Organisation"
          value={organisation ?? ''}
          onChange={(_, { value }) => onChange({ organisation: value || undefined, queue: undefined })}
        >
          <option value="">All organisations</option>
          {items.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </Select>
      )}
      <Select
        aria-label="Queue"
        value={queue ?? ''}
        onChange={(_, { value }) => onChange({ queue: value || undefined })}
      >
        <option value="">All queues</option>
        {names.data?.items.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </Select>
      <Select
        aria-label="Span"
        value={span ?? ''}
        onChange={(_, { value }) => onChange({ span: value || undefined })}
      >
        <option value="">Last 24 hours</option>
        <option value="week">Last 7 days</option>
      </Select>
    </>
  )
}

function Figures({ found, hours }: { found: Supervision; hours: number }) {
  if (found.queues.length === 0)
    return (
      <Text>
        There is no queue here. A shared mailbox becomes one on its page in the Console: Queue, “Make this
        mailbox a queue”.
      </Text>
    )
  return (
    <>
      <Section title="Queues" note="What waits now, and how answers went in the span.">
        <QueuesPart queues={found.queues} />
      </Section>
      <Section title="Agents" note="Who is there now, and what they did in the span.">
        <AgentsPart agents={found.agents} />
      </Section>
      <Section title={hours > 24 ? 'Hour by hour, 7 days' : 'Hour by hour, 24 hours'}>
        <HoursPart hours={found.hours} />
      </Section>
    </>
  )
}
