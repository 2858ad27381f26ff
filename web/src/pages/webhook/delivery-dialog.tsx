import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  DialogTrigger,
  Link,
  makeStyles,
  Text,
  tokens,
} from '@fluentui/react-components'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { CopyValue } from '../../components/copy.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { useAct } from '../../components/use-act.ts'
import { keys } from '../../keys.ts'
import { type WebhookDelivery, webhooks } from '../../webhooks-api.ts'
import { AttemptList, PlainText } from './attempt-list.tsx'

const useStyles = makeStyles({
  content: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM },
})

/** An event's type, which opens what was sent, what was answered, and the way to send it again. */
export function DeliveryDialog({ delivery }: { delivery: WebhookDelivery }) {
  const styles = useStyles()
  const { id, webhookId, type, state } = delivery
  const [isOpen, setOpen] = useState(false)
  const query = useQuery({
    queryKey: keys.delivery(webhookId, id),
    queryFn: () => webhooks.delivery(webhookId, id),
    enabled: isOpen,
  })
  const replay = useAct(() => webhooks.replay(webhookId, id), {
    said: 'It is sent again now.',
    touches: [keys.deliveries(webhookId), keys.webhook(webhookId), keys.delivery(webhookId, id)],
  })
  return (
    <Dialog open={isOpen} onOpenChange={(_, data) => setOpen(data.open)}>
      <DialogTrigger disableButtonEnhancement>
        <Link as="button">{type}</Link>
      </DialogTrigger>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{type}</DialogTitle>
          <DialogContent className={styles.content}>
            <Text>
              webhook-id: <CopyValue value={`msg_${id}`} label="the id" />
            </Text>
            <Loaded query={query}>
              {({ attempts, payload }) => (
                <>
                  {attempts.length === 0 ? <Text>Not sent yet.</Text> : <AttemptList attempts={attempts} />}
                  <Text weight="semibold">What was sent</Text>
                  <PlainText text={JSON.stringify(payload, null, 2)} label="What was sent" />
                </>
              )}
            </Loaded>
          </DialogContent>
          <DialogActions>
            <Button
              appearance="primary"
              disabled={replay.isPending}
              onClick={() => replay.mutate(undefined, { onSuccess: () => setOpen(false) })}
            >
              {state === 'waiting' ? 'Send now' : 'Send again'}
            </Button>
            <DialogTrigger disableButtonEnhancement>
              <Button>Close</Button>
            </DialogTrigger>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  )
}
