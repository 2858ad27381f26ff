import type { FastifyRequest } from 'fastify'
import { TandemError } from '../errors.ts'

/** The origins that are ours: the public one, and the address this request was sent to. */
export function ownOrigins(publicUrl: string, host: string | undefined): string[] {
  const origins = [new URL(publicUrl).origin]
  if (host !== undefined) origins.push(`http://${host}`, `https://${host}`)
  return origins
}

/**
 * Refuses a write that a browser carries out for a page of somebody else (CSRF). Browsers send `Origin` with every
 * such request (Fetch standard, "append a request Origin header"), so its absence is refused too.
 */
export function mustBeSameOrigin(request: FastifyRequest, publicUrl: string): void {
  if (request.method === 'GET' || request.method === 'HEAD' || request.method === 'OPTIONS') return
  const { origin } = request.headers
  if (origin !== undefined && ownOrigins(publicUrl, request.host).includes(origin)) return
  throw new TandemError(
    'not-allowed',
    'Writes with a session cookie are only taken from our own page (header Origin). Programs use an API key instead.',
  )
}
