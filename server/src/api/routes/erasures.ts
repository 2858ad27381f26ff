import { createHash, randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import {
  type Erasure,
  erasureDryRun,
  erasureList,
  newErasure,
  newExport,
  startedErasure,
} from '@tandem/model/api/erasures.ts'
import { idPath } from '@tandem/model/api/paging.ts'
import type { FastifyRequest } from 'fastify'
import { TandemError } from '../../errors.ts'
import { mentions, personAddresses } from '../../lib/person-addresses.ts'
import { exportPerson } from '../../mail/inbound/export-person.ts'
import { openRawStore } from '../../mail/inbound/open-raw-store.ts'
import { addJob } from '../../queue/add.ts'
import type { Db } from '../../store/database.ts'
import { addErasure, type ErasureRow, listErasures } from '../../store/erasures.ts'
import { getOrganisation } from '../../store/organisations.ts'
import { countPerson, mailboxAmong, type PersonWish } from '../../store/person-rows.ts'
import { inScope } from '../../store/scope.ts'
import { type Access, organisationScope, principalName, scopeOf } from '../access.ts'
import type { ApiDeps, App } from '../deps.ts'
import { noteAct } from '../note-act.ts'
import { once } from '../once.ts'

const tags = ['Personal data']
const config = { access: 'administrator' as Access }

/** /erasures, /exports: what a person may ask for: to get what is kept of them, and to have it erased. */
export function erasureRoutes(app: App, deps: ApiDeps): void {
  const { db } = deps
  app.get(
    '/organisations/:id/erasures',
    {
      config,
      schema: { tags, summary: 'Erasures, newest first', params: idPath, response: { 200: erasureList } },
    },
    async (request) => {
      const { id } = await getOrganisation(db, request.params.id, organisationScope(request))
      return { items: (await listErasures(db, id)).map(toErasure), nextCursor: null }
    },
  )
  exportRoute(app, deps)
  app.post(
    '/organisations/:id/erasures',
    {
      config,
      schema: {
        tags,
        summary:
          'Erase a person: the conversations they began, their messages in those of others, what was sent to them; or count it. Contacts, events and tasks stay: they are copies of what is in mailboxes',
        params: idPath,
        body: newErasure,
        response: { 200: erasureDryRun, 202: startedErasure },
      },
    },
    async (request, reply) => {
      const { addresses, reason, dryRun } = request.body
      const wish = await wishOf(request, db, request.params.id, addresses)
      if (mentions(wish, reason))
        throw new TandemError(
          'invalid-input',
          'The reason holds an address that is to be erased, and the audit log keeps it for ever. Write it without the address.',
          [{ pointer: '/reason', detail: 'holds one of the addresses' }],
        )
      if (dryRun) return { dryRun: true as const, counts: await countPerson(db, wish) }
      return await once(request, reply, db, {
        status: 202,
        work: async (tx) => await start(tx, request, wish, reason),
      })
    },
  )
}

async function start(tx: Db, request: FastifyRequest, wish: PersonWish, reason: string) {
  const { organisationId, addresses } = wish
  const salt = randomBytes(16).toString('hex')
  const digest = createHash('sha256')
    .update(`${salt}${addresses.map((one) => `\n${one}`).join('')}`)
    .digest('hex')
  const requestedBy = principalName(request)
  const row = await addErasure(tx, { organisationId, requestedBy, reason, addresses, digest })
  await addJob(tx, 'erase', { erasureId: row.id })
  const act = 'person-data.erasure-requested'
  await noteAct(tx, request, { organisationId, act, target: `erasure:${row.id}`, detail: { reason, digest } })
  return { ...toErasure(row), dryRun: false as const, salt }
}

function exportRoute(app: App, { db, config: settings }: ApiDeps): void {
  const store = openRawStore(settings)
  app.post(
    '/organisations/:id/exports',
    {
      config,
      schema: {
        tags,
        summary:
          'What is kept of a person, as a ZIP file: conversations.json, and each message that came in as it came',
        params: idPath,
        body: newExport,
      },
    },
    async (request, reply) => {
      const wish = await wishOf(request, db, request.params.id, request.body.addresses)
      await db.transaction().execute(async (tx) => {
        const { copies: _, mentions: _mentions, ...counts } = await countPerson(tx, wish)
        const { organisationId } = wish
        await noteAct(tx, request, { organisationId, act: 'person-data.exported', detail: counts })
      })
      const scope = scopeOf(request, settings.SUPPORT_APPROVAL)
      reply.headers({
        'content-type': 'application/zip',
        'content-disposition': 'attachment; filename="personal-data.zip"',
        'cache-control': 'private, no-store',
      })
      const stream = exportPerson({ store, run: (read) => inScope(scope, () => read(db)) }, wish)
      return reply.send(Readable.from(stream))
    },
  )
}

/** The person, within an organisation that the caller may see; none of its own mailboxes. */
async function wishOf(request: FastifyRequest, db: Db, id: string, given: string[]): Promise<PersonWish> {
  const { id: organisationId } = await getOrganisation(db, id, organisationScope(request))
  const person = personAddresses(given)
  const own = await mailboxAmong(db, organisationId, person.addresses)
  if (own !== undefined)
    throw new TandemError(
      'invalid-input',
      `${own} is a mailbox of this organisation: every conversation with it would be meant. Name addresses of the person who asked.`,
      [{ pointer: '/addresses', detail: 'holds a mailbox of the organisation' }],
    )
  return { ...person, organisationId }
}

function toErasure(row: ErasureRow): Erasure {
  const none = { conversations: 0, messages: 0, ownMessages: 0, sent: 0, mentions: 0, copies: 0 }
  return {
    id: row.id,
    organisationId: row.organisation_id,
    requestedBy: row.requested_by,
    reason: row.reason,
    state: row.done_at === null ? 'running' : 'done',
    counts: { ...none, ...row.counts },
    digest: row.digest,
    remaining: row.remaining,
    createdAt: row.created_at.toISOString(),
    doneAt: row.done_at?.toISOString() ?? null,
  }
}
