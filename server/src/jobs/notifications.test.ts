import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { expect, test, vi } from 'vitest'
import { createContact, deleteContact, updateContact } from '../../../emulator/src/tenant/mailbox.ts'
import { createProduct, itemsOf, type Person } from '../../testing/product.ts'
import { hint } from '../queue/add.ts'
import type { MailboxTask } from '../queue/payloads.ts'
import { createContacts } from '../store/contact-edits.ts'
import { switchOnMany } from '../store/mailbox-switch.ts'

const { db, emulator, people } = await createProduct({ people: 3, contacts: 20 })
const { world, control } = emulator
let made = 0

test('notifications get lost, doubled and late: after the next audit nothing is missing, nothing is there twice', async () => {
  const ids = people.map((person) => person.id)
  await switchOnMany(db, ids)
  await ask(['pull:contacts', 'watch:contacts'])
  await rest()
  expect(people[0]!.tenant.subscriptions.size).toBe(3)
  control.notifications.set({ drop: 0.2, double: 0.1, delay: 0.1, delayMs: 400, seed: 7 })
  for (let round = 0; round < 120; round += 1) {
    people.forEach((person, nth) => {
      act(person, round + nth * 5)
    })
    if (round % 6 === 0) await makeHere(people[round % 3]!)
    await sleep(15)
  }
  // The late ones arrive, and what they hint at is done.
  await sleep(500)
  await rest()
  const struck = control.notifications.state()!
  expect(Math.min(struck.dropped, struck.doubled, struck.delayed)).toBeGreaterThan(10)
  expect(await readings()).toBeGreaterThan(30)
  // Nobody is told of the last edits.
  control.notifications.set({ drop: 1 })
  for (const person of people) for (const turn of [1, 4, 6]) act(person, turn)
  await rest()
  for (const person of people) expect(await recordsOf(person)).not.toEqual(itemsOf(person))
  await ask(['audit:contacts'])
  await rest()
  for (const person of people) {
    expect(await recordsOf(person)).toEqual(itemsOf(person))
    const names = (await recordsOf(person)).flatMap(
      ({ item }) => JSON.stringify(item).match(/Made \d+/g) ?? [],
    )
    expect(names.length).toBeGreaterThan(40)
    expect(new Set(names).size).toBe(names.length)
  }
}, 20_000)

/** A person makes, edits or deletes a contact. */
function act({ tenant, user, mailbox }: Person, turn: number): void {
  const contact = [...mailbox.contacts.values()][(turn * 13) % mailbox.contacts.size]!
  const kind = turn % 7
  if (kind < 3)
    createContact(world, tenant, user, mailbox.defaultContactFolderId, { fileAs: `Made ${++made}` })
  else if (kind < 6) updateContact(world, tenant, user, contact, { jobTitle: `Edit ${turn}` })
  else deleteContact(world, tenant, user, contact)
}

async function makeHere({ id }: Person): Promise<void> {
  const { organisation_id: organisationId } = await db
    .selectFrom('mailbox')
    .select('organisation_id')
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  await db.transaction().execute(async (tx) => {
    await createContacts(tx, { id, organisationId }, [{ fileAs: `Made ${++made}` }])
    await hint(tx, [{ mailboxId: id, task: 'push:contacts', reason: 'edit' }])
  })
}

async function ask(tasks: MailboxTask[]): Promise<void> {
  await hint(
    db,
    people.flatMap(({ id }) => tasks.map((task) => ({ mailboxId: id, task, reason: 'timer' }))),
  )
}

/** Nothing is due, at work or unsent. */
async function rest(): Promise<void> {
  const busy = sql<{ count: number }>`
    SELECT (SELECT count(*) FROM todo WHERE due_at <= now()) + (SELECT count(*) FROM outbox)
      + (SELECT count(*) FROM lease WHERE worker_id IS NOT NULL) AS count`
  await vi.waitFor(async () => expect((await busy.execute(db)).rows).toEqual([{ count: 0 }]), {
    timeout: 8000,
    interval: 20,
  })
}

/** How often notifications made us look and find something. */
async function readings(): Promise<number> {
  const { count } = await db
    .selectFrom('batch')
    .select(db.fn.countAll<number>().as('count'))
    .where('origin', '=', 'mailbox')
    .executeTakeFirstOrThrow()
  return count
}

async function recordsOf({ id }: Person) {
  const rows = await db
    .selectFrom('record')
    .select(['remote_id', 'remote_version', 'fields'])
    .where('mailbox_id', '=', id)
    .execute()
  return rows
    .map((row) => ({ ref: row.remote_id!, version: row.remote_version!, item: row.fields }))
    .sort((a, b) => (a.ref < b.ref ? -1 : 1))
}
