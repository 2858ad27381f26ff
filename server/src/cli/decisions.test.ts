import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Command } from 'commander'
import { sql } from 'kysely'
import { expect, onTestFinished, test } from 'vitest'
import { createTestApi } from '../../testing/api.ts'
import { runCommand } from '../../testing/commands.ts'
import { createTestMailbox } from '../../testing/mailbox.ts'
import { temporaryFolder } from '../../testing/temporary-folder.ts'
import { readConfig } from '../config.ts'
import { createConnection, getConnection, storeCredential } from '../store/connections.ts'
import { createOrganisation } from '../store/organisations.ts'
import { ensureIdentity } from '../vault/identity.ts'
import { createOpener } from '../vault/open.ts'
import { seal } from '../vault/seal.ts'
import { createProgram } from './program.ts'

const { app, db, url: databaseUrl, asOperator } = await createTestApi()
const server = await app.listen({ port: 0, host: '127.0.0.1' })
const settings = {
  TANDEM_DATA: '/nowhere',
  TANDEM_URL: server,
  TANDEM_API_KEY: asOperator.authorization.replace('Bearer ', ''),
}

const tandem = async (args: string[], more: Record<string, string> = {}) =>
  await runCommand({ ...settings, ...more }, args)
const json = async (...args: string[]) => JSON.parse(await tandem(['--json', ...args]))

test('every command says in its help what it does', () => {
  const silent = (command: Command, path: string): string[] => [
    ...(command.description() === '' ? [path] : []),
    ...command.commands.flatMap((one) => silent(one, `${path} ${one.name()}`)),
  ]
  expect(silent(createProgram(readConfig(settings)), 'tandem')).toEqual([])
})

test('tandem batch list shows what was done together, batch undo takes it back', async () => {
  const { address } = await createTestMailbox(db)
  await tandem(['contacts', 'create', address, '{"givenName":"Ada"}'])
  const [batch] = (await json('batch', 'list', address)).items
  expect(await tandem(['batch', 'list', address])).toMatch(new RegExp(`api +1 +0 +0 +– +${batch.id}`))
  expect(await tandem(['batch', 'undo', batch.id])).toMatch(/^Records taken back: 1\..*tandem batch undo/)
  expect((await json('contacts', 'list', address)).items).toEqual([])
})

