import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** The token of the control interface: kept in `<data>/control-token` (mode 0600), or new at every start. */
export function controlToken(data: string | undefined): string {
  if (data === undefined) return randomBytes(32).toString('base64url')
  const file = join(data, 'control-token')
  if (existsSync(file)) return readFileSync(file, 'utf8').trim()
  const token = randomBytes(32).toString('base64url')
  writeFileSync(file, `${token}\n`, { mode: 0o600 })
  return token
}

/** True when an `Authorization` header carries the token; takes the same time for every wrong one. */
export function carriesToken(header: string | undefined, token: string): boolean {
  const given = /^Bearer (.+)$/i.exec(header ?? '')?.[1] ?? ''
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given), digest(token))
}
