import { type Batch, batchList, batchQuery, undoneBatch } from '@tandem/model/api/batches.ts'
import { mailboxPath } from '@tandem/model/api/contacts.ts'
import { idPath } from '@tandem/model/api/paging.ts'
import type { FastifyRequest } from 'fastify'
import { TandemError } from '../../errors.ts'
import { hint } from '../../queue/add.ts'
import { undoBatch } from '../../store/batch-undo.ts'
import { listBatches } from '../../store/batches.ts'
import type { Db } from '../../store/database.ts'
import { type Access, organisationScope } from '../access.ts'
import type { ApiDeps, App } from '../deps.ts'
import { mailboxOf } from '../mailbox-path.ts'
import { noteAct } from '../note-act.ts'
import { once } from '../once.ts'

const config = { access: ['organisation', 'agent'] satisfies Access[] }
const tags = ['Batches']

/** Batches: what was done together, and taking it back. */
export function batchRoutes(app: App, { db }: ApiDeps): void {
  app.get(
    '/mailboxes/:mailbox/batches',
    {
      config,
      schema: {
        tags,
        summary: 'The newest batches of a mailbox',
        params: mailboxPath,
        querystring: batchQuery,
        response: { 200: batchList },
      },
    },
    async (request) => {
      const { id } = await mailboxOf(request, db, request.params.mailbox)
      const rows = await listBatches(db, id, request.query.limit)
      return { items: rows.map(toBatch), nextCursor: null }
    },
  )
  app.post(
    '/batches/:id/undo',
    {
      config,
      schema: {
        tags,
        summary: 'Take a batch back: here at once, in the mailbox with the next push',
        params: idPath,
        response: { 200: undoneBatch },
      },
    },
    async (request, reply) =>
      await once(request, reply, db, {
        status: 200,
        work: async (tx) => {
          const { id } = request.params
          await mustSeeBatch(tx, request, id)
          const { mailbox, kind, ...undone } = await undoBatch(tx, id)
          await hint(tx, [{ mailboxId: mailbox.id, task: `push:${kind}`, reason: 'edit' }])
          const { organisationId } = mailbox
          await noteAct(tx, request, {
            organisationId,
            act: 'batch.undone',
            target: `batch:${id}`,
            detail: { mailboxId: mailbox.id, kind },
          })
          return { ...undone, kind }
        },
      }),
  )
}

function toBatch(row: Awaited<ReturnType<typeof listBatches>>[number]): Batch {
  return {
    id: row.id,
    mailboxId: row.mailbox_id,
    kind: row.kind,
    origin: row.origin as Batch['origin'],
    startedAt: row.started_at.toISOString(),
    finishedAt: row.finished_at?.toISOString() ?? null,
    created: row.created,
    updated: row.updated,
    deleted: row.deleted,
    undoneAt: row.undone_at?.toISOString() ?? null,
  }
}

async function mustSeeBatch(db: Db, request: FastifyRequest, id: string): Promise<void> {
  const scope = organisationScope(request)
  const row = await db.selectFrom('batch').select('organisation_id').where('id', '=', id).executeTakeFirst()
  if (row !== undefined && (scope === null || scope === row.organisation_id)) return
  throw new TandemError(
    'not-found',
    'There is no such batch. GET /api/v1/mailboxes/{mailbox}/batches lists them.',
  )
}
