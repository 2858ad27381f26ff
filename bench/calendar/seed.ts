import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'

const day = 86_400_000
const zones = ['W. Europe Standard Time', 'Eastern Standard Time', 'UTC', 'AUS Eastern Standard Time']
const weekdays = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday']

/**
 * Writes a seed of people with full calendars: singles spread over a year around today, and weekly series, half of them without end, of which
 * every other one has an occurrence that was moved and one that was cancelled. Returns the file's path.
 */
export async function writeSeed(
  folder: string,
  { people, singles, series }: { people: number; singles: number; series: number },
): Promise<string> {
  const users = Array.from({ length: people }, (_, at) => ({
    address: `person${at + 1}@large.example`,
    displayName: `Person ${at + 1}`,
    events: [
      ...Array.from({ length: singles }, (_, nth) => ({ event: single(nth, singles) })),
      ...Array.from({ length: series }, (_, nth) => weekly(nth)),
    ],
  }))
  const application = {
    displayName: 'Tandem-1',
    secrets: [{ displayName: 'Tandem' }],
    permissions: ['Calendars.ReadWrite', 'User.Read.All'],
  }
  const tenant = { displayName: 'Large', domains: ['large.example'], users, applications: [application] }
  const file = join(folder, 'seed.json')
  await writeFile(file, JSON.stringify({ tenants: [tenant] }))
  return file
}

function single(nth: number, singles: number): object {
  const on = dayText(Date.now() - 60 * day + Math.floor((nth / singles) * 365) * day)
  return { subject: `Viewing ${nth}: 14 Pier Street`, ...content(nth, on) }
}

function weekly(nth: number): object {
  const start = Date.now() - (nth % 60) * day
  const on = dayText(start)
  const range =
    nth % 2 === 0
      ? { type: 'noEnd', startDate: on }
      : { type: 'numbered', startDate: on, numberOfOccurrences: 26 }
  const pattern = { type: 'weekly', interval: 1, daysOfWeek: [weekdays[new Date(start).getUTCDay()]] }
  const later = (weeks: number) => dayText(start + weeks * 7 * day)
  const occurrences = [
    { date: later(10), event: { subject: 'Moved', ...times(nth + 3, later(10)) } },
    { date: later(12), cancelled: true },
  ]
  return {
    event: { subject: `Team meeting ${nth}`, ...content(nth, on), recurrence: { pattern, range } },
    ...(nth % 2 === 0 && { occurrences }),
  }
}

function content(nth: number, on: string): object {
  return {
    body: { contentType: 'html', content: `<p>Bring the folder, and ask for the roof report (${nth}).</p>` },
    location: { displayName: 'Pier 4, Office 2' },
    categories: ['Showing'],
    ...times(nth, on),
  }
}

function times(nth: number, on: string): object {
  const timeZone = zones[nth % zones.length]
  const hour = 8 + (nth % 10)
  const at = (time: number) => ({ dateTime: `${on}T${String(time).padStart(2, '0')}:00:00`, timeZone })
  return { start: at(hour), end: at(hour + 1) }
}

function dayText(moment: number): string {
  return new Date(moment).toISOString().slice(0, 10)
}
