import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { createTestApi } from '../../../testing/api.ts'
import { createTestMailbox } from '../../../testing/mailbox.ts'

import { packCursor } from '../cursor.ts'

const { app, db, asOperator, organisation } = await createTestApi()

async function mailbox() {
  const { id, address, organisationId } = await createTestMailbox(db)
  const ask = async (
    method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
    path: string,
    payload?: object,
    headers: Record<string, string> = {},
  ) =>
    await app.inject({
      method,
      url: `/api/v1/mailboxes/${id}/contacts${path}`,
      payload,
      headers: { ...asOperator, ...headers },
    })
  return { id, address, organisationId, ask }
}

test('POST /contacts answers 201 with Graph field names, an ETag, and queues the push', async () => {
  const { id, ask } = await mailbox()
  const answer = await ask('POST', '', {
    givenName: 'Zoë',
    surname: 'Ørsted',
    mobilePhone: '+45 12 34 56 78',
  })
  expect(answer.statusCode).toBe(201)
  expect(answer.headers.etag).toBe('"1"')
  const contact = answer.json()
  expect(contact).toMatchObject({
    givenName: 'Zoë',
    version: 1,
    syncState: 'pending',
    hasConflict: false,
    mailboxId: id,
  })
  expect(answer.headers.location).toBe(`/api/v1/mailboxes/${id}/contacts/${contact.id}`)
  const todo = await db.selectFrom('todo').select(['task', 'reason']).where('mailbox_id', '=', id).execute()
  expect(todo).toEqual([{ task: 'push:contacts', reason: 'edit' }])
})

test('POST /contacts refuses an address without @ and a field that Graph does not have, naming both', async () => {
  const { ask } = await mailbox()
  const answer = await ask('POST', '', { emailAddresses: [{ address: 'nobody' }], firstName: 'Ada' })
  expect(answer.statusCode).toBe(400)
  expect(answer.json().errors).toEqual([
    { pointer: '/emailAddresses/0/address', detail: 'is not an e-mail address: write it as name@domain.' },
    { pointer: '/firstName', detail: expect.stringContaining('no such field') },
  ])
})

test('POST /contacts with the same Idempotency-Key makes one contact; with another body it answers 409', async () => {
  const { id, ask } = await mailbox()
  const key = { 'idempotency-key': 'a-1' }
  const first = await ask('POST', '', { givenName: 'Ada' }, key)
  const again = await ask('POST', '', { givenName: 'Ada' }, key)
  expect(again.statusCode).toBe(201)
  expect(again.headers['idempotency-replayed']).toBe('true')
  expect(again.headers.etag).toBe('"1"')
  expect(again.json()).toEqual(first.json())
  const other = await ask('POST', '', { givenName: 'Grace' }, key)
  expect([other.statusCode, other.json().code]).toEqual([409, 'idempotency-conflict'])
  const rows = await db.selectFrom('record').select('id').where('mailbox_id', '=', id).execute()
  expect(rows).toHaveLength(1)
})

test('POST /contacts ten times at once with one Idempotency-Key makes one contact; the others wait or are answered alike', async () => {
  const { id, ask } = await mailbox()
  const answers = await Promise.all(
    Array.from(
      { length: 10 },
      async () => await ask('POST', '', { givenName: 'Ada' }, { 'idempotency-key': 'storm' }),
    ),
  )
  for (const answer of answers) expect([201, 409]).toContain(answer.statusCode)
  for (const refused of answers.filter((answer) => answer.statusCode === 409)) {
    expect([refused.json().code, refused.headers['retry-after']]).toEqual(['in-progress', '1'])
  }
  expect(await db.selectFrom('record').select('id').where('mailbox_id', '=', id).execute()).toHaveLength(1)
})

test('POST /contacts that fails leaves its Idempotency-Key free', async () => {
  const { id, ask } = await mailbox()
  const key = { 'idempotency-key': 'corrected' }
  await db.updateTable('mailbox').set({ state: 'off' }).where('id', '=', id).execute()
  expect((await ask('POST', '', { givenName: 'Ada' }, key)).json().code).toBe('wrong-state')
  await db.updateTable('mailbox').set({ state: 'on' }).where('id', '=', id).execute()
  expect((await ask('POST', '', { givenName: 'Ada' }, key)).statusCode).toBe(201)
})

