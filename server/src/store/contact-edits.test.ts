import { beforeAll, describe, expect, it } from 'vitest'
import { createTestDatabase } from '../../testing/database.ts'
import { createTestMailbox } from '../../testing/mailbox.ts'
import type { Owner } from './batches.ts'
import { createContacts, deleteContacts, updateContact, updateContacts } from './contact-edits.ts'

const { db } = await createTestDatabase()
let mailbox: Owner
beforeAll(async () => {
  mailbox = await createTestMailbox(db)
})

const contact = async (id: string) =>
  await db.selectFrom('record').selectAll().where('id', '=', id).executeTakeFirst()
const outbox = async (id: string) =>
  await db.selectFrom('outbox').selectAll().where('record_id', '=', id).executeTakeFirst()
const changes = async (id: string) =>
  await db.selectFrom('change').selectAll().where('record_id', '=', id).orderBy('seq').execute()
const create = async (...names: string[]) =>
  await createContacts(
    db,
    mailbox,
    names.map((displayName) => ({ displayName })),
  )
const link = async (id: string) =>
  await db
    .updateTable('record')
    .set({ remote_id: `ref-${id}`, remote_version: 'v1' })
    .where('id', '=', id)
    .execute()

describe('createContacts', () => {
  it('writes records in order, each with an outbox row, a change and one batch for all', async () => {
    const made = await create('Ann', 'Bob')
    const rows = await Promise.all(made.map(({ id }) => contact(id)))
    expect(rows.map((row) => row?.fields)).toEqual([{ displayName: 'Ann' }, { displayName: 'Bob' }])
    expect(rows[1]).toMatchObject({ version: 1, sort_name: 'bob', search: 'bob' })
    expect(await outbox(made[0]!.id)).toMatchObject({ state: 'open', revision: 1, kind: 'contacts' })
    const [first, second] = [await changes(made[0]!.id), await changes(made[1]!.id)]
    expect(first).toMatchObject([{ operation: 'create', origin: 'api', version: 1 }])
    expect(first[0]!.batch_id).toBe(second[0]!.batch_id)
    const batch = await db.selectFrom('batch').selectAll().where('id', '=', first[0]!.batch_id).execute()
    expect(batch).toMatchObject([{ created: 2, updated: 0, origin: 'api' }])
  })
})

describe('updateContact', () => {
  it('touches only the fields given, keeps what the mailbox holds as base and folds edits into one outbox row', async () => {
    const [made] = await createContacts(db, mailbox, [{ displayName: 'Ann', jobTitle: 'Clerk' }])
    await link(made!.id)
    expect(await updateContact(db, mailbox, made!.id, 1, { jobTitle: 'Head' })).toEqual({
      ...made,
      version: 2,
    })
    await updateContact(db, mailbox, made!.id, 2, { jobTitle: null, companyName: 'Acme' })
    expect(await contact(made!.id)).toMatchObject({
      version: 3,
      fields: { companyName: 'Acme', displayName: 'Ann' },
      base: { displayName: 'Ann', jobTitle: 'Clerk' },
    })
    expect(await outbox(made!.id)).toMatchObject({ revision: 3, state: 'open' })
    expect((await changes(made!.id))[2]).toMatchObject({
      operation: 'update',
      version: 3,
      before: { displayName: 'Ann', jobTitle: 'Head' },
    })
  })
  it('refuses a stale version and an unknown contact, and changes nothing', async () => {
    const [made, other] = await create('Ann', 'Bob')
    const edits = [
      { id: other!.id, version: 1, changes: { displayName: 'X' } },
      { id: made!.id, version: 7, changes: { displayName: 'X' } },
    ]
    await expect(updateContacts(db, mailbox, edits)).rejects.toMatchObject({ code: 'stale-version' })
    expect(await contact(other!.id)).toMatchObject({ version: 1 })
    const stranger = await createTestMailbox(db)
    await expect(updateContact(db, stranger, made!.id, undefined, {})).rejects.toMatchObject({
      code: 'not-found',
    })
  })
  it('makes no new version when nothing changes', async () => {
    const [made] = await create('Ann')
    expect(await updateContact(db, mailbox, made!.id, 1, { displayName: 'Ann', title: null })).toEqual(made)
    expect(await changes(made!.id)).toHaveLength(1)
  })
  it('tries a refused edit again', async () => {
    const [made] = await create('Ann')
    await db
      .updateTable('outbox')
      .set({ state: 'failed', failure: '{}' })
      .where('record_id', '=', made!.id)
      .execute()
    await updateContact(db, mailbox, made!.id, 1, { displayName: 'Anna' })
    expect(await outbox(made!.id)).toMatchObject({ state: 'open', failure: null })
  })
})

describe('deleteContacts', () => {
  it('forgets what the mailbox never heard of and keeps the rest until the mailbox is told', async () => {
    const [unsent, linked, sending] = await create('Ann', 'Bob', 'Cid')
    await link(linked!.id)
    await db.updateTable('outbox').set({ state: 'sending' }).where('record_id', '=', sending!.id).execute()
    await deleteContacts(db, mailbox, [
      { id: unsent!.id },
      { id: linked!.id, version: 1 },
      { id: sending!.id },
    ])
    expect(await contact(unsent!.id)).toBeUndefined()
    expect(await outbox(unsent!.id)).toBeUndefined()
    expect((await contact(linked!.id))?.deleted_at).toBeInstanceOf(Date)
    expect(await outbox(linked!.id)).toMatchObject({ state: 'open', revision: 2 })
    expect(await outbox(sending!.id)).toMatchObject({ state: 'sending', revision: 2 })
    expect((await changes(unsent!.id))[1]).toMatchObject({
      operation: 'delete',
      version: 2,
      before: { displayName: 'Ann' },
    })
    await expect(deleteContacts(db, mailbox, [{ id: linked!.id }])).rejects.toMatchObject({
      code: 'not-found',
    })
  })
})
