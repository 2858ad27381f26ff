import type { HistoryEntry } from '@tandem/model/api/contacts.ts'
import type { PageQuery } from '@tandem/model/api/paging.ts'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { TandemError } from '../errors.ts'
import { kindOf } from '../lib/kinds.ts'
import { hint } from '../queue/add.ts'
import type { Database, Db } from '../store/database.ts'
import { recordHistory } from '../store/record-history.ts'
import { getRecord, type ListedRecord, listRecords, type RecordOrder } from '../store/record-list.ts'
import type { Kept } from '../store/records.ts'
import { packCursor, unpackCursor, wrongCursor } from './cursor.ts'
import { once } from './once.ts'
import { entityTag } from './record-view.ts'

interface Shown {
  id: string
  version: number
}

/** The record of a path; throws `not-found` in the words of its kind. */
export async function mustExist(db: Db, kept: Kept, id: string): Promise<ListedRecord> {
  const row = await getRecord(db, kept, id)
  if (row !== undefined) return row
  const { word } = kindOf(kept.kind)
  throw new TandemError('not-found', `There is no ${word} ${id} in this mailbox: it may have been deleted.`)
}

/** A page of records in the order that the query names. */
export async function recordPage<Item>(
  db: Db,
  kept: Kept,
  query: PageQuery & { search?: string | undefined; status?: string | undefined; order: RecordOrder },
  show: (row: ListedRecord) => Item,
): Promise<{ items: Item[]; nextCursor: string | null }> {
  const { search, status, order, limit, cursor } = query
  const [givenOrder, place = '', id = ''] = unpackCursor(cursor, 3) ?? []
  if (givenOrder !== undefined && givenOrder !== order) throw wrongCursor()
  const after = givenOrder === undefined ? undefined : { place, id }
  const rows = await listRecords(db, { ...kept, search, status, order, limit: limit + 1, after })
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  const nextCursor = rows.length > limit && last ? packCursor([order, last.place, last.id]) : null
  return { items: items.map(show), nextCursor }
}

/** A page of what happened to a record, newest first; also of a deleted one. */
export async function historyPage(
  db: Db,
  kept: Kept,
  id: string,
  { cursor, limit }: PageQuery,
): Promise<{ items: HistoryEntry[]; nextCursor: string | null }> {
  const [before] = unpackCursor(cursor, 1) ?? []
  const rows = await recordHistory(db, { ...kept, recordId: id, before, limit: limit + 1 })
  if (rows.length === 0 && before === undefined) await mustExist(db, kept, id)
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  return { items, nextCursor: rows.length > limit && last ? packCursor([last.seq]) : null }
}

/** Answers one record, with its version as `ETag`. */
export function answerRecord<T extends Shown>(reply: FastifyReply, shown: T): T {
  reply.header('etag', entityTag(shown.version))
  return shown
}

/** One write: in one transaction the edit and the hint that it is to be sent; answered with the record as it is then. */
export async function writeRecord<T extends Shown>(
  request: FastifyRequest,
  reply: FastifyReply,
  db: Database,
  write: {
    kept: Kept
    status: 200 | 201
    show: (row: ListedRecord) => T
    /** The id of the record to answer. */
    work: (tx: Db) => Promise<string>
  },
): Promise<T> {
  const { kept, status, show } = write
  const work = async (tx: Db) => {
    const id = await write.work(tx)
    await pushSoon(tx, kept)
    return show(await mustExist(tx, kept, id))
  }
  const shown = await once(request, reply, db, { status, work }).catch((error) =>
    tellCurrentVersion(request, reply, db, { kept, error }),
  )
  if (status === 201) reply.header('location', `/api/v1/mailboxes/${kept.mailboxId}/${kept.kind}/${shown.id}`)
  return answerRecord(reply, shown)
}

/** One deletion: as `writeRecord`, answered with the id. */
export async function removeRecord(
  request: FastifyRequest,
  reply: FastifyReply,
  db: Database,
  removal: { kept: Kept; id: string; work: (tx: Db) => Promise<unknown> },
): Promise<{ id: string }> {
  const { kept, id } = removal
  const work = async (tx: Db) => {
    await removal.work(tx)
    await pushSoon(tx, kept)
    return { id }
  }
  return await once(request, reply, db, { status: 200, work }).catch((error) =>
    tellCurrentVersion(request, reply, db, { kept, error }),
  )
}

async function pushSoon(tx: Db, { mailboxId, kind }: Kept): Promise<void> {
  await hint(tx, [{ mailboxId, task: `push:${kind}`, reason: 'edit' }])
}

/** A stale edit is answered with the version that is current, so that the caller can read, merge and send again. */
async function tellCurrentVersion(
  request: FastifyRequest,
  reply: FastifyReply,
  db: Db,
  { kept, error }: { kept: Kept; error: unknown },
): Promise<never> {
  const { id } = request.params as { id?: string }
  if (error instanceof TandemError && error.code === 'stale-version' && id !== undefined) {
    const row = await getRecord(db, kept, id)
    if (row !== undefined) {
      reply.header('etag', entityTag(row.version))
      request.problemExtras = { currentVersion: row.version }
      // The place in a list of edits is none of a caller who sent one.
      throw new TandemError('stale-version', error.message)
    }
  }
  throw error
}
