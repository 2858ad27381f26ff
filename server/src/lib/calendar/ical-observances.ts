import { dayLength } from './days.ts'
import type { Rule } from './ical-rule.ts'
import { recurrenceOf } from './ical-rule-import.ts'
import { type Component, components, properties, property, text } from './jcal.ts'
import { type PatternDates, patternDates } from './pattern-dates.ts'
import { wallClock } from './wall-time.ts'

/** When a VTIMEZONE's clock changes to an offset (ms): by a rule, or at single times. */
interface Observance {
  from: number
  to: number
  timeOfDay: number
  dates: PatternDates | undefined
  moments: number[]
}

/**
 * The offset (ms) of a VTIMEZONE at a moment, found without walking through its rules; undefined for one that cannot be read. What
 * a file can hold is bounded: 200 observances with 500 single times.
 */
export function vtimezoneOffsets(vtimezone: Component): ((moment: number) => number) | undefined {
  const parts = [...components(vtimezone, 'standard'), ...components(vtimezone, 'daylight')]
  if (parts.length === 0 || parts.length > 200) return undefined
  const read = parts.map(observance)
  const observances = read.filter((one) => one !== undefined)
  const count = observances.reduce((sum, { moments }) => sum + moments.length, 0)
  if (observances.length < read.length || count > 500) return undefined
  const first = observances.reduce((least, one) => (firstOf(one) < firstOf(least) ? one : least))
  return (moment) => {
    let latest = Number.NEGATIVE_INFINITY
    let offset = first.from
    for (const one of observances) {
      const onset = lastBefore(one, moment)
      if (onset === undefined || onset < latest) continue
      latest = onset
      offset = one.to
    }
    return offset
  }
}

function observance(component: Component): Observance | undefined {
  const from = offsetOf(text(component, 'tzoffsetfrom'))
  const to = offsetOf(text(component, 'tzoffsetto'))
  const dtstart = text(component, 'dtstart') ?? ''
  const start = wallClock(dtstart)
  if (from === undefined || to === undefined || Number.isNaN(start)) return undefined
  const rules = properties(component, 'rrule')
  const single = properties(component, 'rdate').flatMap(([, , , ...values]) =>
    values.map((value) => wallClock(String(value))),
  )
  if (rules.length > 1 || single.some(Number.isNaN)) return undefined
  const timeOfDay = start - Math.floor(start / dayLength) * dayLength
  const rule = property(component, 'rrule')?.[3] as Rule | undefined
  const moments = [start, ...single].map((clock) => clock - from)
  if (rule === undefined) return { from, to, timeOfDay, dates: undefined, moments }
  const recurrence = recurrenceOf(rule, dtstart.slice(0, 10), lastDayOf(rule, from))
  if ('problem' in recurrence) return undefined
  return { from, to, timeOfDay, dates: patternDates(recurrence), moments }
}

function lastDayOf(rule: Rule, offset: number): string | undefined {
  if (typeof rule.until !== 'string') return undefined
  const clock = wallClock(rule.until.replace(/Z$/, ''))
  return Number.isNaN(clock) ? rule.until.slice(0, 10) : new Date(clock + offset).toISOString().slice(0, 10)
}

function firstOf({ moments }: Observance): number {
  return moments[0] ?? Infinity
}

/** The last change to this observance at or before a moment. */
function lastBefore({ from, timeOfDay, dates, moments }: Observance, moment: number): number | undefined {
  const single = moments
    .filter((one) => one <= moment)
    .reduce((most, one) => Math.max(most, one), Number.NEGATIVE_INFINITY)
  const onset = (day: number) => day * dayLength + timeOfDay - from
  let day = dates?.before(Math.floor((moment + from) / dayLength) + 1)
  if (day !== undefined && onset(day) > moment) day = dates?.before(day)
  const ruled = day === undefined ? Number.NEGATIVE_INFINITY : onset(day)
  const last = Math.max(single, ruled)
  return last === Number.NEGATIVE_INFINITY ? undefined : last
}

/** `+02:00` or `-05:30:15` in milliseconds. */
function offsetOf(value: string | undefined): number | undefined {
  const [, sign, hours, minutes, seconds = '0'] = /^([+-])(\d\d):(\d\d)(?::(\d\d))?$/.exec(value ?? '') ?? []
  if (sign === undefined) return undefined
  const size = (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000
  return sign === '-' ? -size : size
}
