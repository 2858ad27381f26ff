import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { TandemError } from '../../errors.ts'
import type { NotificationAnswer } from '../../providers/provider.ts'
import { type Hint, hint } from '../../queue/add.ts'
import type { MailboxTask } from '../../queue/payloads.ts'
import type { Database } from '../../store/database.ts'
import { findSubscriptions, noteNotified } from '../../store/subscriptions.ts'
import type { ApiDeps, App } from '../deps.ts'

type Notice = NotificationAnswer['hints'][number]

/**
 * /hooks/{method}: where services tell us that something changed. They say nothing that we trust: the secret of the
 * subscription must be right, and then we look ourselves. Unknown senders learn nothing.
 */
export function hookRoutes(app: App, deps: ApiDeps): void {
  app.register((hooks, _options, done) => {
    // Some services post their handshake without a content type, or as text.
    hooks.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, parsed) => parsed(null, body))
    hooks.post(
      '/hooks/:method',
      {
        config: { access: 'public' },
        bodyLimit: 2 * 1024 * 1024,
        schema: { hide: true, params: z.object({ method: z.string() }) },
      },
      async (request, reply) => {
        const { method } = request.params as { method: string }
        const read = deps.providers[method]?.notification
        if (read === undefined) throw new TandemError('not-found', `Nobody sends notifications as ${method}.`)
        const answer = read(toNotification(request))
        if (answer.hints.length > 0) await takeHints(deps.db, request, answer.hints)
        if (answer.contentType !== undefined) reply.type(answer.contentType)
        return reply.status(answer.status).send(answer.body ?? '')
      },
    )
    done()
  })
}

function toNotification(request: FastifyRequest) {
  const single = (value: unknown) => (typeof value === 'string' ? value : undefined)
  const query = Object.entries(request.query as Record<string, unknown>)
  const headers = Object.entries(request.headers)
  return {
    query: Object.fromEntries(query.map(([name, value]) => [name, single(value)])),
    headers: Object.fromEntries(headers.map(([name, value]) => [name, single(value)])),
    body: request.body,
  }
}

async function takeHints(db: Database, request: FastifyRequest, notices: Notice[]): Promise<void> {
  const found = await findSubscriptions(db, [...new Set(notices.map((notice) => notice.subscriptionId))])
  const known = new Map(found.map((subscription) => [subscription.id, subscription]))
  const proven = notices.filter((notice) => {
    const subscription = known.get(notice.subscriptionId)
    return subscription !== undefined && isSame(notice.secret, subscription.secret)
  })
  if (proven.length < notices.length) {
    request.log.info({ ignored: notices.length - proven.length }, 'notifications of unknown subscriptions')
  }
  if (proven.length === 0) return
  const hints: Hint[] = proven.flatMap((notice) => {
    const { mailboxId, kind } = known.get(notice.subscriptionId)!
    return tasksFor(notice.kind).map((task) => ({
      mailboxId,
      task: `${task}:${kind}` as MailboxTask,
      reason: 'notification',
    }))
  })
  const lost = proven.filter((notice) => notice.kind === 'lost').map((notice) => notice.subscriptionId)
  await db.transaction().execute(async (tx) => {
    await noteNotified(
      tx,
      proven.map((notice) => notice.subscriptionId),
      lost,
    )
    await hint(tx, hints)
  })
}

function tasksFor(kind: Notice['kind']): ('pull' | 'watch')[] {
  if (kind === 'pull') return ['pull']
  return kind === 'renew' ? ['watch'] : ['watch', 'pull']
}

/** Compared by their hashes, so that the time taken tells neither length nor letters. */
function isSame(given: string, expected: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(hash(given), hash(expected))
}
