import { idPath } from '@tandem/model/api/paging.ts'
import {
  type Conversation,
  conversation,
  mergeConversation,
  partConversation as partBody,
  patchConversation,
} from '@tandem/model/api/queues.ts'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { TandemError } from '../../errors.ts'
import { askToRoute } from '../../routing/ask.ts'
import { announce } from '../../store/announce.ts'
import { type HeldConversation, holdForAct, partConversation } from '../../store/conversation-acts.ts'
import { addEvents } from '../../store/conversation-events.ts'
import {
  announceConversations,
  getConversation,
  mergeConversations,
  recount,
} from '../../store/conversations.ts'
import type { Db } from '../../store/database.ts'
import { getInbound } from '../../store/inbound-messages.ts'
import { seeingWholeOrganisation } from '../../store/scope.ts'
import { type Access, organisationScope, principalName } from '../access.ts'
import { mustBeConversation, noConversation, toConversation } from '../conversation-answer.ts'
import { changeConversation, takeConversation } from '../conversation-changes.ts'
import type { ApiDeps, App } from '../deps.ts'
import { once } from '../once.ts'

const tags = ['Queues']
const config = { access: ['organisation', 'agent'] satisfies Access[] }
const path = '/conversations/:id'

/** What is done with conversations: who has them, where they are, what belongs together. */
export function conversationActRoutes(app: App, { db }: ApiDeps): void {
  const act = { db, config }
  app.patch(
    path,
    {
      config,
      schema: {
        tags,
        summary:
          'Hand a conversation over, put it back, off or into another queue, close it or open it again',
        params: idPath,
        body: patchConversation,
        response: { 200: conversation },
      },
    },
    async (request, reply) =>
      await acting(act, request, reply, async (tx, held) => {
        await seeingWholeOrganisation(
          tx,
          async () => await changeConversation(tx, request, held, request.body),
        )
        return held.id
      }),
  )
  app.post(
    `${path}/take`,
    {
      config,
      schema: {
        tags,
        summary: 'Take a conversation that nobody has',
        params: idPath,
        response: { 200: conversation },
      },
    },
    async (request, reply) =>
      await acting(act, request, reply, async (tx, held) => {
        await takeConversation(tx, request, held)
        return held.id
      }),
  )
  togetherRoutes(app, act)
}

/** Which messages belong together, where mails do not say it. */
function togetherRoutes(app: App, act: { db: ApiDeps['db'] }): void {
  app.post(
    `${path}/merge`,
    {
      config,
      schema: {
        tags,
        summary: 'Make a conversation one with another',
        params: idPath,
        body: mergeConversation,
        response: { 200: conversation },
      },
    },
    async (request, reply) =>
      await acting(act, request, reply, async (tx, held) => {
        const { into } = request.body
        if (into === held.id)
          throw new TandemError('invalid-input', 'Name another conversation: this is the same one.')
        const target = await holdForAct(tx, into, organisationScope(request))
        if (target?.organisationId !== held.organisationId) throw noConversation()
        await mergeConversations(tx, [{ from: held.id, to: into }], principalName(request))
        await recount(tx, [into])
        return into
      }),
  )
  app.post(
    `${path}/part`,
    {
      config,
      schema: {
        tags,
        summary: 'From a message on make it a conversation of its own',
        params: idPath,
        body: partBody,
        response: { 200: conversation },
      },
    },
    async (request, reply) =>
      await acting(act, request, reply, async (tx, held) => {
        const message = await getInbound(tx, request.body.messageId, organisationScope(request))
        const { messages } = await mustBeConversation(tx, request, held.id)
        if (message?.conversationId !== held.id || messages < 2)
          throw new TandemError(
            'invalid-input',
            'Name a message of this conversation; one that has a single message has nothing to be parted.',
          )
        const parted = await partConversation(tx, held.id, message.id)
        await recount(tx, [parted])
        if ((await recount(tx, [held.id])) === 0)
          throw new TandemError('invalid-input', 'This is its first message: nothing would be left.')
        const actor = principalName(request)
        await addEvents(tx, [
          { conversationId: held.id, kind: 'parted', actor },
          { conversationId: parted, kind: 'parted', actor },
        ])
        return parted
      }),
  )
}

/** One act on a conversation, in one transaction; `work` returns which one is answered. */
async function acting(
  { db }: { db: ApiDeps['db'] },
  request: FastifyRequest<{ Params: { id: string } }>,
  reply: FastifyReply,
  work: (tx: Db, held: HeldConversation) => Promise<string>,
): Promise<Conversation> {
  return await once(request, reply, db, {
    status: 200,
    work: async (tx) => {
      const held = await holdForAct(tx, request.params.id, organisationScope(request))
      if (!held) throw noConversation()
      const { mailboxId, organisationId } = held
      const before = await mustBeConversation(tx, request, held.id)
      const id = await work(tx, held)
      await askToRoute(tx, organisationId)
      // Those of the queue that it was in, and of the one that it is in.
      await announce(tx, { organisationId, topic: 'queue', id: mailboxId })
      await seeingWholeOrganisation(tx, async () => await announceConversations(tx, [id]))
      // What the act took out of the caller’s sight is answered as it was before.
      return toConversation((await getConversation(tx, id, organisationId)) ?? before)
    },
  })
}
