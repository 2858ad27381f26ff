import { Button, MessageBar, MessageBarBody, MessageBarTitle, Text } from '@fluentui/react-components'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { Ask } from '../../components/ask.tsx'
import { Facts } from '../../components/facts.tsx'
import { PageLink } from '../../components/links.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { Page } from '../../components/page.tsx'
import { useAct } from '../../components/use-act.ts'
import { Ago, Moment } from '../../components/when.tsx'
import { keys } from '../../keys.ts'
import { type Webhook, type WebhookType, webhooks } from '../../webhooks-api.ts'
import { Deliveries } from './deliveries.tsx'
import { SecretBar } from './secret-bar.tsx'
import { TestSection } from './test-section.tsx'
import { asBody, isReady, WebhookFields } from './webhook-fields.tsx'
import { typeNames, WebhookBadge } from './webhook-words.tsx'

const route = getRouteApi('/inside/console/webhooks/$webhookId')

/** One webhook: its state, a test, what was delivered, what waits and what was given up. */
export function WebhookPage() {
  const { webhookId } = route.useParams()
  const [secret, setSecret] = useState<{ secret: string | null }>()
  const query = useQuery({
    queryKey: keys.webhook(webhookId),
    queryFn: () => webhooks.get(webhookId),
    refetchInterval: 5000,
  })
  return (
    <Loaded query={query} rows={8}>
      {(webhook) => (
        <Page
          title={webhook.description || 'Webhook'}
          above={
            <PageLink
              to="/console/organisations/$organisationId"
              params={{ organisationId: webhook.organisationId }}
            >
              Organisation
            </PageLink>
          }
          below={
            <span>
              <WebhookBadge state={webhook.state} />
            </span>
          }
          actions={<Actions webhook={webhook} onSecret={setSecret} />}
        >
          {secret && <SecretBar secret={secret.secret} onDone={() => setSecret(undefined)} />}
          {webhook.problem && <Problem webhook={webhook} />}
          <Facts facts={factsOf(webhook)} />
          <TestSection webhookId={webhook.id} />
          <Deliveries webhook={webhook} />
        </Page>
      )}
    </Loaded>
  )
}

function Problem({ webhook }: { webhook: Webhook }) {
  const { state, problem, failingSince } = webhook
  return (
    <MessageBar intent={state === 'off' ? 'warning' : 'error'} layout="multiline">
      <MessageBarBody>
        <MessageBarTitle>
          {state === 'off' ? 'It was turned off' : 'The receiver does not take what is sent'}
        </MessageBarTitle>
        {problem}{' '}
        {failingSince && (
          <>
            Failing since <Ago at={failingSince} />. Nothing is lost: each event is tried for three days, and
            can be sent again after that.
          </>
        )}
      </MessageBarBody>
    </MessageBar>
  )
}

function factsOf(webhook: Webhook) {
  const names = webhook.types.map((type) => (typeNames as Record<string, string>)[type] ?? type)
  return {
    Address: webhook.url,
    'What it is told': names.length === 0 ? 'Everything' : names.join('; '),
    'Last delivered': webhook.lastSuccessAt ? <Ago at={webhook.lastSuccessAt} /> : 'Never',
    Waiting: webhook.waiting,
    'Given up': webhook.dead,
    ...(webhook.previousSecretUntil && {
      'Both secrets sign until': <Moment at={webhook.previousSecretUntil} />,
    }),
  }
}

function Actions(props: { webhook: Webhook; onSecret: (made: { secret: string | null }) => void }) {
  const { webhook, onSecret } = props
  const { id, organisationId, state } = webhook
  const navigate = useNavigate()
  const touches = [keys.webhook(id), keys.webhooks(organisationId), keys.deliveries(id)]
  const turn = useAct((to: 'on' | 'off') => webhooks.change(id, { state: to }), {
    said: ({ state: now }) => (now === 'off' ? 'Nothing is sent any more.' : 'It goes on where it was.'),
    touches,
  })
  const rotate = useAct(() => webhooks.rotate(id), { touches })
  const remove = useAct(() => webhooks.remove(id), {
    said: 'The webhook is gone.',
    touches: [keys.webhooks(organisationId)],
  })
  const leave = async () => {
    await remove.mutateAsync()
    await navigate({ to: '/console/organisations/$organisationId', params: { organisationId } })
  }
  return (
    <>
      <Edit webhook={webhook} touches={touches} />
      <Button disabled={turn.isPending} onClick={() => turn.mutate(state === 'off' ? 'on' : 'off')}>
        {state === 'off' ? 'Turn on' : 'Turn off'}
      </Button>
      <Ask
        title="Make a new signing secret?"
        yes="Make a new secret"
        onYes={async () => onSecret(await rotate.mutateAsync())}
        trigger={<Button>New secret</Button>}
      >
        <Text>
          For 24 hours requests are signed with both, so that the receiver can change over. After that the old
          one verifies nothing any more.
        </Text>
      </Ask>
      <Ask title="Delete this webhook?" yes="Delete" onYes={leave} trigger={<Button>Delete</Button>}>
        <Text>
          Nothing is sent any more, and the list of deliveries goes with it. This cannot be taken back.
        </Text>
      </Ask>
    </>
  )
}

function Edit(props: { webhook: Webhook; touches: (readonly unknown[])[] }) {
  const { id, url, description, types } = props.webhook
  const known = { url, description, types: types as WebhookType[], isChosen: types.length > 0 }
  const [draft, setDraft] = useState(known)
  const change = useAct(() => webhooks.change(id, asBody(draft)), { said: 'Saved.', touches: props.touches })
  return (
    <Ask
      title="Edit the webhook"
      yes="Save"
      isReady={isReady(draft)}
      onYes={() => change.mutateAsync()}
      trigger={<Button onClick={() => setDraft(known)}>Edit</Button>}
    >
      <WebhookFields draft={draft} onChange={setDraft} />
    </Ask>
  )
}
