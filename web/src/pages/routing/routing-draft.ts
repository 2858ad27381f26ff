import type { QueueRouting } from '../../routing-api.ts'
import { holidayLines, readHolidays } from './holiday-lines.ts'
import { spanProblem } from './week.ts'

/** How a queue routes while it is edited: holidays stay the lines that are typed, and hours that are switched off are not lost. */
export interface RoutingDraft {
  routing: QueueRouting
  holidayText: string
}

/** What is wrong, by where it stands: `/rules/0/effect/queueId`. */
export type Problems = Record<string, string>

export function draftOf(routing: QueueRouting): RoutingDraft {
  return { routing, holidayText: holidayLines(routing.hours?.holidays ?? []) }
}

/** What is sent. Lines that name no day are left out: `draftProblems` tells of them. */
export function routingOf({ routing, holidayText }: RoutingDraft): QueueRouting {
  const { hours } = routing
  return { ...routing, hours: hours && { ...hours, holidays: readHolidays(holidayText).holidays } }
}

/** What can be said without asking the server. */
export function draftProblems({ routing, holidayText }: RoutingDraft): Problems {
  const { hours, targetMinutes, acknowledgement, overflow } = routing
  const problems: Problems = {}
  if (hours) {
    const { problems: lines } = readHolidays(holidayText)
    if (lines.length > 0) problems['/hours/holidays'] = lines.join(' ')
    if (hours.week.length === 0)
      problems['/hours/week'] = 'Give at least one span, or switch opening hours off.'
    hours.week.forEach((span, place) => {
      const problem = spanProblem(span)
      if (problem) problems[`/hours/week/${place}`] = problem
    })
  }
  if (targetMinutes !== null && !isMinutes(targetMinutes)) problems['/targetMinutes'] = minutesHint
  if (overflow && !isMinutes(overflow.afterMinutes)) problems['/overflow/afterMinutes'] = minutesHint
  if (acknowledgement?.text.trim() === '')
    problems['/acknowledgement/text'] = 'Write what senders are to read.'
  return problems
}

const minutesHint = 'Give whole minutes, 1 to 100,000.'

function isMinutes(value: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= 100_000
}

/** What the server refused, as long as it stands as it was sent. */
export function stillRefused(refused: Problems, sent: QueueRouting, now: QueueRouting): Problems {
  const isSame = (pointer: string) =>
    JSON.stringify(valueAt(sent, pointer)) === JSON.stringify(valueAt(now, pointer))
  return Object.fromEntries(Object.entries(refused).filter(([pointer]) => isSame(pointer)))
}

/** What is wrong at a place or below it, in one text. */
export function problemsAt(problems: Problems, pointer: string): string | undefined {
  const found = Object.entries(problems)
    .filter(([at]) => at === pointer || at.startsWith(`${pointer}/`))
    .map(([, problem]) => problem)
  return found.length === 0 ? undefined : [...new Set(found)].join(' ')
}

/** Problems of a part, as that part knows its places. */
export function problemsBelow(problems: Problems, pointer: string): Problems {
  return Object.fromEntries(
    Object.entries(problems)
      .filter(([at]) => at.startsWith(`${pointer}/`))
      .map(([at, problem]) => [at.slice(pointer.length), problem]),
  )
}

function valueAt(value: unknown, pointer: string): unknown {
  let at = value
  for (const name of pointer.split('/').slice(1))
    at = typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[name] : undefined
  return at
}

export function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}
