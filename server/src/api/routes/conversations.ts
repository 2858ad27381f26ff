import { idPath } from '@tandem/model/api/paging.ts'
import {
  conversationPage,
  conversationQuery,
  type InboundMessage,
  wholeConversation,
} from '@tandem/model/api/queues.ts'
import type { FastifyRequest } from 'fastify'
import { TandemError } from '../../errors.ts'
import { searchable } from '../../lib/search-text.ts'
import { type Room, withInlineParts } from '../../mail/inbound/inline-parts.ts'
import { openRawStore } from '../../mail/inbound/open-raw-store.ts'
import type { RawStore } from '../../mail/inbound/raw-store.ts'
import { listEvents } from '../../store/conversation-events.ts'
import { listConversations } from '../../store/conversation-list.ts'
import { listNotes } from '../../store/conversation-notes.ts'
import { type InboundRow, listInbound } from '../../store/inbound-messages.ts'
import { listLookers } from '../../store/looking.ts'
import { listAnswers } from '../../store/outgoing.ts'
import { type Access, organisationScope } from '../access.ts'
import { mustBeConversation, toConversation } from '../conversation-answer.ts'
import { selfOf } from '../conversation-changes.ts'
import { unpackCursor } from '../cursor.ts'
import type { ApiDeps, App } from '../deps.ts'
import { toAnswers } from '../message-answer.ts'
import { toNote } from '../note-answer.ts'
import { toPage } from '../to-page.ts'

const tags = ['Queues']
const config = { access: ['organisation', 'agent'] satisfies Access[] }

/** /conversations: the mail of queues, by what belongs together. */
export function conversationRoutes(app: App, { db, config: settings }: ApiDeps): void {
  const store = openRawStore(settings)
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
      const { queue: mailboxId, state, owner, search = '', limit, cursor } = request.query
      const place = unpackCursor(cursor, 2)
      const rows = await listConversations(db, {
        organisationId: organisationScope(request),
        mailboxId,
        state,
        ownerId: ownerOf(request, owner),
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
      const row = await mustBeConversation(db, request, request.params.id)
      const messages = await listInbound(db, row.id)
      return {
        ...toConversation(row),
        items: await toInbounds(store, messages),
        answers: toAnswers(await listAnswers(db, row.id), messages),
        notes: (await listNotes(db, row.id)).map(toNote),
        events: (await listEvents(db, row.id)).map((event) => ({ ...event, at: event.at.toISOString() })),
        lookers: await listLookers(db, row.id, selfOf(request)),
      }
    },
  )
}

/** Whose conversations are asked for; `null`: nobody's, undefined: everybody's. */
function ownerOf(request: FastifyRequest, wish: string | undefined): string | null | undefined {
  if (wish === 'none') return null
  if (wish !== 'me') return wish
  const self = selfOf(request)
  if (self !== null) return self
  throw new TandemError('invalid-input', 'A program has no conversations of its own: name a person’s id.')
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
  const { id, kind, messageId, receivedAt, erasedAt, raw } = row
  const { bounce: _, ...content } = row.content
  const html = content.html === null ? null : await withInlineParts(store, raw, content.html, room)
  const moments = {
    receivedAt: new Date(receivedAt).toISOString(),
    erasedAt: erasedAt && new Date(erasedAt).toISOString(),
  }
  return { id, kind, messageId, ...moments, invitation: null, ...content, html }
}
