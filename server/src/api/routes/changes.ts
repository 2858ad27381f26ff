import { changePage, changeQuery } from '@tandem/model/api/changes.ts'
import { type FeedPage, type FeedWish, readChanges } from '../../store/change-feed.ts'
import type { Db } from '../../store/database.ts'
import { mustSeeOrganisation, organisationScope } from '../access.ts'
import type { ChangeHub } from '../change-hub.ts'
import type { ApiDeps, App } from '../deps.ts'
import { packPlace, placeOf } from '../feed-cursor.ts'
import { mailboxOf } from '../mailbox-path.ts'

/** /changes: every change of every record once, in an order that skips nothing. */
export function changeRoutes(app: App, { db }: ApiDeps): void {
  app.get(
    '/changes',
    {
      config: { access: ['organisation', 'agent'] },
      schema: {
        tags: ['Changes'],
        summary: 'Read the change feed; with `wait`, until there is something',
        querystring: changeQuery,
        response: { 200: changePage },
      },
    },
    async (request) => {
      const { cursor, limit, mailbox, organisation, wait } = request.query
      if (organisation !== undefined) mustSeeOrganisation(request, organisation)
      const mailboxId = mailbox === undefined ? undefined : (await mailboxOf(request, db, mailbox)).id
      const after = await placeOf(db, cursor)
      const wish = { after, limit, mailboxId, organisationId: organisation ?? organisationScope(request) }
      const signal = AbortSignal.any([request.signal, app.closing])
      const page = await readOrWait({ db, hub: app.changeHub }, wish, Date.now() + wait * 1000, signal)
      return {
        items: page.items.map(({ xact: _xact, seq: _seq, ...change }) => change),
        nextCursor: packPlace(page.next),
      }
    },
  )
}

/** Reads; if there is nothing, listens and reads again until there is something or the time is over. */
async function readOrWait(
  source: { db: Db; hub: ChangeHub },
  wish: FeedWish,
  until: number,
  signal: AbortSignal,
): Promise<FeedPage> {
  let wake: () => void = () => undefined
  const unsubscribe = source.hub.subscribe(wish.organisationId, (event) => {
    if (event.topic === 'change' || event.topic === 'lost') wake()
  })
  signal.addEventListener('abort', () => wake())
  try {
    for (let next = wish; ; ) {
      let timer: ReturnType<typeof setTimeout> | undefined
      // Ready to be woken before the reading: a change that commits right after it is not overlooked.
      const woken = new Promise<void>((done) => {
        wake = done
      })
      const page = await readChanges(source.db, next)
      const left = until - Date.now()
      if (page.items.length > 0 || left <= 0 || signal.aborted) return page
      next = { ...next, after: page.next }
      const timeUp = new Promise<void>((done) => {
        timer = setTimeout(done, page.held ? Math.min(left, 40) : left)
      })
      await Promise.race([woken, timeUp]).finally(() => clearTimeout(timer))
    }
  } finally {
    unsubscribe()
  }
}