test('PATCH /contacts/{id} needs a version, takes the current one, and tells a stale editor what is current', async () => {
  const { ask } = await mailbox()
  const { id } = (await ask('POST', '', { givenName: 'Ada', companyName: 'Analytical' })).json()
  expect((await ask('PATCH', `/${id}`, { surname: 'Byron' })).statusCode).toBe(428)
  const done = await ask('PATCH', `/${id}`, { surname: 'Lovelace', companyName: null }, { 'if-match': '"1"' })
  expect(done.headers.etag).toBe('"2"')
  expect(done.json()).toMatchObject({ givenName: 'Ada', surname: 'Lovelace', version: 2 })
  expect(done.json()).not.toHaveProperty('companyName')
  const stale = await ask('PATCH', `/${id}`, { surname: 'King', version: 1 })
  expect(stale.statusCode).toBe(412)
  expect(stale.headers.etag).toBe('"2"')
  expect(stale.json()).toMatchObject({ code: 'stale-version', currentVersion: 2 })
})

test('DELETE /contacts/{id} removes the contact; reading it answers 404, its history stays', async () => {
  const { ask } = await mailbox()
  const { id } = (await ask('POST', '', { givenName: 'Ada' })).json()
  await ask('PATCH', `/${id}`, { surname: 'Lovelace', version: 1 })
  expect((await ask('DELETE', `/${id}`, undefined, { 'if-match': '"1"' })).statusCode).toBe(412)
  expect((await ask('DELETE', `/${id}`)).json()).toEqual({ id })
  expect((await ask('GET', `/${id}`)).statusCode).toBe(404)
  const { items } = (await ask('GET', `/${id}/history`)).json()
  expect(
    items.map((entry: { operation: string; fields: string[] }) => [entry.operation, entry.fields]),
  ).toEqual([
    ['delete', ['givenName', 'surname']],
    ['update', ['surname']],
    ['create', ['givenName']],
  ])
})

test('GET /contacts?search finds by words without accents and by phone digits', async () => {
  const { ask } = await mailbox()
  await ask('POST', '/bulk', {
    create: [
      { displayName: 'Zoë Ørsted', companyName: 'Nordlys', mobilePhone: '+45 (12) 34-56 78' },
      { displayName: 'Олена Шевченко' },
      { displayName: '100% Plain' },
    ],
  })
  const names = async (search: string) =>
    (await ask('GET', `?search=${encodeURIComponent(search)}`))
      .json()
      .items.map((c: { displayName: string }) => c.displayName)
  expect(await names('nordlys zoe orsted')).toEqual(['Zoë Ørsted'])
  expect(await names('1234 5678')).toEqual(['Zoë Ørsted'])
  expect(await names('ШЕВЧ')).toEqual(['Олена Шевченко'])
  expect(await names('0%')).toEqual(['100% Plain'])
  expect(await names('zoe nobody')).toEqual([])
})

test('GET /contacts pages through everything once, in either order, while contacts are added', async () => {
  const { ask } = await mailbox()
  const create = Array.from({ length: 25 }, (_, i) => ({ displayName: `Person ${i % 5}` }))
  await ask('POST', '/bulk', { create })
  for (const order of ['name', 'updatedAt']) {
    const seen: string[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const answer = await ask('GET', `?order=${order}&limit=4&total=true${cursor && `&cursor=${cursor}`}`)
      expect(answer.json().total).toBeGreaterThanOrEqual(25)
      seen.push(...answer.json().items.map((c: { id: string }) => c.id))
      if (cursor === '') await ask('POST', '', { displayName: 'Aaron the late' })
      cursor = answer.json().nextCursor
    }
    expect(new Set(seen).size).toBe(seen.length)
    expect(seen.length).toBeGreaterThanOrEqual(25)
  }
  expect((await ask('GET', '?cursor=nonsense')).json()).toMatchObject({
    status: 400,
    errors: [{ pointer: 'query/cursor' }],
  })
})

