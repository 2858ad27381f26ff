import {
  conflict,
  conflictPage,
  conflictQuery,
  resolveConflict as resolution,
} from '@tandem/model/api/conflicts.ts'
import { idPath } from '@tandem/model/api/paging.ts'
import type { FastifyRequest } from 'fastify'
import type { z } from 'zod'
import { TandemError } from '../../errors.ts'
import { hint } from '../../queue/add.ts'
import { type ConflictRow, getConflict, listConflicts, toConflict } from '../../store/conflict-list.ts'
import { resolveConflict } from '../../store/conflict-resolution.ts'
import type { Db } from '../../store/database.ts'
import { type Access, mustSeeOrganisation, organisationScope, principalName } from '../access.ts'
import { unpackCursor } from '../cursor.ts'
import type { ApiDeps, App } from '../deps.ts'
import { mailboxOf } from '../mailbox-path.ts'
import { once } from '../once.ts'
import { toPage } from '../to-page.ts'

const config = { access: ['organisation', 'agent'] satisfies Access[] }
const tags = ['Conflicts']

/** /conflicts: where both sides changed the same, and whose value shall stand. */
export function conflictRoutes(app: App, { db }: ApiDeps): void {
  app.get(
    '/conflicts',
    {
      config,
      schema: {
        tags,
        summary: 'Conflicts, newest first',
        querystring: conflictQuery,
        response: { 200: conflictPage },
      },
    },
    async (request) => await list(db, request, request.query),
  )
  app.get(
    '/conflicts/:id',
    { config, schema: { tags, summary: 'One conflict', params: idPath, response: { 200: conflict } } },
    async (request) => toConflict(await mustExist(db, request, request.params.id)),
  )
  app.post(
    '/conflicts/:id/resolve',
    {
      config,
      schema: {
        tags,
        summary: 'Decide a conflict',
        params: idPath,
        body: resolution,
        response: { 200: conflict },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      return await once(request, reply, db, {
        status: 200,
        work: async (tx) => {
          await mustExist(tx, request, id)
          const { mailbox, kind } = await resolveConflict(
            tx,
            id,
            request.body.choices,
            principalName(request),
          )
          await hint(tx, [{ mailboxId: mailbox.id, task: `push:${kind}`, reason: 'edit' }])
          return toConflict(await mustExist(tx, request, id))
        },
      })
    },
  )
}

async function list(db: Db, request: FastifyRequest, query: z.infer<typeof conflictQuery>) {
  const { mailbox, organisation, state, cursor, limit } = query
  if (organisation !== undefined) mustSeeOrganisation(request, organisation)
  const [place, id] = unpackCursor(cursor, 2) ?? []
  const rows = await listConflicts(db, {
    organisationId: organisation ?? organisationScope(request),
    mailboxId: mailbox === undefined ? undefined : (await mailboxOf(request, db, mailbox)).id,
    state,
    limit: limit + 1,
    after: place !== undefined && id !== undefined ? { place, id } : undefined,
  })
  return toPage(rows, limit, toConflict, (row) => [row.place, row.id])
}

async function mustExist(db: Db, request: FastifyRequest, id: string): Promise<ConflictRow> {
  const row = await getConflict(db, id, organisationScope(request))
  if (row !== undefined) return row
  throw new TandemError('not-found', 'There is no such conflict. GET /api/v1/conflicts lists them.')
}
