import { Button, Text } from '@fluentui/react-components'
import { AddRegular } from '@fluentui/react-icons'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Ask } from '../../components/ask.tsx'
import { type Column, DataTable } from '../../components/data-table.tsx'
import { PageLink } from '../../components/links.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { Section } from '../../components/page.tsx'
import { useAct } from '../../components/use-act.ts'
import { Ago } from '../../components/when.tsx'
import { keys } from '../../keys.ts'
import { numberText } from '../../time-text.ts'
import { type Webhook, webhooks } from '../../webhooks-api.ts'
import { SecretBar } from '../webhook/secret-bar.tsx'
import { asBody, isReady, type WebhookDraft, WebhookFields } from '../webhook/webhook-fields.tsx'
import { WebhookBadge } from '../webhook/webhook-words.tsx'

const columns: Column<Webhook>[] = [
  {
    title: 'Address',
    cell: ({ id, url }) => (
      <PageLink to="/console/webhooks/$webhookId" params={{ webhookId: id }}>
        {url}
      </PageLink>
    ),
  },
  { title: 'Description', cell: ({ description }) => description },
  { title: 'State', cell: ({ state }) => <WebhookBadge state={state} /> },
  {
    title: 'Last delivered',
    cell: ({ lastSuccessAt }) => (lastSuccessAt ? <Ago at={lastSuccessAt} /> : 'Never'),
  },
  { title: 'Waiting', cell: ({ waiting }) => numberText(waiting) },
  { title: 'Given up', cell: ({ dead }) => numberText(dead) },
]

/** Where the organisation's programs are told of what happens. */
export function Webhooks(props: { organisationId: string }) {
  const { organisationId } = props
  const [made, setMade] = useState<{ secret: string | null }>()
  const query = useQuery({
    queryKey: keys.webhooks(organisationId),
    queryFn: () => webhooks.list(organisationId),
  })
  return (
    <Section
      title="Webhooks"
      note="Signed requests to this organisation’s programs, as soon as something happens."
      actions={<NewWebhook organisationId={organisationId} onMade={setMade} />}
    >
      {made && <SecretBar secret={made.secret} onDone={() => setMade(undefined)} />}
      <Loaded query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <Text>None yet. Programs can also ask by themselves, with an API key.</Text>
          ) : (
            <DataTable label="Webhooks" items={items} columns={columns} />
          )
        }
      </Loaded>
    </Section>
  )
}

const empty: WebhookDraft = { url: 'https://', description: '', types: [], isChosen: false }

function NewWebhook(props: { organisationId: string; onMade: (made: { secret: string | null }) => void }) {
  const [draft, setDraft] = useState(empty)
  const create = useAct((body: ReturnType<typeof asBody>) => webhooks.create(props.organisationId, body), {
    touches: [keys.webhooks(props.organisationId)],
  })
  const add = async () => {
    props.onMade(await create.mutateAsync(asBody(draft)))
    setDraft(empty)
  }
  return (
    <Ask
      title="New webhook"
      yes="Make the webhook"
      isReady={isReady(draft)}
      onYes={add}
      trigger={<Button icon={<AddRegular />}>New webhook</Button>}
    >
      <WebhookFields draft={draft} onChange={setDraft} />
    </Ask>
  )
}
