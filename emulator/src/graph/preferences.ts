import { zoneOf } from '../tenant/zones.ts'
import type { WireRequest } from '../wire.ts'
import { refuse } from './errors.ts'
import { type ShownZone, utc } from './stamps.ts'

/** `Prefer: outlook.timezone="W. Europe Standard Time"`: Windows or tz database names; 400 for others (seen in public issues). */
export function preferredZone(request: WireRequest): ShownZone {
  const name = /outlook\.timezone\s*=\s*"?([^",;]+)"?/i.exec(request.headers.prefer ?? '')?.[1]?.trim()
  if (name === undefined) return utc
  const zone = zoneOf(name)
  if (zone === undefined) throw refuse.timeZone(name)
  return { name, zone }
}

/** `Prefer: outlook.body-content-type="text"` */
export function prefersText(request: WireRequest): boolean {
  return /outlook\.body-content-type\s*=\s*"?text"?/i.test(request.headers.prefer ?? '')
}

/** `Preference-Applied` for what of the above was asked for. */
export function appliedPreferences(request: WireRequest): Record<string, string> {
  const asked = /outlook\.(timezone|body-content-type)\s*=\s*("[^"]*"|[^,;"]+)/gi
  const applied = [...(request.headers.prefer ?? '').matchAll(asked)].map(([text]) => text.trim())
  return applied.length === 0 ? {} : { 'preference-applied': applied.join(', ') }
}
