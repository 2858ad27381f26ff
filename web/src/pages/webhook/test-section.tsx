import { Button, Text } from '@fluentui/react-components'
import { SendRegular } from '@fluentui/react-icons'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Section } from '../../components/page.tsx'
import { useAct } from '../../components/use-act.ts'
import { keys } from '../../keys.ts'
import { webhooks } from '../../webhooks-api.ts'
import { AttemptList } from './attempt-list.tsx'

/** Sends a signed event of type `test`, and shows what the receiver answered. */
export function TestSection({ webhookId }: { webhookId: string }) {
  const [deliveryId, setDeliveryId] = useState<string>()
  const send = useAct(() => webhooks.test(webhookId), { touches: [keys.deliveries(webhookId)] })
  const query = useQuery({
    queryKey: keys.delivery(webhookId, deliveryId ?? ''),
    queryFn: () => webhooks.delivery(webhookId, deliveryId ?? ''),
    enabled: deliveryId !== undefined,
    // Until there is an answer, which takes 15 seconds at most.
    refetchInterval: ({ state }) => (state.data?.state === 'waiting' ? 500 : false),
  })
  const attempts = query.data?.attempts ?? []
  return (
    <Section
      title="Test"
      note="Sends a signed event of the type “test” once, also while the webhook is off."
      actions={
        <Button
          icon={<SendRegular />}
          disabled={send.isPending}
          onClick={() => send.mutate(undefined, { onSuccess: ({ id }) => setDeliveryId(id) })}
        >
          Send a test
        </Button>
      }
    >
      <div aria-live="polite">
        {deliveryId !== undefined && attempts.length === 0 && <Text>Waiting for the answer …</Text>}
        {attempts.length > 0 && <AttemptList attempts={attempts} />}
      </div>
    </Section>
  )
}
