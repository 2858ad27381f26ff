import { createHash } from 'node:crypto'
import { type Selectable, sql } from 'kysely'
import type { Db } from './database.ts'
import type { AuditEntry } from './schema.ts'

/** What somebody did. `detail` is shown to whoever may read the log: never a secret. */
export interface Act {
  /** Whose log it stands in; `null`: that of the installation, which operators alone read. */
  organisationId: string | null
  /** `administrator:ada@example.org`, `key:<id>`. */
  who: string
  /** `person.invited`. */
  act: string
  /** `person:<id>`. */
  target?: string
  detail?: Record<string, unknown>
}

export type AuditRow = Pick<
  Selectable<AuditEntry>,
  'chain' | 'place' | 'at' | 'who' | 'act' | 'target' | 'detail' | 'hash'
>

/** The chain of what belongs to no organisation. */
export const chainOfNobody = '00000000-0000-0000-0000-000000000000'
const beginning = Buffer.alloc(32)

/**
 * Writes an act into the log, in the transaction of the act: both are there or neither. Acts of one chain wait for each
 * other until the commit, so it is the last that a transaction does.
 */
export async function recordAct(
  tx: Db,
  { organisationId, who, act, target = '', detail = {} }: Act,
): Promise<void> {
  const chain = organisationId ?? chainOfNobody
  await sql`SELECT pg_advisory_xact_lock(hashtextextended('audit ' || ${chain}, 0))`.execute(tx)
  const last = await tx
    .selectFrom('audit_entry')
    .select(['place', 'hash', 'at'])
    .where('chain', '=', chain)
    .orderBy('place', 'desc')
    .limit(1)
    .executeTakeFirst()
  // Clocks of several machines differ; the order of the log is that of its places.
  const entry = {
    chain,
    place: (last?.place ?? 0) + 1,
    at: new Date(),
    who,
    act,
    target,
    detail: JSON.stringify(detail),
  }
  await tx
    .insertInto('audit_entry')
    .values({ ...entry, hash: hashOfEntry(last?.hash ?? beginning, entry) })
    .execute()
}

/** SHA-256 of the hash before and of the entry's values as one JSON array, time in ISO 8601 with milliseconds. */
function hashOfEntry(before: Buffer, entry: Omit<AuditRow, 'hash'>): Buffer {
  const { chain, place, at, who, act, target, detail } = entry
  const content = JSON.stringify([chain, place, at.toISOString(), who, act, target, detail])
  return createHash('sha256').update(before).update(content).digest()
}

/** How a chain was found; `head` is the last hash: kept elsewhere, it shows later that nothing was cut off the end. */
export interface ChainState {
  organisationId: string | null
  entries: number
  head: string | null
  /** The first entry that is not as it was written, or that is missing. */
  broken: { place: number; problem: 'missing' | 'changed' } | null
}

/** Reads the log from its beginning and calculates every hash anew; of one organisation or, with `null`, all chains. */
export async function verifyAuditLog(db: Db, organisationId: string | null): Promise<ChainState[]> {
  let select = db.selectFrom('audit_entry').select('chain').distinct()
  if (organisationId !== null) select = select.where('chain', '=', organisationId)
  const states: ChainState[] = []
  for (const { chain } of await select.orderBy('chain').execute()) states.push(await verifyChain(db, chain))
  return states
}

const pageLength = 1000

async function verifyChain(db: Db, chain: string): Promise<ChainState> {
  const organisationId = chain === chainOfNobody ? null : chain
  let before: Buffer = beginning
  let place = 0
  for (;;) {
    const rows = await db
      .selectFrom('audit_entry')
      .select(shown)
      .where('chain', '=', chain)
      .where('place', '>', place)
      .orderBy('place')
      .limit(pageLength)
      .execute()
    for (const row of rows) {
      const state = { organisationId, entries: place, head: place === 0 ? null : before.toString('hex') }
      if (row.place !== place + 1) return { ...state, broken: { place: place + 1, problem: 'missing' } }
      if (!hashOfEntry(before, row).equals(row.hash))
        return { ...state, broken: { place: row.place, problem: 'changed' } }
      before = row.hash
      place = row.place
    }
    if (rows.length < pageLength)
      return {
        organisationId,
        entries: place,
        head: place === 0 ? null : before.toString('hex'),
        broken: null,
      }
  }
}

const shown = ['chain', 'place', 'at', 'who', 'act', 'target', 'detail', 'hash'] as const

/** Which entries; those of one organisation or, with `null`, all. */
export interface AuditWish {
  organisationId: string | null
  /** The act or, ending with a dot, its beginning: `person.`. */
  act?: string | undefined
  who?: string | undefined
  target?: string | undefined
  from?: Date | undefined
  until?: Date | undefined
  /** The last entry of the page before. */
  after?: { at: Date; chain: string; place: number } | undefined
  limit: number
}

/** Entries, newest first. */
export async function listAuditEntries(db: Db, wish: AuditWish): Promise<AuditRow[]> {
  let select = db.selectFrom('audit_entry').select(shown)
  if (wish.organisationId !== null) select = select.where('chain', '=', wish.organisationId)
  if (wish.act?.endsWith('.')) select = select.where(sql<boolean>`starts_with(act, ${wish.act})`)
  else if (wish.act !== undefined) select = select.where('act', '=', wish.act)
  if (wish.who !== undefined) select = select.where('who', '=', wish.who)
  if (wish.target !== undefined) select = select.where('target', '=', wish.target)
  if (wish.from !== undefined) select = select.where('at', '>=', wish.from)
  if (wish.until !== undefined) select = select.where('at', '<', wish.until)
  const { after } = wish
  if (after !== undefined)
    select = select.where((eb) =>
      eb(eb.refTuple('at', 'chain', 'place'), '<', eb.tuple(after.at, after.chain, after.place)),
    )
  return await select
    .orderBy('at', 'desc')
    .orderBy('chain', 'desc')
    .orderBy('place', 'desc')
    .limit(wish.limit)
    .execute()
}