test('POST /contacts/bulk gives each record its own result', async () => {
  const { ask } = await mailbox()
  const { id } = (await ask('POST', '', { givenName: 'Ada' })).json()
  const { id: doomed } = (await ask('POST', '', { givenName: 'Old' })).json()
  const unknown = '00000000-0000-4000-8000-000000000000'
  const answer = await ask('POST', '/bulk', {
    create: [{ givenName: 'New' }],
    update: [
      { id, version: 7, surname: 'Wrong' },
      { id: unknown, version: 1, surname: 'Nobody' },
    ],
    delete: [{ id: doomed, version: 1 }, { id: doomed }],
  })
  expect(answer.json()).toMatchObject({
    create: [{ ok: true, version: 1 }],
    update: [
      { ok: false, id, code: 'stale-version', currentVersion: 1 },
      { ok: false, id: unknown, code: 'not-found' },
    ],
    delete: [
      { ok: true, id: doomed },
      { ok: false, code: 'invalid-input' },
    ],
  })
})

test('POST /contacts/bulk refuses more than 1,000 records', async () => {
  const { ask } = await mailbox()
  const answer = await ask('POST', '/bulk', {
    create: Array.from({ length: 1001 }, () => ({ givenName: 'Ada' })),
  })
  expect(answer.statusCode).toBe(400)
  expect(answer.json().detail).toContain('1,000')
})

test('GET /mailboxes/{address}/contacts names the mailbox by its address; a key of another organisation gets 404', async () => {
  const { address, ask } = await mailbox()
  await ask('POST', '', { givenName: 'Ada' })
  const url = `/api/v1/mailboxes/${address}/contacts`
  expect((await app.inject({ url, headers: asOperator })).json().items).toHaveLength(1)
  const stranger = await organisation()
  expect((await app.inject({ url, headers: stranger.headers })).statusCode).toBe(404)
})

test('GET /contacts/{id} shows also what the mailbox holds against its own rules', async () => {
  const { id: mailboxId, organisationId, ask } = await mailbox()
  const fields = {
    emailAddresses: [{ address: '/o=Old/cn=ada' }],
    businessPhones: ['1', '2', '3'],
    photo: { odd: true },
  }
  const { id } = await db
    .insertInto('record')
    .values({
      mailbox_id: mailboxId,
      organisation_id: organisationId,
      kind: 'contacts',
      fields: JSON.stringify(fields),
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  expect((await ask('GET', `/${id}`)).json()).toMatchObject({ ...fields, syncState: 'synced' })
})

test('POST /contacts whose connection breaks at the commit leaves nothing, and can be sent again with its key', async () => {
  const { id, ask } = await mailbox()
  const key = { 'idempotency-key': 'broken' }
  await sql`
    CREATE FUNCTION break_off() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS
      $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$`.execute(db)
  await sql`
    CREATE CONSTRAINT TRIGGER break_off AFTER INSERT ON idempotency DEFERRABLE INITIALLY DEFERRED
      FOR EACH ROW EXECUTE FUNCTION break_off()`.execute(db)
  const broken = await ask('POST', '', { givenName: 'Ada' }, key)
  expect([broken.statusCode, broken.json().code]).toEqual([503, 'unavailable'])
  await sql`DROP FUNCTION break_off CASCADE`.execute(db)
  const count = async () =>
    (await db.selectFrom('record').select('id').where('mailbox_id', '=', id).execute()).length
  expect(await count()).toBe(0)
  const again = await ask('POST', '', { givenName: 'Ada' }, key)
  expect([again.statusCode, again.headers['idempotency-replayed']]).toEqual([201, undefined])
  expect(await count()).toBe(1)
})

test('POST /contacts and GET /contacts?search answer 400 to what no text can hold', async () => {
  const { ask } = await mailbox()
  for (const givenName of ['a\u0000b', 'a\ud800b'])
    expect((await ask('POST', '', { givenName })).statusCode).toBe(400)
  expect((await ask('GET', '?search=%00')).statusCode).toBe(400)
  expect(
    (await ask('GET', `?order=updatedAt&cursor=${packCursor(['updatedAt', 'x', 'y'])}`)).statusCode,
  ).toBe(400)
  expect((await ask('GET', `?cursor=${packCursor(['updatedAt', 'x', 'y'])}`)).statusCode).toBe(400)
})
