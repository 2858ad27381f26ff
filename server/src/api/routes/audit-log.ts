import { Readable } from 'node:stream'
import {
  type AuditEntry,
  auditExportQuery,
  type auditFilter,
  auditPage,
  auditQuery,
  auditVerification,
} from '@tandem/model/api/audit-log.ts'
import type { FastifyRequest } from 'fastify'
import type { z } from 'zod'
import {
  type AuditRow,
  type AuditWish,
  chainOfNobody,
  listAuditEntries,
  verifyAuditLog,
} from '../../store/audit-log.ts'
import type { Database } from '../../store/database.ts'
import { inScope, type Scope } from '../../store/scope.ts'
import { type Access, mustSeeOrganisation, organisationScope, scopeOf } from '../access.ts'
import { unpackCursor } from '../cursor.ts'
import type { ApiDeps, App } from '../deps.ts'
import { noteAct } from '../note-act.ts'
import { toPage } from '../to-page.ts'

const tags = ['Audit log']
const access: Access[] = ['operator', 'administrator']

/** /audit: who did what; append-only, chained by hashes. */
export function auditLogRoutes(app: App, deps: ApiDeps): void {
  app.get(
    '/audit',
    {
      config: { access },
      schema: {
        tags,
        summary: 'Sensitive acts, newest first',
        querystring: auditQuery,
        response: { 200: auditPage },
      },
    },
    async (request) => {
      const { cursor, limit, ...filter } = request.query
      const key = unpackCursor(cursor, 3)
      const after = key && { at: new Date(key[0] ?? ''), chain: key[1] ?? '', place: Number(key[2]) }
      const rows = await listAuditEntries(deps.db, { ...wishOf(request, filter), after, limit: limit + 1 })
      return toPage(rows, limit, toEntry, (row) => [row.at.toISOString(), row.chain, String(row.place)])
    },
  )
  app.get(
    '/audit/verification',
    {
      config: { access },
      schema: {
        tags,
        summary: 'Calculate every hash anew; names the first entry that is not as it was written',
        response: { 200: auditVerification },
      },
    },
    async (request) => {
      const chains = await verifyAuditLog(deps.db, organisationScope(request))
      return { intact: chains.every(({ broken }) => broken === null), chains }
    },
  )
  exportRoute(app, deps)
}

function exportRoute(app: App, deps: ApiDeps): void {
  app.get(
    '/audit/export',
    {
      config: { access },
      schema: {
        tags,
        summary: 'All acts as CSV or as JSON lines, newest first; the export itself is noted',
        querystring: auditExportQuery,
      },
    },
    async (request, reply) => {
      const { format, ...filter } = request.query
      const wish = wishOf(request, filter)
      await deps.db.transaction().execute(async (tx) => {
        await noteAct(tx, request, {
          organisationId: wish.organisationId,
          act: 'audit.exported',
          detail: { format, ...filter },
        })
      })
      const scope = scopeOf(request, deps.config.SUPPORT_APPROVAL)
      reply.type(format === 'csv' ? 'text/csv; charset=utf-8' : 'application/jsonl; charset=utf-8')
      reply.header('content-disposition', `attachment; filename="audit-log.${format}"`)
      return reply.send(Readable.from(exported(deps.db, scope, wish, format)))
    },
  )
}

type Filter = z.infer<typeof auditFilter>

function wishOf(
  request: FastifyRequest,
  { organisation, from, until, ...filter }: Filter,
): Omit<AuditWish, 'limit'> {
  if (organisation !== undefined) mustSeeOrganisation(request, organisation)
  return {
    ...filter,
    organisationId: organisation ?? organisationScope(request),
    from: from === undefined ? undefined : new Date(from),
    until: until === undefined ? undefined : new Date(until),
  }
}

const pageLength = 500
const columns = ['organisationId', 'place', 'at', 'who', 'act', 'target', 'detail', 'hash'] as const

/** Page by page, as fast as the reader takes it; the reader takes it outside of the request's scope. */
async function* exported(
  db: Database,
  scope: Scope,
  wish: Omit<AuditWish, 'limit'>,
  format: 'csv' | 'jsonl',
): AsyncGenerator<string> {
  if (format === 'csv') yield `${columns.join(',')}\r\n`
  for (let after: AuditWish['after']; ; ) {
    const from = { ...wish, after, limit: pageLength }
    const rows = await inScope(scope, async () => await listAuditEntries(db, from))
    yield rows.map((row) => (format === 'csv' ? csvLine(row) : `${JSON.stringify(toEntry(row))}\n`)).join('')
    after = rows.at(-1)
    if (rows.length < pageLength) return
  }
}

function csvLine(row: AuditRow): string {
  const entry = { ...toEntry(row), detail: row.detail }
  return `${columns.map((column) => csvField(String(entry[column] ?? ''))).join(',')}\r\n`
}

/** RFC 4180; what a spreadsheet would take for a formula becomes text (OWASP, "CSV Injection"). */
function csvField(value: string): string {
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

function toEntry({ chain, at, hash, detail, ...row }: AuditRow): AuditEntry {
  return {
    ...row,
    organisationId: chain === chainOfNobody ? null : chain,
    at: at.toISOString(),
    detail: JSON.parse(detail) as AuditEntry['detail'],
    hash: hash.toString('hex'),
  }
}
