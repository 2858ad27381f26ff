import type { MadeInvitation } from '@tandem/model/api/invitations.ts'
import type { FoundTenant, Setup } from '@tandem/model/api/setup.ts'
import { Agent } from 'undici'
import { afterAll, expect, test } from 'vitest'
import { createEmulator } from '../../../../emulator/src/main.ts'
import { createConnectBench } from '../../../testing/connect.ts'
import { providers } from '../../providers/registry.ts'

const emulator = await createEmulator({ seed: 'demo' })
const dispatcher = new Agent({ connect: { ca: emulator.ca } })
let loginUrl = emulator.url
const { ask, organisation, look, db } = await createConnectBench({
  providers,
  outside: () => ({ dispatcher, loginUrl, serviceUrl: emulator.url, timeout: 2000 }),
})
afterAll(async () => {
  await dispatcher.close()
  await emulator.close()
})
const [harbor] = [...emulator.world.tenants.values()]
const application = [...harbor!.applications.values()][0]!

async function invited() {
  const { id } = await organisation()
  const { token } = (await ask<MadeInvitation>('POST', `/organisations/${id}/invitations`, {})).body
  return <Body>(method: 'GET' | 'PATCH' | 'PUT' | 'POST', path: string, payload?: object) =>
    ask<Body>(method, path, payload, { authorization: `Invitation ${token}` })
}

test('GET /setup/tenants says whose a domain is, that nobody has it, or that it could not be asked', async () => {
  const asInvited = await invited()
  const find = async (domain: string) =>
    (await asInvited<FoundTenant>('GET', `/setup/tenants?domain=${encodeURIComponent(domain)}`)).body
  expect(await find(' HarborRealty.example ')).toEqual({
    domain: 'harborrealty.example',
    tenantId: harbor!.id,
    problem: null,
  })
  expect((await find('harborreality.example')).problem).toMatch(/no tenant with the domain harborreality/)
  loginUrl = 'https://127.0.0.1:9'
  expect((await find('harborrealty.example')).problem).toMatch(/could not be looked up just now.*go on/)
  loginUrl = emulator.url
  for (const domain of ['common', 'a/../b.example', 'x@y.example', ''])
    expect([domain, (await asInvited('GET', `/setup/tenants?domain=${domain}`)).status]).toEqual([
      domain,
      400,
    ])
})

test('GET /setup/tenants asks outside at most thirty times in a minute for one link', async () => {
  const asInvited = await invited()
  const answers = await Promise.all(
    Array.from({ length: 31 }, () =>
      asInvited<FoundTenant>('GET', '/setup/tenants?domain=harborrealty.example'),
    ),
  )
  const held = answers.filter(({ body }) => body.problem?.startsWith('Too many look-ups'))
  expect([answers.every(({ status }) => status === 200), held.length]).toEqual([true, 1])
})

test('a look at the service says what is there: the application, the secret, which permission is missing', async () => {
  const asInvited = await invited()
  await asInvited('PATCH', '/setup', {
    method: 'graph',
    settings: { tenantId: harbor!.id, clientId: application.id },
    wanted: { contacts: true },
  })
  const value = application.passwords[0]!.secret
  const put = (await asInvited<Setup>('PUT', '/setup/credential', { kind: 'secret', value })).body
  const told = async () => {
    await look(put.connection!.id)
    const { body } = await asInvited<Setup>('GET', '/setup')
    return Object.fromEntries(body.look!.checks.map(({ check, state }) => [check, state]))
  }
  // The object id of the registration, as it is often copied.
  expect(await told()).toEqual({
    ...{ reachable: 'ok', tenant: 'ok', application: 'failed' },
    ...{ credential: 'skipped', permissions: 'skipped' },
  })
  await asInvited('PATCH', '/setup', { settings: { clientId: application.appId } })
  expect(await told()).toMatchObject({ application: 'ok', credential: 'ok', permissions: 'warning' })
})

test('a look whose worker died is asked for anew after a minute, and not before', async () => {
  const asInvited = await invited()
  await asInvited('PATCH', '/setup', {
    method: 'graph',
    settings: { tenantId: harbor!.id, clientId: application.appId },
  })
  const put = (await asInvited<Setup>('PUT', '/setup/credential', { kind: 'secret', value: 'x'.repeat(40) }))
    .body
  const wish = async () =>
    (
      await db
        .selectFrom('setup_look')
        .select('wish')
        .where('connection_id', '=', put.connection!.id)
        .executeTakeFirstOrThrow()
    ).wish
  await asInvited('POST', '/setup/looks')
  expect(await wish()).toBe(1)
  const longAgo = new Date(Date.now() - 61_000)
  await db.updateTable('setup_look').set({ state: 'running', asked_at: longAgo }).execute()
  const again = await asInvited<Setup>('POST', '/setup/looks')
  expect(again.body.look).toMatchObject({ state: 'queued' })
  expect(again.body.look!.secondsWaited).toBeLessThan(10)
  await asInvited('POST', '/setup/looks')
  expect(await wish()).toBe(2)
})
