import { expect, test } from 'vitest'
import type { QueueTestFacts } from '../store/queue-tests.ts'
import { testSteps } from './test-steps.ts'

const begin = Date.parse('2026-11-25T13:00:00Z')
const at = (seconds: number) => new Date(begin + seconds * 1000)
const sent: QueueTestFacts = {
  id: 'one',
  subject: 'Tandem test of Desk (00beef)',
  startedAt: at(0),
  sending: 'sent',
  problem: null,
  sentAt: at(2.5),
  conversationId: null,
  receivedAt: null,
  storedAt: null,
  routedAt: null,
  reasons: [],
  queueName: null,
  endedAt: null,
  outcome: null,
  lastPullAt: at(100),
  failure: null,
}
const seen = (facts: Partial<QueueTestFacts>, seconds: number) => {
  const { state, advice } = testSteps({ ...sent, ...facts }, at(seconds).getTime())
  return [state, advice?.title ?? null]
}

test('a test runs without advice for as long as each step may take', () => {
  expect(seen({ sending: 'queued', sentAt: null }, 59)).toEqual(['running', null])
  expect(seen({}, 122)).toEqual(['running', null])
  expect(seen({ conversationId: 'c', routedAt: at(10) }, 69)).toEqual(['running', null])
})

test('where it stops, its own words say so', () => {
  const problem = { title: 'Too many recipients today', detail: 'Wait.' }
  expect(seen({ sending: 'failed', sentAt: null, problem }, 1)).toEqual(['stopped', problem.title])
  expect(seen({ sending: 'queued', sentAt: null }, 61)).toEqual(['stopped', 'Not sent yet'])
  expect(seen({ failure: { title: 'Not allowed' } }, 5)).toEqual(['stopped', 'Not allowed'])
  expect(seen({}, 123)).toEqual(['stopped', 'Sent, but not in the Inbox yet'])
  expect(seen({ lastPullAt: at(1) }, 123)[1]).toMatch(/nobody has looked/)
  expect(seen({ conversationId: 'c', routedAt: at(10) }, 71)[1]).toMatch(/not given to anybody/)
})

test('what has ended is through, whatever was lacking before; no step is before the one ahead of it', () => {
  const facts = { ...sent, conversationId: 'c', receivedAt: at(2), endedAt: at(9), outcome: 'Given to Ada.' }
  const { state, advice, steps } = testSteps(facts, at(9999).getTime())
  expect([state, advice, steps.at(-1)?.said]).toEqual(['through', null, 'Given to Ada.'])
  expect(steps[1]?.at).toBe(at(2.5).toISOString())
})
