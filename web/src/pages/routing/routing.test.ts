import { queueRouting } from '@tandem/model/api/routing.ts'
import { expect, test } from 'vitest'
import { holidayLines, readHolidays } from './holiday-lines.ts'
import {
  draftOf,
  draftProblems,
  problemsAt,
  problemsBelow,
  routingOf,
  stillRefused,
} from './routing-draft.ts'
import { languageName, ruleSentence, triedWords } from './rule-words.ts'
import { spanProblem, withSpan, workWeek } from './week.ts'

const names = { queue: () => 'Billing', agent: () => 'Ada' }
const rule = { name: 'R', when: {}, effect: {}, isLast: false }

test('holidays are read from pasted lines; each bad one is named', () => {
  const text = '2026-12-25 Christmas\r\n\n2027-01-01,New Year\n2026-12-26\tBoxing Day\n2027-05-01\n'
  expect(readHolidays(text)).toEqual({
    holidays: [
      { day: '2026-12-25', name: 'Christmas' },
      { day: '2027-01-01', name: 'New Year' },
      { day: '2026-12-26', name: 'Boxing Day' },
      { day: '2027-05-01', name: '' },
    ],
    problems: [],
  })
  expect(readHolidays('25.12.2026 Christmas\n2026-02-30 x\n2026-12-25\n2026-12-25 again').problems).toEqual([
    'Line 1, “25.12.2026 Christmas”: begin it with a day as 2026-12-25.',
    'Line 2, “2026-02-30 x”: begin it with a day as 2026-12-25.',
    'Line 4: 2026-12-25 stands in line 3 already.',
  ])
  const { holidays } = readHolidays(text)
  expect(readHolidays(holidayLines(holidays)).holidays).toEqual(holidays)
})

test('a rule is one sentence', () => {
  expect(
    ruleSentence(
      {
        ...rule,
        when: { subject: ['invoice', 'bill'], language: ['de'], hasAttachment: true, customer: 'new' },
        effect: { skills: { letting: 1, billing: 2 }, priority: 2, queueId: 'b', agentId: 'a' },
        isLast: true,
      },
      names,
    ),
  ).toBe(
    'If the subject names “invoice” or “bill” and it is written in German and it has an attachment and the sender is new → billing 2, letting 1, priority 2, queue Billing, Ada; then stop',
  )
  expect(ruleSentence(rule, names)).toBe('Every mail → nothing')
  expect(languageName('xx')).toBe('xx')
})

test('what a rule does with a mail is said with its reason', () => {
  expect(triedWords({ state: 'holds', why: [], missing: [] })).toBe('Holds: it asks for nothing.')
  expect(triedWords({ state: 'fails', why: [], missing: ['subject', 'language'] })).toBe(
    'Does not hold: the subject and the language do not fit.',
  )
  expect(triedWords({ state: 'unreached', why: [], missing: [] })).toMatch(/^Not looked at/)
})

test('a further span of a day begins where the last one ends', () => {
  const [monday] = workWeek
  expect(withSpan([monday!], 'monday')[1]).toEqual({ day: 'monday', from: '17:00', to: '24:00' })
  expect(spanProblem({ from: '09:00', to: '24:00' })).toBeUndefined()
  expect(spanProblem({ from: '22:00', to: '06:00' })).toMatch(/over midnight/)
  expect(spanProblem({ from: '9:00', to: '17:00' })).toMatch(/09:00/)
})

test('settings go into a draft and out of it unchanged; what cannot be is told before the server is asked', () => {
  const settings = queueRouting.parse({
    hours: { zone: 'Europe/Lisbon', week: workWeek, holidays: [{ day: '2026-12-25', name: 'Christmas' }] },
    targetMinutes: 60,
    rules: [{ ...rule, name: 'Invoices' }],
  })
  const draft = draftOf(settings)
  expect(routingOf(draft)).toEqual(settings)
  expect(draftProblems(draft)).toEqual({})
  const wrong = {
    routing: {
      ...settings,
      hours: { ...settings.hours!, week: [{ day: 'monday', from: '17:00', to: '09:00' } as const] },
      targetMinutes: 0,
      acknowledgement: { text: ' ', closedText: null },
      overflow: { afterMinutes: 1.5, queueId: null },
    },
    holidayText: 'Christmas',
  }
  expect(Object.keys(draftProblems(wrong)).sort()).toEqual([
    '/acknowledgement/text',
    '/hours/holidays',
    '/hours/week/0',
    '/overflow/afterMinutes',
    '/targetMinutes',
  ])
})

test('what the server refused stands at its field until that is changed', () => {
  const rules = [{ ...rule, effect: { queueId: 'gone' } }]
  const sent = queueRouting.parse({ priority: 2 })
  const problems = { '/rules/0/effect/queueId': 'No such queue.', '/priority': 'Too high.' }
  const asSent = { ...sent, rules }
  expect(stillRefused(problems, asSent, asSent)).toEqual(problems)
  expect(Object.keys(stillRefused(problems, asSent, { ...asSent, rules: [rule] }))).toEqual(['/priority'])
  expect(problemsAt(problems, '/rules/0')).toBe('No such queue.')
  expect(problemsAt(problems, '/rules/1')).toBeUndefined()
  expect(problemsBelow(problems, '/rules/0')).toEqual({ '/effect/queueId': 'No such queue.' })
})
