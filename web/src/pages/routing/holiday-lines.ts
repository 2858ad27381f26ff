import type { OpeningHours } from '../../routing-api.ts'

type Holiday = OpeningHours['holidays'][number]

/** Holidays as lines: `2026-12-25 Christmas`. */
export function holidayLines(holidays: Holiday[]): string {
  return holidays.map(({ day, name }) => `${day} ${name}`.trim()).join('\n')
}

/**
 * Reads lines of a day and, after a blank, a comma, a semicolon or a tab, its name; empty lines are left out. `problems` names the lines
 * that begin with no day there is, or with one that stands in a line before.
 */
export function readHolidays(text: string): { holidays: Holiday[]; problems: string[] } {
  const seen = new Map<string, number>()
  const holidays: Holiday[] = []
  const problems: string[] = []
  text.split(/\r?\n/).forEach((line, place) => {
    if (line.trim() === '') return
    const [, day = '', name = ''] = /^\s*(\d{4}-\d{2}-\d{2})(?:[\s,;]+(.*))?$/.exec(line) ?? []
    const before = seen.get(day)
    if (!isDay(day)) problems.push(`Line ${place + 1}, “${line.trim()}”: begin it with a day as 2026-12-25.`)
    else if (before !== undefined)
      problems.push(`Line ${place + 1}: ${day} stands in line ${before} already.`)
    else {
      seen.set(day, place + 1)
      holidays.push({ day, name: name.trim().slice(0, 100) })
    }
  })
  return { holidays, problems }
}

/** 30 February has a number and is no day. */
function isDay(text: string): boolean {
  const at = Date.parse(`${text}T00:00:00Z`)
  return text !== '' && !Number.isNaN(at) && new Date(at).toISOString().startsWith(text)
}
