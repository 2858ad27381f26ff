import { type ApiKey, apiKeyList, madeApiKey, newApiKey } from '@tandem/model/api/api-keys.ts'
import { idPath } from '@tandem/model/api/paging.ts'
import { z } from 'zod'
import { TandemError } from '../../errors.ts'
import { type ApiKeyFacts, createApiKey, deleteApiKey, listApiKeys } from '../../store/api-keys.ts'
import type { Db } from '../../store/database.ts'
import { type Access, mustSeeOrganisation, organisationScope } from '../access.ts'
import type { ApiDeps, App } from '../deps.ts'
import { noteAct } from '../note-act.ts'
import { once } from '../once.ts'

const tags = ['API keys']
const access: Access[] = ['operator', 'administrator']

/** /api-keys: the keys of programs. */
export function apiKeyRoutes(app: App, deps: ApiDeps): void {
  listRoute(app, deps)
  makeRoute(app, deps)
  endRoute(app, deps)
}

function listRoute(app: App, deps: ApiDeps): void {
  app.get(
    '/api-keys',
    {
      config: { access },
      schema: {
        tags,
        summary: 'Keys, newest first',
        querystring: z.strictObject({ organisation: z.uuid().optional() }),
        response: { 200: apiKeyList },
      },
    },
    async (request) => {
      const { organisation } = request.query
      if (organisation !== undefined) mustSeeOrganisation(request, organisation)
      const rows = await listApiKeys(deps.db, organisation ?? organisationScope(request))
      return { items: rows.map(toApiKey), nextCursor: null }
    },
  )
}

function makeRoute(app: App, deps: ApiDeps): void {
  app.post(
    '/api-keys',
    {
      config: { access },
      schema: {
        tags,
        summary: 'Make a key; it is shown this once',
        body: newApiKey,
        response: { 201: madeApiKey },
      },
    },
    async (request, reply) => {
      const { name, scopes = null, expiresAt } = request.body
      const organisationId = request.body.organisationId ?? organisationScope(request)
      if (organisationId !== null) mustSeeOrganisation(request, organisationId)
      return await once(request, reply, deps.db, {
        status: 201,
        work: async (tx) => {
          await mustExist(tx, organisationId)
          const made = await createApiKey(tx, {
            name,
            organisationId,
            scopes,
            expiresAt: expiresAt ? new Date(expiresAt) : null,
          })
          await noteAct(tx, request, {
            organisationId,
            act: 'key.made',
            target: `key:${made.id}`,
            detail: { name, scopes, lastFour: made.lastFour, expiresAt: made.expiresAt },
          })
          return { ...toApiKey(made), key: made.key as string | null }
        },
        remember: (answer) => ({ ...answer, key: null }),
      })
    },
  )
}

function endRoute(app: App, deps: ApiDeps): void {
  app.delete(
    '/api-keys/:id',
    {
      config: { access },
      schema: {
        tags,
        summary: 'End a key at once',
        params: idPath,
        response: { 200: z.object({ id: z.uuid() }) },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      return await once(request, reply, deps.db, {
        status: 200,
        work: async (tx) => {
          const row = await deleteApiKey(tx, id, organisationScope(request))
          if (row === undefined)
            throw new TandemError(
              'not-found',
              'There is no key with this id. GET /api/v1/api-keys lists them.',
            )
          await noteAct(tx, request, {
            organisationId: row.organisationId,
            act: 'key.ended',
            target: `key:${id}`,
            detail: { name: row.name },
          })
          return { id }
        },
      })
    },
  )
}

function toApiKey(row: ApiKeyFacts): ApiKey {
  return {
    id: row.id,
    organisationId: row.organisationId,
    name: row.name,
    scopes: row.scopes,
    lastFour: row.lastFour,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt?.toISOString() ?? null,
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
  }
}

async function mustExist(db: Db, organisationId: string | null): Promise<void> {
  if (organisationId === null) return
  const row = await db
    .selectFrom('organisation')
    .select('id')
    .where('id', '=', organisationId)
    .executeTakeFirst()
  if (row === undefined) {
    throw new TandemError('invalid-input', 'There is no such organisation.', [
      { pointer: '/organisationId', detail: 'Take an id from GET /api/v1/organisations.' },
    ])
  }
}
