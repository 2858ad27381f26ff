import type { Supervision } from '../../routing-api.ts'

/** “45 s”, “12 min”, “1 h 05 min”, “2 d 3 h”: for how long somebody has waited. */
export function waitedText(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000))
  const minutes = Math.floor(seconds / 60)
  const hours = Math.floor(minutes / 60)
  if (minutes < 1) return `${seconds} s`
  if (hours < 1) return `${minutes} min ${pad(seconds % 60)} s`
  if (hours < 24) return `${hours} h ${pad(minutes % 60)} min`
  return `${Math.floor(hours / 24)} d ${hours % 24} h`
}

/** How many of the answers were in time, in whole percent; undefined: none was promised, or none was given. */
export function keptPercent({
  answered,
  kept,
}: Pick<Supervision['queues'][number], 'answered' | 'kept'>): number | undefined {
  return kept === null || answered === 0 ? undefined : Math.floor((kept / answered) * 100)
}

type Hour = Supervision['hours'][number]

/** Sums over the span. */
export function sums(hours: Hour[]): Omit<Hour, 'at'> {
  const sum = (name: keyof Omit<Hour, 'at'>) => hours.reduce((total, hour) => total + hour[name], 0)
  return { came: sum('came'), answered: sum('answered'), closed: sum('closed'), late: sum('late') }
}

function pad(value: number): string {
  return String(value).padStart(2, '0')
}
