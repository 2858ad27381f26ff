import { id, idPath } from '@tandem/model/api/paging.ts'
import {
  delivery,
  deliveryDetails,
  deliveryList,
  deliveryQuery,
  replay,
  replayed,
} from '@tandem/model/api/webhooks.ts'
import {
  createTestDelivery,
  getDelivery,
  listDeliveries,
  replayDead,
  replayDelivery,
} from '../../store/webhook-deliveries.ts'
import { getWebhook } from '../../store/webhooks.ts'
import { type Access, organisationScope } from '../access.ts'
import { unpackCursor, wrongCursor } from '../cursor.ts'
import type { ApiDeps, App } from '../deps.ts'
import { once } from '../once.ts'
import { toPage } from '../to-page.ts'

const tags = ['Webhooks']
const config = { access: ['operator', 'organisation'] as Access[] }
const deliveryPath = idPath.extend({ delivery: id })

/** /webhooks/{id}/deliveries: what was sent, what waits, what was given up; sending again, and the test. */
export function webhookDeliveryRoutes(app: App, deps: ApiDeps): void {
  readingRoutes(app, deps)
  const { db } = deps
  app.post(
    '/webhooks/:id/deliveries/:delivery/replay',
    {
      config,
      schema: {
        tags,
        summary: 'Send a delivery once more, with the same webhook-id',
        params: deliveryPath,
        response: { 202: delivery },
      },
    },
    async (request, reply) =>
      await once(request, reply, db, {
        status: 202,
        work: async (tx) => {
          const webhook = await getWebhook(tx, request.params.id, organisationScope(request))
          return await replayDelivery(tx, webhook.id, request.params.delivery)
        },
      }),
  )
  app.post(
    '/webhooks/:id/replay',
    {
      config,
      schema: {
        tags,
        summary: 'Send every dead delivery made since a moment once more',
        params: idPath,
        body: replay,
        response: { 202: replayed },
      },
    },
    async (request, reply) =>
      await once(request, reply, db, {
        status: 202,
        work: async (tx) => {
          const webhook = await getWebhook(tx, request.params.id, organisationScope(request))
          return { replayed: await replayDead(tx, webhook.id, new Date(request.body.since)) }
        },
      }),
  )
  app.post(
    '/webhooks/:id/test',
    {
      config,
      schema: {
        tags,
        summary: 'Send a signed event of type `test`, once; read the delivery for the answer',
        params: idPath,
        response: { 202: delivery },
      },
    },
    async (request, reply) =>
      await once(request, reply, db, {
        status: 202,
        work: async (tx) =>
          await createTestDelivery(tx, await getWebhook(tx, request.params.id, organisationScope(request))),
      }),
  )
}

function readingRoutes(app: App, { db }: ApiDeps): void {
  app.get(
    '/webhooks/:id/deliveries',
    {
      config,
      schema: {
        tags,
        summary: 'Deliveries, newest first',
        params: idPath,
        querystring: deliveryQuery,
        response: { 200: deliveryList },
      },
    },
    async (request) => {
      const webhook = await getWebhook(db, request.params.id, organisationScope(request))
      const { cursor, limit, state } = request.query
      const before = unpackCursor(cursor, 1)?.[0]
      if (before !== undefined && !/^\d{1,15}$/.test(before)) throw wrongCursor()
      const rows = await listDeliveries(db, { webhookId: webhook.id, state, before, limit: limit + 1 })
      return toPage(
        rows,
        limit,
        ({ seq: _seq, ...item }) => item,
        ({ seq }) => [seq],
      )
    },
  )
  app.get(
    '/webhooks/:id/deliveries/:delivery',
    {
      config,
      schema: {
        tags,
        summary: 'One delivery with its body',
        params: deliveryPath,
        response: { 200: deliveryDetails },
      },
    },
    async (request) => {
      const webhook = await getWebhook(db, request.params.id, organisationScope(request))
      return await getDelivery(db, webhook.id, request.params.delivery)
    },
  )
}
