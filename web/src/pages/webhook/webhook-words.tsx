import { Badge, type BadgeProps } from '@fluentui/react-components'
import type { Webhook, WebhookDelivery, WebhookType } from '../../webhooks-api.ts'

/** What people call each type of event; the test button sends its own whatever is chosen. */
export const typeNames: Record<Exclude<WebhookType, 'test'>, string> = {
  'contact.changed': 'Contacts created, changed or deleted',
  'event.changed': 'Events created, changed or deleted',
  'task.changed': 'Tasks created, changed or deleted',
  'message.sent': 'Messages sent',
  'message.failed': 'Messages that could not be sent',
  'message.unknown': 'Messages of which nobody knows whether they went out',
  'conversation.waiting': 'Conversations in which somebody waits for an answer',
  'conversation.assigned': 'Conversations given to agents, taken or handed over',
  'conversation.answered': 'Conversations answered',
  'conversation.closed': 'Conversations closed',
  'conversation.changed': 'Conversations put back, put off, moved, merged, parted or reopened',
  'mailbox.trouble': 'A mailbox is in trouble',
  'mailbox.recovered': 'A mailbox works again',
  'connection.changed': 'A connection has another state',
  'verification.finished': 'A verification has ended',
}

type Look = [words: string, color: BadgeProps['color']]

const webhookLooks: Record<Webhook['state'], Look> = {
  on: ['On', 'success'],
  off: ['Off', 'informative'],
  failing: ['Failing', 'danger'],
}
const deliveryLooks: Record<WebhookDelivery['state'], Look> = {
  waiting: ['Waiting', 'warning'],
  delivered: ['Delivered', 'success'],
  dead: ['Given up', 'danger'],
}

/** Whether a webhook is told of what happens. */
export function WebhookBadge(props: { state: Webhook['state'] }) {
  return <Look look={webhookLooks[props.state]} />
}

/** What became of a delivery. */
export function DeliveryBadge(props: { state: WebhookDelivery['state'] }) {
  return <Look look={deliveryLooks[props.state]} />
}

function Look({ look: [words, color] }: { look: Look }) {
  return (
    <Badge appearance="tint" color={color}>
      {words}
    </Badge>
  )
}
