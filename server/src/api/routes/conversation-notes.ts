import { idPath } from '@tandem/model/api/paging.ts'
import { createNote, note } from '@tandem/model/api/queues.ts'
import { TandemError } from '../../errors.ts'
import { searchable } from '../../lib/search-text.ts'
import { announce } from '../../store/announce.ts'
import { addNote } from '../../store/conversation-notes.ts'
import { getConversation, holdConversation } from '../../store/conversations.ts'
import { type Access, organisationScope, principalName } from '../access.ts'
import type { ApiDeps, App } from '../deps.ts'
import { toNote } from '../note-answer.ts'
import { once } from '../once.ts'

/** /conversations/{id}/notes: what colleagues write to each other about it; never sent to anybody. */
export function conversationNoteRoutes(app: App, { db }: ApiDeps): void {
  app.post(
    '/conversations/:id/notes',
    {
      config: { access: ['organisation', 'agent'] satisfies Access[] },
      schema: {
        tags: ['Queues'],
        summary: 'Add an internal note to a conversation; it is never sent',
        params: idPath,
        body: createNote,
        response: { 201: note },
      },
    },
    async (request, reply) =>
      await once(request, reply, db, {
        status: 201,
        work: async (tx) => {
          const { id } = request.params
          const row = await getConversation(tx, id, organisationScope(request))
          if (!row || !(await holdConversation(tx, id)))
            throw new TandemError(
              'not-found',
              'There is no such conversation, or it has become one with another: list them again.',
            )
          const { organisationId, mailboxId } = row
          const { text } = request.body
          const author = principalName(request)
          const added = await addNote(
            tx,
            { id: mailboxId, organisationId },
            { conversationId: id, author, text, search: searchable(text) },
          )
          await announce(tx, { organisationId, topic: 'queue', id: mailboxId })
          return toNote(added)
        },
      }),
  )
}
