import { randomBytes } from 'node:crypto'
import { idPath } from '@tandem/model/api/paging.ts'
import {
  deletedWebhook,
  newWebhook,
  patchWebhook,
  type WebhookWithSecret,
  webhook,
  webhookList,
  webhookWithSecret,
} from '@tandem/model/api/webhooks.ts'
import { TandemError } from '../../errors.ts'
import { AddressRefused, type InsideRule, outsideUrl } from '../../lib/outside-address.ts'
import { getOrganisation } from '../../store/organisations.ts'
import {
  createWebhook,
  deleteWebhook,
  getWebhook,
  listWebhooks,
  rotateSecret,
  updateWebhook,
} from '../../store/webhooks.ts'
import { type Access, organisationScope } from '../access.ts'
import type { ApiDeps, App } from '../deps.ts'
import { once } from '../once.ts'

const tags = ['Webhooks']
const config = { access: ['operator', 'organisation'] as Access[] }
const most = 20
/** The secret is not stored as it is, and a repeated request cannot be given it again. */
const remember = (answer: WebhookWithSecret) => ({ ...answer, secret: null })

/** /webhooks: where an organisation's program is told of what happens (decision 0017). */
export function webhookRoutes(app: App, deps: ApiDeps): void {
  makingRoutes(app, deps)
  rotationRoute(app, deps)
  const { db } = deps
  app.get(
    '/webhooks/:id',
    { config, schema: { tags, summary: 'One webhook', params: idPath, response: { 200: webhook } } },
    async (request) => await getWebhook(db, request.params.id, organisationScope(request)),
  )
  app.patch(
    '/webhooks/:id',
    {
      config,
      schema: {
        tags,
        summary: 'Change the address or the event types, turn it off or on',
        params: idPath,
        body: patchWebhook,
        response: { 200: webhook },
      },
    },
    async (request, reply) =>
      await once(request, reply, db, {
        status: 200,
        work: async (tx) => {
          const { id } = await getWebhook(tx, request.params.id, organisationScope(request))
          const { url, ...changes } = request.body
          const checked = url === undefined ? undefined : outside(url, deps.config.ALLOWED_INSIDE)
          return await updateWebhook(tx, id, { ...changes, url: checked })
        },
      }),
  )
  app.delete(
    '/webhooks/:id',
    {
      config,
      schema: {
        tags,
        summary: 'End a webhook and forget its deliveries',
        params: idPath,
        response: { 200: deletedWebhook },
      },
    },
    async (request, reply) =>
      await once(request, reply, db, {
        status: 200,
        work: async (tx) => {
          const { id } = await getWebhook(tx, request.params.id, organisationScope(request))
          await deleteWebhook(tx, id)
          return { id }
        },
      }),
  )
}

function makingRoutes(app: App, { db, config: settings, seal }: ApiDeps): void {
  const list = '/organisations/:id/webhooks'
  app.get(
    list,
    {
      config,
      schema: {
        tags,
        summary: 'Webhooks of an organisation, oldest first',
        params: idPath,
        response: { 200: webhookList },
      },
    },
    async (request) => {
      const { id } = await getOrganisation(db, request.params.id, organisationScope(request))
      return { items: await listWebhooks(db, id), nextCursor: null }
    },
  )
  app.post(
    list,
    {
      config,
      schema: {
        tags,
        summary: 'Make a webhook; its signing secret is told this once',
        params: idPath,
        body: newWebhook,
        response: { 201: webhookWithSecret },
      },
    },
    async (request, reply) => {
      const { url, description, types } = request.body
      const checked = outside(url, settings.ALLOWED_INSIDE)
      const secret = newSecret()
      const sealed = await seal(secret)
      return await once<WebhookWithSecret>(request, reply, db, {
        status: 201,
        work: async (tx) => {
          const { id } = await getOrganisation(tx, request.params.id, organisationScope(request))
          if ((await listWebhooks(tx, id)).length >= most)
            throw new TandemError(
              'wrong-state',
              `An organisation has at most ${most} webhooks: delete one first.`,
            )
          const made = await createWebhook(tx, {
            organisationId: id,
            url: checked,
            description,
            types,
            secret: sealed,
          })
          return { ...made, secret }
        },
        remember,
      })
    },
  )
}

function rotationRoute(app: App, { db, seal }: ApiDeps): void {
  app.post(
    '/webhooks/:id/rotate',
    {
      config,
      schema: {
        tags,
        summary: 'Give it a new secret, told this once; the one before signs beside it for 24 hours',
        params: idPath,
        response: { 200: webhookWithSecret },
      },
    },
    async (request, reply) => {
      const secret = newSecret()
      const sealed = await seal(secret)
      return await once<WebhookWithSecret>(request, reply, db, {
        status: 200,
        work: async (tx) => {
          const { id } = await getWebhook(tx, request.params.id, organisationScope(request))
          return { ...(await rotateSecret(tx, id, sealed)), secret }
        },
        remember,
      })
    },
  )
}

/** 256 random bits as Standard Webhooks writes them ("Signature scheme": 24 to 64 bytes, base64, `whsec_`). */
function newSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`
}

function outside(url: string, rule: InsideRule): URL {
  try {
    return outsideUrl(url, rule)
  } catch (error) {
    if (!(error instanceof AddressRefused)) throw error
    throw new TandemError('invalid-input', error.message, [{ pointer: '/url', detail: error.message }])
  }
}
