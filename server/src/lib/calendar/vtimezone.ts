import { dayLength, firstOfMonth, monthOf, weekdayOf } from './days.ts'
import { icalDays } from './ical-rule.ts'
import type { Component, Property } from './jcal.ts'
import { wallText } from './wall-time.ts'
import { nextTransition, offsetAt } from './zone-offsets.ts'

/** So far ahead a zone without end is described; a rule that still holds then is taken to hold for ever. */
const yearsAhead = 30
const year = 366 * dayLength

/** Changes of the clock of one kind that come once a year by one rule; `days` is where the rule's week may begin. */
interface Run {
  from: number
  to: number
  month: number
  weekday: number
  timeOfDay: number
  moments: number[]
  days: { least: number; most: number }
  isLast: boolean
}

/**
 * The VTIMEZONE of an IANA zone, from its real changes in the time between two moments (`to` null: no end). Changes that come by a
 * yearly rule are one observance with a rule, others stand for themselves.
 */
export function vtimezone(zone: string, from: number, to: number | null): Component {
  const begin = from - year
  const end = (to ?? Math.max(from, Date.now())) + (to === null ? yearsAhead : 1) * year
  const runs: Run[] = []
  for (let moment = nextTransition(zone, begin); moment !== undefined && moment < end; ) {
    addChange(runs, zone, moment)
    moment = nextTransition(zone, moment)
  }
  const offset = offsetAt(zone, begin)
  const first = observance(offset, offset, begin + offset, false, [])
  const observances = runs.map((run) => runObservance(run, to === null ? end - 2 * year : Infinity))
  return ['vtimezone', [['tzid', {}, 'text', zone]], [first, ...observances]]
}

function addChange(runs: Run[], zone: string, moment: number): void {
  const from = offsetAt(zone, moment - 1)
  const to = offsetAt(zone, moment)
  const clock = moment + from
  const day = Math.floor(clock / dayLength)
  const month = monthOf(day)
  const dayOfMonth = day - firstOfMonth(month) + 1
  const isLast = dayOfMonth + 7 > firstOfMonth(month + 1) - firstOfMonth(month)
  const kind = {
    from,
    to,
    month: (month % 12) + 1,
    weekday: weekdayOf(day),
    timeOfDay: clock - day * dayLength,
  }
  const days = { least: Math.max(dayOfMonth - 6, 1), most: dayOfMonth }
  const run = runs.findLast(
    (other) =>
      (Object.keys(kind) as (keyof typeof kind)[]).every((name) => other[name] === kind[name]) &&
      moment - (other.moments.at(-1) ?? 0) < 1.5 * year,
  )
  const least = Math.max(run?.days.least ?? 1, days.least)
  const most = Math.min(run?.days.most ?? 31, days.most)
  if (run === undefined || (least > most && !(run.isLast && isLast))) {
    runs.push({ ...kind, moments: [moment], days, isLast })
    return
  }
  run.moments.push(moment)
  run.days = { least, most }
  run.isLast &&= isLast
}

function runObservance(run: Run, forEver: number): Component {
  const [first = 0] = run.moments
  const last = run.moments.at(-1) ?? first
  const isSummer = run.to > run.from
  if (run.moments.length === 1) return observance(run.from, run.to, first + run.from, isSummer, [])
  const until = last >= forEver ? {} : { until: `${wallText(last)}Z` }
  const rule: Property = [
    'rrule',
    {},
    'recur',
    { freq: 'YEARLY', bymonth: run.month, ...dayRule(run), ...until },
  ]
  return observance(run.from, run.to, first + run.from, isSummer, [rule])
}

/** "The last Sunday", "the second Sunday", or a Sunday of seven days of the month. */
function dayRule({ weekday, days, isLast }: Run): object {
  const day = icalDays[weekday]
  if (isLast) return { byday: `-1${day}` }
  const whole = [1, 8, 15, 22].find((least) => least >= days.least && least <= days.most)
  if (whole !== undefined) return { byday: `${(whole + 6) / 7}${day}` }
  return { byday: day, bymonthday: Array.from({ length: 7 }, (_, at) => days.least + at) }
}

function observance(from: number, to: number, clock: number, isSummer: boolean, rest: Property[]): Component {
  return [
    isSummer ? 'daylight' : 'standard',
    [
      ['dtstart', {}, 'date-time', wallText(clock)],
      ['tzoffsetfrom', {}, 'utc-offset', offsetText(from)],
      ['tzoffsetto', {}, 'utc-offset', offsetText(to)],
      ...rest,
    ],
    [],
  ]
}

/** `+02:00`, with seconds where there are some (before 1972). */
function offsetText(offset: number): string {
  const text = new Date(Math.abs(offset)).toISOString().slice(11, 19)
  return `${offset < 0 ? '-' : '+'}${text.endsWith(':00') ? text.slice(0, 5) : text}`
}
