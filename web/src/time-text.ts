const steps: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 365 * 86_400],
  ['month', 30 * 86_400],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
]

/** “3 minutes ago”, “in 2 days”; within a minute “just now” or “in a moment”. `now` in milliseconds. */
export function agoText(at: string, now: number, locale?: string): string {
  const seconds = (Date.parse(at) - now) / 1000
  // Clocks of two machines differ a little; nobody wants to read "in 2 seconds" about the past.
  if (Math.abs(seconds) < 60) return seconds < 10 ? 'just now' : 'in a moment'
  const [unit, length] = steps.find(([, size]) => Math.abs(seconds) >= size) ?? ['minute', 60]
  return new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(Math.trunc(seconds / length), unit)
}

/** Date and time in the person's zone and language. */
export function momentText(at: string): string {
  return new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' }).format(new Date(at))
}

export function dateText(at: string): string {
  return new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' }).format(new Date(at))
}

/** Hour and minute; the day with it unless that is today. */
export function clockText(at: string): string {
  const isToday = new Date(at).toDateString() === new Date().toDateString()
  return isToday
    ? hourText(at)
    : new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(at))
}

export function hourText(at: string): string {
  return new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit' }).format(new Date(at))
}

export function numberText(value: number): string {
  return new Intl.NumberFormat().format(value)
}
