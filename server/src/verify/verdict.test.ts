import type { AccessRow, CheckResult } from '@tandem/model/verification.ts'
import { expect, test } from 'vitest'
import { type Earlier, judge, type Reason } from './verdict.ts'

const noon = new Date('2026-11-24T12:00:00Z')
const later = (minutes: number) => new Date(noon.getTime() + minutes * 60_000)

const result = (
  check: string,
  state: CheckResult['state'],
  more: Partial<CheckResult> = {},
): CheckResult => ({
  ...{ check, title: `Title of ${check}`, state, evidence: [], headline: `Headline of ${check}.` },
  ...more,
})
const row = (found: AccessRow['found'], more: Partial<AccessRow> = {}): AccessRow => ({
  ...{ mailbox: 'anna@x', permission: 'Mail.Send', expected: 'allowed', found, at: noon.toISOString() },
  proof: 'tried',
  ...more,
})
const granted = (...permissions: string[]) => result('permissions', 'ok', { facts: { permissions } })

function after(
  checks: CheckResult[],
  given: { reason?: Reason; now?: Date; previous?: Earlier; passed?: CheckResult[] } = {},
) {
  const { reason = 'person', now = noon, previous, passed } = given
  return judge(checks, { reason, now, previous, passed })
}
const earlier = (verdict: ReturnType<typeof after>): Earlier => ({
  ...verdict,
  again_until: verdict.again?.until ?? null,
})

test('what may come right by itself is looked at again, more seldom the longer it may take, to the very end and no further', () => {
  const pending = [result('scope', 'failed', { settlesWithin: 120 })]
  let verdict = after(pending)
  expect(verdict.again).toEqual({ at: later(10), until: later(120) })
  let looks = 0
  let now = noon
  while (verdict.again) {
    now = verdict.again.at
    looks += 1
    expect(verdict.news).toBeUndefined()
    verdict = after(pending, { reason: 'again', now, previous: earlier(verdict) })
  }
  expect([now, looks]).toEqual([later(120), 12])
  expect([verdict.news, verdict.told]).toEqual(['failed', true])
  expect(after([result('permissions', 'failed', { settlesWithin: 30 })]).again).toEqual({
    at: later(3),
    until: later(30),
  })
})

test('one failure that needs a person ends the waiting for all', () => {
  const checks = [result('scope', 'failed', { settlesWithin: 120 }), result('credential', 'failed')]
  expect(after(checks)).toMatchObject({ again: undefined, news: 'failed' })
})

test('while it is waited for, the table says "propagating"; afterwards what was found', () => {
  const failing = (settlesWithin?: number) =>
    result('scope', 'failed', {
      ...(settlesWithin && { settlesWithin }),
      access: [
        row('refused'),
        row('allowed', { permission: 'Contacts.ReadWrite' }),
        row('allowed', { mailbox: 'ceo@x', expected: 'refused' }),
        row('unknown', { mailbox: 'ceo@x', permission: 'Contacts.ReadWrite', expected: 'refused' }),
      ],
    })
  const found = (checks: CheckResult[]) => checks[0]?.access?.map((one) => one.found)
  expect(found(after([failing(120)]).checks)).toEqual(['propagating', 'allowed', 'propagating', 'unknown'])
  expect(found(after([failing()]).checks)).toEqual(['refused', 'allowed', 'allowed', 'unknown'])
})

test('the same failure is told once; another one is told again; so is that it works again', () => {
  const broken = [result('credential', 'failed')]
  const first = after(broken, { reason: 'schedule' })
  const second = after(broken, { reason: 'schedule', previous: earlier(first) })
  const other = after([result('mailbox', 'failed')], { reason: 'schedule', previous: earlier(second) })
  const well = after([result('credential', 'ok')], { reason: 'schedule', previous: earlier(other) })
  const after2 = after([result('credential', 'ok')], { reason: 'schedule', previous: earlier(well) })
  expect([first, second, other, well, after2].map(({ news }) => news)).toEqual([
    'failed',
    undefined,
    'failed',
    'recovered',
    undefined,
  ])
})

test('a failure of yesterday is not waited for anew by each regular proof', () => {
  const pending = [result('scope', 'failed', { settlesWithin: 120 })]
  const ended = { ...earlier(after(pending)), again_until: null, told: true }
  expect(after(pending, { reason: 'schedule', previous: ended })).toMatchObject({
    again: undefined,
    news: undefined,
  })
  expect(after(pending, { reason: 'person', previous: ended }).again).toBeDefined()
})

test('drift is said in words with the day it was first seen, and keeps that day', () => {
  const passed = [
    granted('Contacts.ReadWrite', 'Mail.ReadWrite'),
    result('mailbox', 'ok', { facts: { mailbox: 'there' } }),
    result('credential', 'ok'),
    result('scope', 'ok', {
      access: [row('allowed', { permission: 'Mail.ReadWrite' }), row('allowed')],
    }),
  ]
  const now = [
    result('permissions', 'failed', { facts: { permissions: ['Contacts.ReadWrite', 'Files.Read.All'] } }),
    result('mailbox', 'failed', { facts: { mailbox: 'unlicensed' } }),
    result('credential', 'ok'),
    result('scope', 'warning', {
      access: [row('refused', { permission: 'Mail.ReadWrite' }), row('refused')],
    }),
  ]
  const first = after(now, { reason: 'schedule', passed })
  expect(first.drift.map(({ text }) => text)).toEqual([
    'Mail.ReadWrite was removed on 24 Nov 2026.',
    'A tenant-wide grant was added on 24 Nov 2026: Files.Read.All.',
    'The test mailbox lost its licence on 24 Nov 2026.',
    'Mail.Send stopped working in anna@x on 24 Nov 2026.',
  ])
  const nextDay = after(now, { reason: 'schedule', now: later(1440), passed, previous: earlier(first) })
  expect(nextDay.drift).toEqual(first.drift)
  const expired = after([passed[0]!, passed[1]!, result('credential', 'failed'), passed[3]!], { passed })
  expect(expired.drift.map(({ text }) => text)).toEqual(['Since 24 Nov 2026: Headline of credential.'])
})

test('nothing differs: no drift; a difference that fails nothing is told by the regular proof alone', () => {
  expect(after([granted('A')], { passed: [granted('A')] }).drift).toEqual([])
  expect(after([result('mailbox', 'skipped')], { passed: [granted('A')] }).drift).toEqual([])
  const grown = { passed: [granted('A')] }
  expect(after([granted('A', 'B')], { ...grown, reason: 'schedule' }).news).toBe('changed')
  expect(after([granted('A', 'B')], { ...grown, reason: 'person' }).news).toBeUndefined()
})
