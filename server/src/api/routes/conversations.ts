import { idPath } from '@tandem/model/api/paging.ts'
import {
  type Conversation,
  conversation,
  conversationPage,
  conversationQuery,
  type InboundMessage,
  patchConversation,
  wholeConversation,
} from '@tandem/model/api/queues.ts'
import type { FastifyRequest } from 'fastify'
import { TandemError } from '../../errors.ts'
import { searchable } from '../../lib/search-text.ts'
import { type Room, withInlineParts } from '../../mail/inbound/inline-parts.ts'
import { type RawStore, rawStoreIn } from '../../mail/inbound/raw-store.ts'
import { announce } from '../../store/announce.ts'
import { listNotes } from '../../store/conversation-notes.ts'
import {
  type ConversationRow,
  getConversation,
  listConversations,
  setConversationState,
} from '../../store/conversations.ts'
import type { Db } from '../../store/database.ts'
import { type InboundRow, listInbound } from '../../store/inbound-messages.ts'
import { listAnswers } from '../../store/outgoing.ts'
import { type Access, organisationScope } from '../access.ts'
import { unpackCursor } from '../cursor.ts'
import type { ApiDeps, App } from '../deps.ts'
import { toAnswers } from '../message-answer.ts'
import { toNote } from '../note-answer.ts'
import { once } from '../once.ts'
import { toPage } from '../to-page.ts'

const tags = ['Queues']
const config = { access: ['organisation', 'agent'] satisfies Access[] }

/** /conversations: the mail of queues, by what belongs together. */
export function conversationRoutes(app: App, { db, config: settings }: ApiDeps): void {
  const store = rawStoreIn(settings.mailFolder)
  app.get(
    '/conversations',
    {
      config,
      schema: {
        tags,
        summary: 'Conversations, newest activity first',
        querystring: conversationQuery,
        response: { 200: conversationPage },
      },
    },
    async (request) => {
      const { queue: mailboxId, state, search = '', limit, cursor } = request.query
      const place = unpackCursor(cursor, 2)
      const rows = await listConversations(db, {
        organisationId: organisationScope(request),
        mailboxId,
        state,
        words: searchable(search).split(/\s+/u),
        after: place && { at: place[0]!, newest: place[1]! },
        limit: limit + 1,
      })
      return toPage(rows, limit, toConversation, (row) => [row.lastAt, row.newest])
    },
  )
  app.get(
    '/conversations/:id',
    {
      config,
      schema: {
        tags,
        summary: 'A conversation with its newest 100 messages, oldest first',
        params: idPath,
        response: { 200: wholeConversation },
      },
    },
    async (request) => {
      const row = await mustExist(db, request, request.params.id)
      const messages = await listInbound(db, row.id)
      return {
        ...toConversation(row),
        items: await toInbounds(store, messages),
        answers: toAnswers(await listAnswers(db, row.id), messages),
        notes: (await listNotes(db, row.id)).map(toNote),
      }
    },
  )
  app.patch(
    '/conversations/:id',
    {
      config,
      schema: {
        tags,
        summary: 'Close a conversation, or open it again',
        params: idPath,
        body: patchConversation,
        response: { 200: conversation },
      },
    },
    async (request, reply) =>
      await once(request, reply, db, {
        status: 200,
        work: async (tx) => {
          const { id } = request.params
          const { organisationId, mailboxId } = await mustExist(tx, request, id)
          await setConversationState(tx, id, request.body.state)
          await announce(tx, { organisationId, topic: 'queue', id: mailboxId })
          return toConversation(await mustExist(tx, request, id))
        },
      }),
  )
}

async function mustExist(db: Db, request: FastifyRequest, id: string): Promise<ConversationRow> {
  const row = await getConversation(db, id, organisationScope(request))
  if (row) return row
  throw new TandemError(
    'not-found',
    'There is no such conversation, or it has become one with another: list them again.',
  )
}

/** A conversation's row as it is answered. */
export function toConversation(row: ConversationRow): Conversation {
  const { mailboxId, organisationId: _, newest: _newest, sender, firstAt, lastAt, ...rest } = row
  return {
    ...rest,
    queueId: mailboxId,
    from: sender,
    firstAt: new Date(firstAt).toISOString(),
    lastAt: new Date(lastAt).toISOString(),
  }
}

/** Letters of pictures in one answer; the newest messages get them first. */
const mostPictures = 20_000_000

async function toInbounds(store: RawStore, rows: InboundRow[]): Promise<InboundMessage[]> {
  const room = { letters: mostPictures }
  const items: InboundMessage[] = []
  for (const row of rows.toReversed()) items.unshift(await toInbound(store, row, room))
  return items
}

async function toInbound(store: RawStore, row: InboundRow, room: Room): Promise<InboundMessage> {
  const { id, kind, messageId, receivedAt, raw } = row
  const { bounce: _, ...content } = row.content
  const html = content.html === null ? null : await withInlineParts(store, raw, content.html, room)
  return { id, kind, messageId, receivedAt: new Date(receivedAt).toISOString(), ...content, html }
}
