import { personAddresses } from '../lib/person-addresses.ts'
import { cleaned, tombstone } from '../mail/inbound/erased-content.ts'
import type { RawStore } from '../mail/inbound/raw-store.ts'
import { announce } from '../store/announce.ts'
import { recordAct } from '../store/audit-log.ts'
import { recount } from '../store/conversations.ts'
import type { Database, Db } from '../store/database.ts'
import {
  cleanSent,
  cleanTraces,
  type ErasableInbound,
  lockBegun,
  lockMentioning,
  lockSent,
  lockWritten,
  storeErased,
} from '../store/erased-rows.ts'
import { addCounts, findErasure, finishErasure } from '../store/erasures.ts'
import { countCopies, findRemaining, type PersonCounts, type PersonWish } from '../store/person-rows.ts'
import { listQueues } from '../store/queues.ts'
import { sweepRaw } from '../store/raw-names.ts'
import { removeConversations, removeOutgoing } from '../store/removed-conversations.ts'

interface EraseDeps {
  db: Database
  rawMail: Pick<RawStore, 'delete'>
}

/** How often all is looked through: mail may come in meanwhile, and what still comes then is found by the last look. */
const mostRounds = 5

/**
 * The job `erase`: removes what there is of a person, in small transactions that also count it: a crash at any place repeats nothing and
 * forgets nothing. At the end it looks where an address still stands, and writes the certificate into the audit log.
 */
export function createErase({ db, rawMail }: EraseDeps) {
  return async ({ erasureId }: { erasureId: string }): Promise<void> => {
    const row = await findErasure(db, erasureId)
    if (!row?.addresses) return
    const wish = { ...personAddresses(row.addresses), organisationId: row.organisation_id }
    for (let round = 0; round < mostRounds && (await eraseOnce(db, erasureId, wish)) > 0; round += 1);
    await sweepRaw(db, rawMail.delete)
    await db.transaction().execute((tx) => certify(tx, erasureId, wish))
  }
}

/** Looks through everything once; returns how much was erased. */
async function eraseOnce(db: Database, id: string, wish: PersonWish): Promise<number> {
  let erased = 0
  const untilNone = async (step: (tx: Db) => Promise<Partial<PersonCounts>>) => {
    for (;;) {
      const sum = await db.transaction().execute(async (tx) => {
        const counts = await step(tx)
        const total = Object.values(counts).reduce((all, count) => all + count, 0)
        if (total > 0) await addCounts(tx, id, counts)
        return total
      })
      erased += sum
      if (sum === 0) return
    }
  }
  await untilNone(async (tx) => {
    const { conversations, messages, answers } = await removeConversations(tx, await lockBegun(tx, wish))
    return { conversations, messages, sent: answers }
  })
  await untilNone(async (tx) => {
    const messages = (await lockWritten(tx, wish)).map((one) => tombstone(one, new Date()))
    await replace(tx, messages)
    return { ownMessages: messages.length }
  })
  await untilNone(async (tx) => ({ sent: await removeOutgoing(tx, await lockSent(tx, wish)) }))
  let after = '00000000-0000-0000-0000-000000000000'
  await untilNone(async (tx) => {
    const found = await lockMentioning(tx, wish, after)
    after = found.at(-1)?.id ?? after
    const messages = found.flatMap((one) => cleaned(one, wish, new Date()) ?? [])
    await replace(tx, messages)
    return { mentions: messages.length }
  })
  await untilNone(async (tx) => ({ mentions: await cleanSent(tx, wish) }))
  await db.transaction().execute((tx) => cleanTraces(tx, wish))
  return erased
}

async function replace(
  tx: Db,
  messages: (ErasableInbound & { search: string; forgetId: boolean })[],
): Promise<void> {
  if (messages.length === 0) return
  await storeErased(tx, messages)
  await recount(tx, [...new Set(messages.map(({ conversationId }) => conversationId))])
}

/** The certificate: who, when, how much and of whom, without the address. The log itself is chained by hashes. */
async function certify(tx: Db, id: string, wish: PersonWish): Promise<void> {
  const { organisationId } = wish
  const remaining = await findRemaining(tx, wish)
  const row = await finishErasure(tx, id, { remaining, copies: await countCopies(tx, wish) })
  if (!row) return
  for (const queue of await listQueues(tx, { organisationId }))
    await announce(tx, { organisationId, topic: 'queue', id: queue.id })
  await recordAct(tx, {
    organisationId,
    who: row.requested_by,
    act: 'person-data.erased',
    target: `erasure:${id}`,
    detail: { reason: row.reason, ...row.counts, remaining, digest: row.digest },
  })
}
