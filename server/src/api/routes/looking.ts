import { idPath } from '@tandem/model/api/paging.ts'
import { type Lookers, lookers, looking } from '@tandem/model/api/routing.ts'
import type { FastifyRequest } from 'fastify'
import { announce } from '../../store/announce.ts'
import type { Db } from '../../store/database.ts'
import { forgetLookers, listLookers, look, lookAway } from '../../store/looking.ts'
import type { Access } from '../access.ts'
import { mustBeConversation } from '../conversation-answer.ts'
import { selfOf } from '../conversation-changes.ts'
import type { ApiDeps, App } from '../deps.ts'

const tags = ['Queues']
const config = { access: ['organisation', 'agent'] satisfies Access[] }
const path = '/conversations/:id/looking'

/** Who else has a conversation open, so that two do not answer it. */
export function lookingRoutes(app: App, { db }: ApiDeps): void {
  app.post(
    path,
    {
      config,
      schema: {
        tags,
        summary: 'Say, every 20 seconds, that you have a conversation open; who else has',
        params: idPath,
        body: looking,
        response: { 200: lookers },
      },
    },
    async (request) =>
      await telling(db, request, async (tx, conversation, userId) => {
        const isGone = await forgetLookers(tx, conversation.id)
        const isNews = userId !== null && (await look(tx, { conversation, userId }, request.body.isWriting))
        return isGone || isNews
      }),
  )
  app.delete(
    path,
    {
      config,
      schema: {
        tags,
        summary: 'Say that you look at something else',
        params: idPath,
        response: { 200: lookers },
      },
    },
    async (request) =>
      await telling(
        db,
        request,
        async (tx, conversation, userId) => userId !== null && (await lookAway(tx, { conversation, userId })),
      ),
  )
}

/** Does something for whoever looks; where that is news, the others are told. Answers who else looks. */
async function telling(
  db: ApiDeps['db'],
  request: FastifyRequest<{ Params: { id: string } }>,
  work: (
    tx: Db,
    conversation: { id: string; organisationId: string },
    userId: string | null,
  ) => Promise<boolean>,
): Promise<Lookers> {
  const userId = selfOf(request)
  return await db.transaction().execute(async (tx) => {
    const { id, organisationId, mailboxId } = await mustBeConversation(tx, request, request.params.id)
    if (await work(tx, { id, organisationId }, userId))
      await announce(tx, { organisationId, topic: 'queue', id: mailboxId })
    return { items: await listLookers(tx, id, userId) }
  })
}
