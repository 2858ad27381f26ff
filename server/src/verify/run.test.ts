import { setTimeout as sleep } from 'node:timers/promises'
import type { CheckResult } from '@tandem/model/verification.ts'
import { expect, test } from 'vitest'
import { check, noOutside } from '../../testing/provider.ts'
import { ProviderError } from '../providers/failures.ts'
import type { Check, Credential } from '../providers/provider.ts'
import { runChecks } from './run.ts'

const secret = 'S3cret+value/with=signs'

async function run(checks: Check[], options: { limit?: number; credential?: Credential } = {}) {
  const history: [string, string][] = []
  const results = await runChecks(
    checks,
    {
      settings: {},
      credential: options.credential ?? { kind: 'secret', value: secret },
      outside: noOutside(),
      wanted: { contacts: true },
      testMailbox: undefined,
      refusedMailbox: undefined,
      access: { token: async () => '', drop: () => undefined },
      marker: 'm',
      now: () => new Date(),
      notes: new Map(),
    },
    {
      limit: options.limit ?? 1000,
      changed: (_index: number, result: CheckResult) => void history.push([result.check, result.state]),
    },
  )
  return { results, history, states: results.map((result) => result.state) }
}

test('checks that do not stand on each other run side by side, the others wait', async () => {
  const slow = async () => {
    await sleep(60)
    return { state: 'ok' as const }
  }
  const { states, history } = await run([
    check('root', [], 'ok'),
    check('left', ['root'], slow),
    check('right', ['root'], slow),
    check('last', ['left', 'right'], 'warning'),
  ])
  expect(states).toEqual(['ok', 'ok', 'ok', 'warning'])
  const order = history.map(([name, state]) => `${name} ${state}`)
  expect(order.indexOf('right running')).toBeLessThan(order.indexOf('left ok'))
  expect(order.indexOf('last running')).toBeGreaterThan(order.indexOf('right ok'))
})

test('what stands on a failed check is not tried and says why; the rest goes on, also after a warning', async () => {
  const { results, states } = await run([
    check('one', [], 'warning'),
    check('two', ['one'], 'failed'),
    check('three', ['two'], 'ok'),
    check('four', ['three'], 'ok'),
    check('five', ['one'], 'ok'),
  ])
  expect(states).toEqual(['warning', 'failed', 'skipped', 'skipped', 'ok'])
  expect(results[2]?.headline).toContain('Title of two')
  expect(results[3]?.headline).toContain('Title of three')
})

test('evidence stays with the check that saw it, and the time it took is told', async () => {
  const seen = (name: string) =>
    check(name, [], async ({ saw }) => {
      saw({ request: `GET https://x/${name}`, at: new Date().toISOString() })
      await sleep(5)
      return { state: 'ok' }
    })
  const { results } = await run([seen('a'), seen('b')])
  expect(results.map((result) => result.evidence.map((one) => one.request))).toEqual([
    ['GET https://x/a'],
    ['GET https://x/b'],
  ])
  expect(results[0]?.milliseconds).toBeGreaterThanOrEqual(4)
})

test('an answer of the outside that a check does not know is shown as it is; our own fault is called ours', async () => {
  const { results } = await run([
    check('outside', [], async () => {
      throw new ProviderError({
        kind: 'Unexpected',
        detail: 'teapot',
        evidence: { request: 'GET https://x', status: 418, at: new Date().toISOString() },
      })
    }),
    check('ours', [], async () => {
      throw new TypeError('x is not a function')
    }),
  ])
  expect(results[0]).toMatchObject({ state: 'failed', meaning: 'teapot', evidence: [{ status: 418 }] })
  expect(results[1]).toMatchObject({ state: 'failed', actor: 'operations' })
  expect(JSON.stringify(results[1])).not.toContain('not a function')
})

test('a check that never answers counts as failed after its limit', async () => {
  const { results } = await run(
    [check('mute', [], () => new Promise(() => undefined)), check('on', [], 'ok')],
    {
      limit: 30,
    },
  )
  expect(results[0]).toMatchObject({ state: 'failed', actor: 'operations', milliseconds: expect.any(Number) })
  expect(results[1]?.state).toBe('ok')
})

test('a service that quotes what was sent does not put a secret into the report', async () => {
  const key = `-----BEGIN PRIVATE KEY-----\n${'A'.repeat(64)}\n-----END PRIVATE KEY-----\n`
  const quoting = (text: string) =>
    check('quoting', [], async ({ saw }) => {
      saw({ request: 'POST https://x', at: new Date().toISOString(), text })
      return { state: 'failed', headline: text, meaning: `again: ${text}` }
    })
  const texts = [secret, encodeURIComponent(secret), `client_secret=${new URLSearchParams({ a: secret })}`]
  for (const text of texts) {
    const report = JSON.stringify((await run([quoting(text)])).results)
    expect(report).not.toContain(secret)
    expect(report).not.toContain(encodeURIComponent(secret))
    expect(report).toContain('•••')
  }
  const credential = { kind: 'certificate' as const, certificate: 'c', privateKey: key }
  const { results } = await run([quoting(`got ${'A'.repeat(64)}`)], { credential })
  expect(JSON.stringify(results)).not.toContain('A'.repeat(64))
})

test('checks that are listed before what they stand on are a mistake of ours', async () => {
  await expect(run([check('b', ['a'], 'ok'), check('a', [], 'ok')])).rejects.toThrow('b stands on a')
})
