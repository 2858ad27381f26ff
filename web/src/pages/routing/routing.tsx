import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { mailboxes } from '../../api.ts'
import { Approved } from '../../components/approved.tsx'
import { PageLink } from '../../components/links.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { Page } from '../../components/page.tsx'
import { keys } from '../../keys.ts'
import { type Agent, agents as agentsApi, routing as api, type QueueRouting } from '../../routing-api.ts'
import type { Mailbox } from '../../shapes.ts'
import { GeneralSection } from './general-section.tsx'
import { HoursSection } from './hours-section.tsx'
import { PromiseSection } from './promise-section.tsx'
import type { Names } from './rule-words.ts'
import { RulesSection } from './rules-section.tsx'
import { SaveBar } from './save-bar.tsx'
import { knownSkills } from './skills-in-use.ts'
import { TrySection } from './try-section.tsx'
import { useRoutingDraft } from './use-routing-draft.ts'

const route = getRouteApi('/inside/console/mailboxes/$mailboxId/routing')

/** How a queue routes: who gets a conversation, when it is open, what it promises, its rules. */
export function RoutingPage() {
  const { mailboxId } = route.useParams()
  const query = useQuery({ queryKey: keys.mailbox(mailboxId), queryFn: () => mailboxes.get(mailboxId) })
  return (
    <Loaded query={query} rows={8}>
      {(mailbox) => (
        <Page
          title="Routing"
          above={
            <PageLink to="/console/mailboxes/$mailboxId" params={{ mailboxId }}>
              {mailbox.displayName || mailbox.address}
            </PageLink>
          }
        >
          <Approved organisationId={mailbox.organisationId}>
            <Settings mailbox={mailbox} />
          </Approved>
        </Page>
      )}
    </Loaded>
  )
}

function Settings({ mailbox }: { mailbox: Mailbox }) {
  const { id, organisationId } = mailbox
  const query = useQuery({
    queryKey: keys.routing(id),
    queryFn: () => api.get(id),
  })
  const queues = useQuery({
    queryKey: keys.queueNames(organisationId),
    queryFn: () => api.names(organisationId),
  })
  const agents = useQuery({
    queryKey: keys.agents(organisationId),
    queryFn: () => agentsApi.list(organisationId),
  })
  return (
    <Loaded query={query} rows={8}>
      {(routing) => (
        <Loaded query={queues} rows={8}>
          {(names) => (
            <Loaded query={agents} rows={8}>
              {({ items }) => <Form mailboxId={id} server={routing} queues={names.items} agents={items} />}
            </Loaded>
          )}
        </Loaded>
      )}
    </Loaded>
  )
}

function Form(props: {
  mailboxId: string
  server: QueueRouting
  queues: { id: string; name: string }[]
  agents: Agent[]
}) {
  const { mailboxId, queues, agents } = props
  const edit = useRoutingDraft(mailboxId, props.server)
  const others = queues.filter(({ id }) => id !== mailboxId)
  const skills = knownSkills(agents, [edit.draft.routing])
  const nameIn = (items: { id: string; name: string }[], wish: string) =>
    items.find(({ id }) => id === wish)?.name ?? 'one that is gone'
  const names: Names = { queue: (id) => nameIn(queues, id), agent: (id) => nameIn(agents, id) }
  return (
    <>
      <GeneralSection edit={edit} suggested={skills} />
      <HoursSection edit={edit} />
      <PromiseSection edit={edit} queues={others} />
      <RulesSection edit={edit} names={names} choices={{ queues: others, agents, skills }} />
      <TrySection mailboxId={mailboxId} routing={edit.routing} names={names} isReady={edit.isReady} />
      <SaveBar edit={edit} />
    </>
  )
}
