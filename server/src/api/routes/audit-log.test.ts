import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { createConnectBench } from '../../../testing/connect.ts'
import { createPerson, signInAs } from '../../../testing/people.ts'

const api = await createConnectBench()
const { app, db } = api
const operator = await createPerson(api, { role: 'operator' })
const { id: harbor } = await api.organisation('Harbor')
const { id: summit } = await api.organisation('Summit')
const administrator = await createPerson(api, { role: 'administrator', organisationId: harbor })
const stranger = await createPerson(api, { role: 'administrator', organisationId: summit })

async function ask(path: string, headers: Record<string, string> = operator.headers) {
  return await app.inject({ url: `/api/v1${path}`, headers })
}
async function actsOf(organisation: string): Promise<string[]> {
  return (await ask(`/audit?organisation=${organisation}`))
    .json()
    .items.map((entry: { act: string }) => entry.act)
}

test('every sensitive act is in the log of its organisation, with who did it and without a secret', async () => {
  const { ask: send } = api
  const made = await send(
    'POST',
    `/organisations/${harbor}/connections`,
    { method: 'memory' },
    administrator.headers,
  )
  const connection = `/connections/${made.body.id}`
  await send(
    'PATCH',
    connection,
    { testMailbox: 'ann@example.com', settings: { place: 'Boston', floor: '1' } },
    administrator.headers,
  )
  const secret = { kind: 'secret', value: 'never-to-be-seen-again~' }
  await send('PUT', `${connection}/credential`, secret, administrator.headers)
  expect((await send('POST', `${connection}/verifications`, {}, administrator.headers)).status).toBe(202)
  await send('POST', `${connection}/mailboxes`, { addresses: ['ann@example.com'] }, administrator.headers)
  const key = (
    await send<{ id: string; key: string }>('POST', '/api-keys', { name: 'crm' }, administrator.headers)
  ).body
  await send('DELETE', `/api-keys/${key.id}`, undefined, administrator.headers)
  const invitation = await send<{ id: string; token: string }>(
    'POST',
    `/organisations/${harbor}/invitations`,
    {},
    administrator.headers,
  )
  await send('DELETE', `/invitations/${invitation.body.id}`, undefined, administrator.headers)
  expect(await actsOf(harbor)).toEqual([
    'invitation.revoked',
    'invitation.made',
    'key.ended',
    'key.made',
    'connection.mailboxes-added',
    'connection.verification-requested',
    'connection.credential-entered',
    'connection.changed',
    'connection.added',
    'person.signed-in',
    'person.joined',
  ])
  const { items } = (await ask('/audit?act=connection.', administrator.headers)).json()
  expect(items[0]).toMatchObject({
    who: `administrator:${administrator.email}`,
    target: `connection:${made.body.id}`,
  })
  const all = JSON.stringify(await db.selectFrom('audit_entry').selectAll().execute())
  for (const word of [secret.value, key.key, invitation.body.token]) expect(all).not.toContain(word)
})

test('an act that fails leaves no entry, and an entry no act: they share a transaction', async () => {
  const before = (await actsOf(harbor)).length
  const refused = await api.ask('DELETE', `/api-keys/${harbor}`, undefined, administrator.headers)
  expect(refused.status).toBe(404)
  expect(await actsOf(harbor)).toHaveLength(before)
})

test('a refused sign-in is noted with its address, but nothing that may be a password in the wrong field', async () => {
  await expect(signInAs(api, administrator.email, 'wrong password, sorry')).rejects.toThrow('401')
  const [entry] = (await ask('/audit?act=person.sign-in-refused', administrator.headers)).json().items
  expect(entry).toMatchObject({
    who: `administrator:${administrator.email}`,
    detail: { email: administrator.email },
  })
  await expect(signInAs(api, 'hunter2-hunter2', 'x')).rejects.toThrow('400')
  expect(JSON.stringify(await db.selectFrom('audit_entry').selectAll().execute())).not.toContain('hunter2')
})

test('GET /audit shows an administrator the log of their own organisation alone', async () => {
  const { items } = (await ask('/audit', stranger.headers)).json()
  expect(new Set(items.map((entry: { organisationId: string }) => entry.organisationId))).toEqual(
    new Set([summit]),
  )
  expect((await ask(`/audit?organisation=${harbor}`, stranger.headers)).statusCode).toBe(404)
  const pages = []
  for (let cursor = ''; ; ) {
    const page = (await ask(`/audit?limit=3&cursor=${cursor}`)).json()
    pages.push(...page.items)
    if (page.nextCursor === null) break
    cursor = page.nextCursor
  }
  const { count } = await db
    .selectFrom('audit_entry')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  expect(pages).toHaveLength(count)
})

test('GET /audit/export gives CSV that no spreadsheet takes for formulas, or JSON lines, and is noted itself', async () => {
  await api.ask('POST', '/api-keys', { name: '=HYPERLINK("https://evil")' }, administrator.headers)
  const csv = await ask('/audit/export?format=csv', administrator.headers)
  expect(csv.headers['content-type']).toContain('text/csv')
  const lines = csv.body.trim().split('\r\n')
  expect(lines[0]).toBe('organisationId,place,at,who,act,target,detail,hash')
  expect(lines[1]).toContain('audit.exported')
  const json = await ask('/audit/export?format=jsonl&act=key.', administrator.headers)
  const entries = json.body
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(entries.map(({ act }) => act)).toEqual(['key.made', 'key.ended', 'key.made'])
})

test('twenty acts at once of one organisation make one unbroken chain', async () => {
  const wishes = Array.from({ length: 20 }, (_, nth) => ({ name: `key ${nth}` }))
  await Promise.all(wishes.map((wish) => api.ask('POST', '/api-keys', wish, stranger.headers)))
  const answer = (await ask('/audit/verification', stranger.headers)).json()
  expect(answer).toMatchObject({ intact: true, chains: [{ organisationId: summit }] })
  expect(answer.chains[0].entries).toBeGreaterThanOrEqual(20)
})

test('the log can be neither changed, deleted nor emptied, also not by the owner of the table', async () => {
  await expect(sql`UPDATE audit_entry SET who = 'nobody'`.execute(db)).rejects.toThrow(/append-only/)
  await expect(sql`DELETE FROM audit_entry WHERE place = 1`.execute(db)).rejects.toThrow(/append-only/)
  await expect(sql`TRUNCATE audit_entry`.execute(db)).rejects.toThrow(/append-only/)
})

test('GET /audit/verification names the first entry that somebody changed behind our back, and one that is gone', async () => {
  const behind = async (statement: string) =>
    await db.connection().execute(async (one) => {
      await sql`SET session_replication_role = replica`.execute(one)
      await sql.raw(statement).execute(one)
      await sql`SET session_replication_role = origin`.execute(one)
    })
  await behind(`UPDATE audit_entry SET who = 'somebody else' WHERE chain = '${harbor}' AND place = 4`)
  await behind(`DELETE FROM audit_entry WHERE chain = '${summit}' AND place = 6`)
  const answer = (await ask('/audit/verification')).json()
  expect(answer.intact).toBe(false)
  const brokenOf = (id: string) =>
    answer.chains.find((chain: { organisationId: string }) => chain.organisationId === id).broken
  expect(brokenOf(harbor)).toEqual({ place: 4, problem: 'changed' })
  expect(brokenOf(summit)).toEqual({ place: 6, problem: 'missing' })
})
