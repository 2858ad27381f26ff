import { Button, Field, makeStyles, Select, Text } from '@fluentui/react-components'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Ask } from '../../components/ask.tsx'
import { type Column, DataTable } from '../../components/data-table.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { Section } from '../../components/page.tsx'
import { useAct } from '../../components/use-act.ts'
import { Ago } from '../../components/when.tsx'
import { keys } from '../../keys.ts'
import { type Webhook, type WebhookDelivery, webhooks } from '../../webhooks-api.ts'
import { DeliveryDialog } from './delivery-dialog.tsx'
import { DeliveryBadge } from './webhook-words.tsx'

const useStyles = makeStyles({ more: { alignSelf: 'start' } })

/** What was sent, what waits, what was given up; the given up can be sent again. */
export function Deliveries({ webhook }: { webhook: Webhook }) {
  const styles = useStyles()
  const { id } = webhook
  const [state, setState] = useState<WebhookDelivery['state']>()
  const query = useInfiniteQuery({
    queryKey: [...keys.deliveries(id), state ?? 'all'],
    queryFn: ({ pageParam }) => webhooks.deliveries(id, state, pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    refetchInterval: 5000,
  })
  const columns: Column<WebhookDelivery>[] = [
    { title: 'Event', cell: (delivery) => <DeliveryDialog delivery={delivery} /> },
    { title: 'State', cell: (delivery) => <DeliveryBadge state={delivery.state} /> },
    { title: 'Made', cell: ({ createdAt }) => <Ago at={createdAt} /> },
    { title: 'Tries', cell: ({ tries }) => tries },
    { title: 'Last answer', cell: ({ attempts }) => lastAnswer(attempts) },
    { title: 'Next try', cell: ({ dueAt }) => (dueAt ? <Ago at={dueAt} /> : '') },
  ]
  return (
    <Section
      title="Deliveries"
      note="What arrived is kept for 7 days, what was given up for 30."
      actions={
        <>
          <Select
            aria-label="Which deliveries"
            value={state ?? ''}
            onChange={(_, { value }) => setState((value || undefined) as typeof state)}
          >
            <option value="">All</option>
            <option value="waiting">Waiting</option>
            <option value="delivered">Delivered</option>
            <option value="dead">Given up</option>
          </Select>
          {webhook.dead > 0 && <ReplayDead webhook={webhook} />}
        </>
      }
    >
      <Loaded query={query}>
        {({ pages }) => {
          const items = pages.flatMap((page) => page.items)
          return items.length === 0 ? (
            <Text>{state ? 'None.' : 'Nothing has been sent yet. Send a test above.'}</Text>
          ) : (
            <>
              <DataTable label="Deliveries" items={items} columns={columns} />
              {query.hasNextPage && (
                <Button
                  className={styles.more}
                  disabled={query.isFetchingNextPage}
                  onClick={() => void query.fetchNextPage()}
                >
                  Older ones
                </Button>
              )}
            </>
          )
        }}
      </Loaded>
    </Section>
  )
}

function lastAnswer(attempts: WebhookDelivery['attempts']): string {
  const last = attempts.at(-1)
  if (last === undefined) return ''
  return last.status === null ? 'None' : String(last.status)
}

const day = 86_400_000

function ReplayDead({ webhook }: { webhook: Webhook }) {
  const [days, setDays] = useState('30')
  const replay = useAct(
    () => webhooks.replayDead(webhook.id, new Date(Date.now() - Number(days) * day).toISOString()),
    {
      said: ({ replayed }) =>
        replayed === 1 ? 'One event is sent again.' : `${replayed} events are sent again.`,
      touches: [keys.webhook(webhook.id), keys.deliveries(webhook.id)],
    },
  )
  return (
    <Ask
      title="Send again what was given up"
      yes="Send again"
      onYes={() => replay.mutateAsync()}
      trigger={<Button>Send given up again</Button>}
    >
      <Field label="Events of">
        <Select value={days} onChange={(_, { value }) => setDays(value)}>
          <option value="1">the last 24 hours</option>
          <option value="7">the last 7 days</option>
          <option value="30">the last 30 days</option>
        </Select>
      </Field>
      <Text>They carry the same ids as before, so that a receiver that had one already can tell.</Text>
    </Ask>
  )
}
