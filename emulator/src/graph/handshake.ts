import { STATUS_CODES } from 'node:http'
import type { World } from '../tenant/world.ts'
import { GraphError, refuse } from './errors.ts'

/**
 * POST with `validationToken`; the answer must be 200 with the token as text. (The service demands https from everybody; here
 * http is allowed to this machine, see subscriptions.ts.)
 */
export async function handshake(world: World, url: string, limit: number): Promise<void> {
  const token = `Validation: Testing client application reachability for subscription Request-Id: ${world.ids.guid()}`
  const target = new URL(url)
  target.searchParams.set('validationToken', token)
  const signal = AbortSignal.timeout(limit)
  try {
    const response = await fetch(target, {
      method: 'POST',
      headers: { 'content-type': 'text/plain; charset=utf-8' },
      signal,
    })
    const text = await response.text()
    if (response.status !== 200) {
      throw refuse.validation(
        `Subscription validation request failed. HTTP status code is '${STATUS_CODES[response.status]?.replaceAll(' ', '')}'. Notification endpoint must respond with 200 OK to validation request.`,
      )
    }
    if (text !== token || !/^text\/plain/i.test(response.headers.get('content-type') ?? '')) {
      throw refuse.validation(
        'Subscription validation request failed. Response must exactly match validationToken query parameter.',
      )
    }
  } catch (error) {
    if (error instanceof GraphError) throw error
    throw refuse.validation(
      signal.aborted
        ? 'Subscription validation request timed out.'
        : 'Subscription validation request failed. Notification endpoint must respond with 200 OK to validation request.',
    )
  }
}
