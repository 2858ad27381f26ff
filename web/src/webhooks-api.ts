import type { Answer, Input } from '@tandem/client/src/client.ts'
import { tandem } from './api.ts'

export type Webhook = Answer<'get', '/webhooks/{id}'>
export type WebhookDelivery = Answer<'get', '/webhooks/{id}/deliveries'>['items'][number]
export type WebhookType = NonNullable<Input<'post', '/organisations/{id}/webhooks'>['body']['types']>[number]
type DeliveryState = WebhookDelivery['state']
type Changes = Input<'patch', '/webhooks/{id}'>['body']

export const webhooks = {
  list: (organisationId: string) =>
    tandem.get('/organisations/{id}/webhooks', { path: { id: organisationId } }),
  create: (organisationId: string, body: { url: string; description: string; types: WebhookType[] }) =>
    tandem.post('/organisations/{id}/webhooks', { path: { id: organisationId }, body }),
  get: (id: string) => tandem.get('/webhooks/{id}', { path: { id } }),
  change: (id: string, body: Changes) => tandem.patch('/webhooks/{id}', { path: { id }, body }),
  remove: (id: string) => tandem.delete('/webhooks/{id}', { path: { id } }),
  rotate: (id: string) => tandem.post('/webhooks/{id}/rotate', { path: { id } }),
  test: (id: string) => tandem.post('/webhooks/{id}/test', { path: { id } }),
  deliveries: (id: string, state: DeliveryState | undefined, cursor: string | undefined) =>
    tandem.get('/webhooks/{id}/deliveries', { path: { id }, query: { state, cursor, limit: 50 } }),
  delivery: (id: string, delivery: string) =>
    tandem.get('/webhooks/{id}/deliveries/{delivery}', { path: { id, delivery } }),
  replay: (id: string, delivery: string) =>
    tandem.post('/webhooks/{id}/deliveries/{delivery}/replay', { path: { id, delivery } }),
  replayDead: (id: string, since: string) =>
    tandem.post('/webhooks/{id}/replay', { path: { id }, body: { since } }),
}
