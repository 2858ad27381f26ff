import { expect, test } from 'vitest'
import { guides } from '../../guide/guides.ts'
import type { CheckResult, Setup } from '../../shapes.ts'
import { differences } from './others.ts'
import { fault, stepOfCheck, ticksOf } from './progress.ts'

const guide = guides.graph!
const permissions = guide.steps.find(({ name }) => name === 'permissions')!

interface Given {
  steps?: Partial<Setup['steps']>
  marks?: Record<string, boolean>
  choices?: Record<string, string>
  testMailbox?: string | null
  found?: Record<string, CheckResult['state']>
}

function at(given: Given): Setup {
  const checks = Object.entries(given.found ?? {}).map(([check, state]) => ({
    ...{ check, title: check, state, headline: `${check} told`, evidence: [] },
  }))
  return {
    organisation: { id: 'o', name: 'Summit' },
    methods: ['graph'],
    connection: {
      ...{ id: 'c', organisationId: 'o', method: 'graph', state: 'draft', settings: {}, attempt: 1 },
      wanted: { contacts: true, calendar: false, tasks: false, send: false, readMail: false },
      ...{ testMailbox: given.testMailbox ?? null, refusedMailbox: null, credential: null },
      ...{ nextCredential: null, discoveredAt: null, createdAt: '', updatedAt: '' },
    } as Setup['connection'],
    applicationName: 'Tandem-1',
    steps: { settings: false, credential: false, testMailbox: false, verified: false, ...given.steps },
    notes: { marks: given.marks ?? {}, choices: given.choices ?? {} },
    look: given.found ? { state: 'done', checks, secondsWaited: null, secondsOld: 1 } : null,
    verifications: [],
    expiresAt: '',
  }
}
const ticks = (given: Given) => Object.fromEntries(ticksOf(guide, at(given)))

test('a step is ticked by what the server holds, by the administrator’s word, or by a look', () => {
  expect(Object.values(ticks({}))).toEqual(Array(6).fill('open'))
  expect(ticks({ steps: { settings: true } }).application).toBe('done')
  expect(ticks({ marks: { scope: true } }).scope).toBe('done')
  expect(ticks({ testMailbox: 'a@x.example', found: { permissions: 'ok' } }).permissions).toBe('done')
  expect(Object.values(ticks({ steps: { verified: true } }))).toEqual(Array(6).fill('done'))
})

test('what a look finds wrong counts more than what was entered or said', () => {
  const given: Given = {
    steps: { settings: true, credential: true },
    marks: { permissions: true },
    testMailbox: 'a@x.example',
    found: { tenant: 'ok', application: 'failed', credential: 'skipped', permissions: 'failed' },
  }
  expect(ticks(given)).toMatchObject({ application: 'wrong', secret: 'done', permissions: 'wrong' })
})

test('rights in Exchange show when a mailbox is opened: before one is named nothing is called missing', () => {
  const found = { permissions: 'failed' } as const
  expect(fault(permissions, guide, at({ found }))).toBeUndefined()
  expect(fault(permissions, guide, at({ found, testMailbox: 'a@x.example' }))?.headline).toBe(
    'permissions told',
  )
  expect(fault(permissions, guide, at({ found, choices: { scope: 'all' } }))).toBeDefined()
})

test('each failed check leads to the step where it is put right', () => {
  const place = (check: string) => stepOfCheck(guide, check)?.name
  expect(['tenant', 'application', 'credential', 'expiry'].map(place)).toEqual([
    ...['application', 'application', 'secret', 'secret'],
  ])
  expect(['contacts-read', 'calendar-write', 'scope', 'tasks-read', 'mailbox'].map(place)).toEqual([
    ...['scope', 'scope', 'scope', 'permissions', 'mailboxes'],
  ])
  expect(place('reachable')).toBeUndefined()
})

test('what somebody else changed is said in words, and a tick or a look is no change', () => {
  const before = at({})
  const after = at({ testMailbox: 'a@x.example', choices: { scope: 'all' } })
  expect(differences(before, after)).toEqual(['the test mailbox', 'the choice of mailboxes'])
  expect(differences(before, at({ marks: { scope: true }, found: { tenant: 'ok' } }))).toEqual([])
})
