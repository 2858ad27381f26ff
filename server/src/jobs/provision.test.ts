import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { MadeInvitation } from '@tandem/model/api/invitations.ts'
import type { ProvisioningAnswer } from '@tandem/model/api/provisioning.ts'
import type { Setup } from '@tandem/model/api/setup.ts'
import type { Verification } from '@tandem/model/verification.ts'
import { pino } from 'pino'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { createEmulator } from '../../../emulator/src/main.ts'
import { trust } from '../../../emulator/src/test-clients.ts'
import { administratorOf } from '../../testing/administrator.ts'
import { createTestApi } from '../../testing/api.ts'
import { readConfig } from '../config.ts'
import { providers } from '../providers/registry.ts'
import { ensureIdentity } from '../vault/identity.ts'
import { createOpener } from '../vault/open.ts'
import { seal } from '../vault/seal.ts'
import { startWork } from './start.ts'

const emulator = await createEmulator({ seed: 'demo', devicePollSeconds: 0.05 })
trust(emulator)
const data = await mkdtemp(join(tmpdir(), 'tandem-provision-'))
const { recipients, identityFile } = await ensureIdentity(data)
const api = await createTestApi({ providers, seal: (text) => seal(recipients, text) })
const config = readConfig({
  TANDEM_DATA: data,
  LOGIN_URL: emulator.url,
  SERVICE_URL: emulator.url,
  EXCHANGE_URL: emulator.url,
  OUTSIDE_CA_FILE: emulator.caFile,
})
const open = await createOpener(identityFile)
const begin = () =>
  startWork({ config, db: api.db, url: api.url, log: pino({ level: 'silent' }), open, providers })
let work = await begin()
afterAll(async () => {
  await work.close()
  await emulator.close()
  await rm(data, { recursive: true, force: true })
})
beforeEach(() => emulator.reset())

const domain = 'summitbrokers.example'
const [priya, tomas, jean] = ['priya.raman', 'tomas.novak', 'jean.leblanc'].map(
  (name) => `${name}@${domain}`,
) as [string, string, string]

async function invited() {
  const { id } = await api.organisation('Summit Brokers')
  const made = await api.app.inject({
    method: 'POST',
    url: `/api/v1/organisations/${id}/invitations`,
    headers: api.asOperator,
    payload: {},
  })
  const authorization = `Invitation ${made.json<MadeInvitation>().token}`
  const ask = async <T>(method: 'GET' | 'POST' | 'DELETE', path: string, payload?: object) => {
    const answer = await api.app.inject({
      method,
      url: `/api/v1${path}`,
      headers: { authorization },
      ...(payload && { payload }),
    })
    return { status: answer.statusCode, body: answer.json<T>() }
  }
  const current = async () => (await ask<ProvisioningAnswer>('GET', '/setup/provisioning')).body.current
  const administrator = administratorOf(emulator, emulator.tenants[1]!.users.at(-1)!)
  /** Signs in as often as asked, until the state is reached. */
  const until = async (...states: string[]) => {
    const typed = new Set<string>()
    for (const end = Date.now() + 20_000; Date.now() < end; ) {
      const now = await current()
      if (now && states.includes(now.state)) return now
      if (now?.prompt && !typed.has(now.prompt.userCode)) {
        typed.add(now.prompt.userCode)
        await administrator(now.prompt)
      }
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    throw new Error(`stays at ${JSON.stringify(await current())}`)
  }
  return { ask, current, until }
}

test('POST /setup/provisioning to a proven connection: two sign-ins, a plan, a yes; the closed mailbox is refused', async () => {
  const { ask, until } = await invited()
  expect((await ask<ProvisioningAnswer>('GET', '/setup/provisioning')).body).toEqual({
    available: true,
    current: null,
  })
  const wish = { mailboxes: [priya, tomas], closed: jean }
  expect((await ask('POST', '/setup/provisioning', wish)).status).toBe(202)
  expect((await ask('POST', '/setup/provisioning', wish)).status).toBe(409)
  const planned = await until('planned', 'failed')
  expect(planned).toMatchObject({ state: 'planned', account: jean, problem: null })
  expect(planned.plan.map(({ change }) => change)).toEqual(planned.plan.map(() => 'create'))
  expect((await ask('POST', '/setup/provisioning/agree', {})).status).toBe(202)
  const done = await until('done', 'failed')
  expect(done).toMatchObject({ state: 'done', problem: null, prompt: null })
  expect(done.plan.every((step) => step.done)).toBe(true)
  await expect
    .poll(async () => (await ask<Setup>('GET', '/setup')).body.steps.verified, {
      timeout: 20_000,
      interval: 200,
    })
    .toBe(true)
  const { body } = await ask<Setup>('GET', '/setup')
  expect(body.connection).toMatchObject({
    testMailbox: priya,
    refusedMailbox: jean,
    credential: { kind: 'certificate' },
  })
  const report = await ask<Verification>('GET', `/setup/verifications/${body.verifications[0]!.id}`)
  const scope = report.body.checks.find(({ check }) => check === 'scope')
  expect(scope).toMatchObject({ state: 'ok' })
  const kept = JSON.stringify(await api.db.selectFrom('provisioning').selectAll().execute())
  expect(kept).not.toMatch(/eyJ[\w-]+\./)
}, 60_000)

test('a worker that stops takes the sign-in with it: the next one asks to sign in again, and goes on', async () => {
  const { ask, until, current } = await invited()
  await ask('POST', '/setup/provisioning', { mailboxes: [priya], closed: jean })
  const before = await until('planned', 'failed')
  expect(before.state).toBe('planned')
  await work.close()
  work = await begin()
  await expect.poll(async () => (await current())?.state, { timeout: 15_000 }).toBe('sign-in')
  expect((await until('planned', 'failed')).state).toBe('planned')
  await ask('POST', '/setup/provisioning/agree', {})
  expect(await until('done', 'failed')).toMatchObject({ state: 'done', problem: null })
}, 60_000)

test('DELETE /setup/provisioning stops it; a code that nobody types, or a person without the role, ends with a sentence', async () => {
  const { ask, current } = await invited()
  await ask('POST', '/setup/provisioning', { mailboxes: 'all' })
  await expect.poll(async () => (await current())?.state, { timeout: 10_000 }).toBe('sign-in')
  const { body } = await ask<ProvisioningAnswer>('DELETE', '/setup/provisioning')
  expect(body.current).toMatchObject({ state: 'cancelled', prompt: null })
  expect((await ask('POST', '/setup/provisioning', { mailboxes: ['nobody'] })).status).toBe(400)
  await ask('POST', '/setup/provisioning', { mailboxes: 'all' })
  await expect.poll(async () => (await current())?.state, { timeout: 10_000 }).toBe('sign-in')
  emulator.world.clock.advance(901_000)
  await expect.poll(async () => (await current())?.state, { timeout: 10_000 }).toBe('failed')
  expect((await current())?.problem).toContain('The sign-in was not accepted')
}, 60_000)