test('tandem conflicts list shows both values; resolve takes choices by field, and one side for the rest', async () => {
  const { address, id: mailbox, organisationId } = await createTestMailbox(db)
  const contact = await json(
    'contacts',
    'create',
    address,
    '{"displayName":"Ada","mobilePhone":"2","jobTitle":"B"}',
  )
  const fields = [
    { field: 'mobilePhone', base: '0', tandem: '1', mailbox: '2', chosen: 'mailbox' },
    { field: 'jobTitle', base: null, tandem: 'A', mailbox: 'B', chosen: 'mailbox' },
  ]
  const { id } = await db
    .insertInto('conflict')
    .values({
      organisation_id: organisationId,
      mailbox_id: mailbox,
      kind: 'contacts',
      record_id: contact.id,
      reason: 'fields',
      fields: JSON.stringify(fields),
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  const listed = await tandem(['conflicts', 'list', '--mailbox', address])
  expect(listed).toContain('Ada: changed on both sides')
  expect(listed).toContain('jobTitle: was empty; Tandem "A", mailbox "B"; mailbox stands')
  await expect(tandem(['conflicts', 'resolve', id, 'mobilePhone=mine'])).rejects.toThrow(/<field>=tandem/)
  await tandem(['conflicts', 'resolve', id, 'mobilePhone=mailbox', '--all', 'tandem'])
  expect(await json('contacts', 'get', address, contact.id)).toMatchObject({
    mobilePhone: '2',
    jobTitle: 'A',
  })
  expect(await tandem(['conflicts', 'list', '--mailbox', address])).toBe('No open conflicts.')
  expect((await json('conflicts', 'list', '--mailbox', address, '--state', 'resolved')).items).toHaveLength(1)
})

test('tandem contacts update changes the named fields, and refuses an edit of an older version', async () => {
  const { address } = await createTestMailbox(db)
  const { id } = await json('contacts', 'create', address, '{"givenName":"Ada","jobTitle":"Countess"}')
  const update = async (fields: string, version: string) =>
    await tandem(['contacts', 'update', address, id, fields, '--version', version])
  expect(await update('{"jobTitle":null}', '1')).toContain('now version 2')
  const contact = await json('contacts', 'get', address, id)
  expect([contact.givenName, contact.jobTitle ?? null]).toEqual(['Ada', null])
  await expect(update('{"jobTitle":"x"}', '1')).rejects.toThrow(/changed/)
})

test('tandem mailbox answer answers the question that mailbox show tells', async () => {
  const { id, address } = await createTestMailbox(db)
  await expect(tandem(['mailbox', 'answer', address, 'keep'])).rejects.toThrow(/asks no question/)
  const question = JSON.stringify({ missing: 40, total: 50, samples: [], since: new Date().toISOString() })
  const stop = async () =>
    await db
      .updateTable('collection')
      .set({ state: 'stopped', question })
      .where('mailbox_id', '=', id)
      .execute()
  const row = async () =>
    await db.selectFrom('collection').selectAll().where('mailbox_id', '=', id).executeTakeFirstOrThrow()
  await stop()
  expect(await tandem(['mailbox', 'show', address])).toContain('40 of 50 contacts are missing')
  expect(await tandem(['mailbox', 'answer', address, 'keep'])).toContain('Nothing is deleted')
  expect(await row()).toMatchObject({ state: 'live', question: null })
  await stop()
  expect(await tandem(['mailbox', 'answer', address, 'delete'])).toContain('tandem batch undo')
  expect(await row()).toMatchObject({ answer: 'accept' })
})

test('tandem mailbox preview waits for the figures and says how to go ahead', async () => {
  const { id, address } = await createTestMailbox(db, { state: 'waiting' })
  const preview = JSON.stringify({
    finishedAt: new Date().toISOString(),
    create: 7,
    link: 2,
    push: 1,
    samples: [],
  })
  const worker = setInterval(
    () => void db.updateTable('collection').set({ preview }).where('mailbox_id', '=', id).execute(),
    50,
  )
  const said = await tandem(['mailbox', 'preview', address, '--timeout', '10']).finally(() =>
    clearInterval(worker),
  )
  expect(said).toMatch(/bring 7 contacts[\s\S]*recognise 2[\s\S]*send 1[\s\S]*tandem mailbox on/)
})

test('tandem jobs list tells why work does not succeed, jobs retry brings it forward', async () => {
  const { id, address } = await createTestMailbox(db)
  expect(await tandem(['jobs', 'list', '--mailbox', address])).toBe('Nothing is in trouble.')
  const later = new Date(Date.now() + 600_000)
  const failure = JSON.stringify({ kind: 'Unavailable', detail: 'The service does not answer.' })
  const task = {
    mailbox_id: id,
    task: 'pull:contacts',
    reason: 'timer',
    due_at: later,
    attempts: 7,
    last_failure: failure,
  }
  await db.insertInto('todo').values(task).execute()
  const [job] = (await json('jobs', 'list', '--mailbox', address)).items
  expect(await tandem(['jobs', 'list', '--mailbox', address])).toMatch(
    /7 attempts[\s\S]*The service does not answer/,
  )
  await tandem(['jobs', 'retry', job.id])
  const { due_at: due } = await db
    .selectFrom('todo')
    .select('due_at')
    .where('mailbox_id', '=', id)
    .executeTakeFirstOrThrow()
  expect(due.getTime()).toBeLessThan(Date.now() + 1000)
})

test('tandem reseal moves every credential to the new recipients, with both identities in one file', async () => {
  const { path: folder, remove } = await temporaryFolder('reseal')
  onTestFinished(remove)
  const old = await ensureIdentity(join(folder, 'old'))
  const young = await ensureIdentity(join(folder, 'young'))
  const both = join(folder, 'both.txt')
  await writeFile(
    both,
    (await readFile(old.identityFile, 'utf8')) + (await readFile(young.identityFile, 'utf8')),
  )
  const organisation = await createOrganisation(db, { name: 'Reseal' })
  const wish = { organisationId: organisation.id, method: 'x', settings: {}, wanted: { contacts: true } }
  const { id } = await createConnection(db, wish)
  await storeCredential(db, id, { sealed: await seal(old.recipients, 'hidden'), facts: {}, slot: 'current' })
  const given = {
    DATABASE_URL: databaseUrl,
    TANDEM_IDENTITY_FILE: both,
    TANDEM_RECIPIENTS: young.recipients.join(','),
  }
  expect(await tandem(['reseal'], given)).toBe('Credentials sealed to the new recipients: 1.')
  expect(await tandem(['reseal'], given)).toBe('Credentials sealed to the new recipients: 1.')
  const sealed = (await getConnection(db, id)).credential ?? ''
  expect(await (await createOpener(young.identityFile))(sealed)).toBe('hidden')
  await expect((await createOpener(old.identityFile))(sealed)).rejects.toThrow('another key')
  await expect(tandem(['reseal'], { TANDEM_RECIPIENTS: 'age1x' })).rejects.toThrow(/TANDEM_IDENTITY_FILE/)
  await expect(tandem(['reseal'], { TANDEM_IDENTITY_FILE: both })).rejects.toThrow(/DATABASE_URL/)
})

test('tandem audit verify tells how long each chain is, and fails naming an entry that was changed', async () => {
  const { id } = await json('keys', 'create', 'crm')
  expect((await json('audit', 'list', '--act', 'key.')).items[0]).toMatchObject({ target: `key:${id}` })
  expect(await tandem(['audit', 'verify'])).toMatch(/installation: \d+ entries intact, head [0-9a-f]{64}/)
  await db.connection().execute(async (one) => {
    await sql`SET session_replication_role = replica`.execute(one)
    await sql`UPDATE audit_entry SET act = 'nothing' WHERE target = ${`key:${id}`}`.execute(one)
    await sql`SET session_replication_role = origin`.execute(one)
  })
  await expect(tandem(['audit', 'verify'])).rejects.toThrow('not as it was written')
})
