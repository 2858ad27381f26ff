import {
  contactPage,
  contactPatch,
  contactPath,
  contactQuery,
  deletedContact,
  history,
  mailboxPath,
  shownContact,
} from '@tandem/model/api/contacts.ts'
import { pageQuery } from '@tandem/model/api/paging.ts'
import { contactFields } from '@tandem/model/contact.ts'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { TandemError } from '../../errors.ts'
import { hint } from '../../queue/add.ts'
import { createContacts, deleteContacts, updateContact } from '../../store/contact-edits.ts'
import type { Db } from '../../store/database.ts'
import { contactHistory } from '../../store/record-history.ts'
import { countRecords, getRecord, type ListedRecord, listRecords } from '../../store/record-list.ts'
import { editedVersion, entityTag, parseIfMatch, toContact } from '../contact-view.ts'
import { packCursor, unpackCursor, wrongCursor } from '../cursor.ts'
import type { ApiDeps, App } from '../deps.ts'
import { mailboxOf, mustBeOn } from '../mailbox-path.ts'
import { once } from '../once.ts'

const docs = { tags: ['Contacts'] }
const kind = 'contacts'
const config = { access: 'organisation' as const }
const list = '/mailboxes/:mailbox/contacts'
const single = `${list}/:id`

/** /mailboxes/{mailbox}/contacts: the records of a mailbox, with Microsoft Graph's field names. */
export function contactRoutes(app: App, deps: ApiDeps): void {
  readRoutes(app, deps)
  historyRoute(app, deps)
  createRoute(app, deps)
  updateRoute(app, deps)
  deleteRoute(app, deps)
}

function readRoutes(app: App, { db }: ApiDeps): void {
  app.get(
    list,
    {
      config,
      schema: {
        ...docs,
        summary: 'List and search contacts',
        params: mailboxPath,
        querystring: contactQuery,
        response: { 200: contactPage },
      },
    },
    async (request) => {
      const { search, order, limit, cursor, total } = request.query
      const [givenOrder, place = '', id = ''] = unpackCursor(cursor, 3) ?? []
      const { id: mailboxId } = await mailboxOf(request, db, request.params.mailbox)
      if (givenOrder !== undefined && givenOrder !== order) throw wrongCursor()
      const after = givenOrder === undefined ? undefined : { place, id }
      const [rows, count] = await Promise.all([
        listRecords(db, { mailboxId, kind, search, order, limit: limit + 1, after }),
        total ? countRecords(db, { mailboxId, kind, search }) : undefined,
      ])
      const items = rows.slice(0, limit)
      const last = items.at(-1)
      const nextCursor = rows.length > limit && last ? packCursor([order, last.place, last.id]) : null
      return { items: items.map(toContact), nextCursor, ...(count !== undefined && { total: count }) }
    },
  )
  app.get(
    single,
    {
      config,
      schema: { ...docs, summary: 'Read a contact', params: contactPath, response: { 200: shownContact } },
    },
    async (request, reply) => {
      const { id: mailboxId } = await mailboxOf(request, db, request.params.mailbox)
      return answer(reply, await mustExist(db, mailboxId, request.params.id))
    },
  )
}

function historyRoute(app: App, { db }: ApiDeps): void {
  app.get(
    `${single}/history`,
    {
      config,
      schema: {
        ...docs,
        summary: 'What happened to a contact, newest first; also of a deleted one',
        params: contactPath,
        querystring: pageQuery,
        response: { 200: history },
      },
    },
    async (request) => {
      const { id: mailboxId } = await mailboxOf(request, db, request.params.mailbox)
      const { cursor, limit } = request.query
      const [before] = unpackCursor(cursor, 1) ?? []
      const rows = await contactHistory(db, {
        mailboxId,
        recordId: request.params.id,
        before,
        limit: limit + 1,
      })
      if (rows.length === 0 && before === undefined) await mustExist(db, mailboxId, request.params.id)
      const items = rows.slice(0, limit)
      const last = items.at(-1)
      return { items, nextCursor: rows.length > limit && last ? packCursor([last.seq]) : null }
    },
  )
}

function createRoute(app: App, { db }: ApiDeps): void {
  app.post(
    list,
    {
      config,
      schema: {
        ...docs,
        summary: 'Create a contact',
        params: mailboxPath,
        body: contactFields,
        response: { 201: shownContact },
      },
    },
    async (request, reply) => {
      const mailbox = await mailboxOf(request, db, request.params.mailbox)
      mustBeOn(mailbox)
      const contact = await once(request, reply, db, {
        status: 201,
        work: async (tx) => {
          const [made] = await createContacts(tx, mailbox, [request.body], 'api')
          await hintPush(tx, mailbox.id)
          return toContact(await mustExist(tx, mailbox.id, made!.id))
        },
      })
      reply.header('location', `/api/v1/mailboxes/${mailbox.id}/contacts/${contact.id}`)
      reply.header('etag', entityTag(contact.version))
      return contact
    },
  )
}

function updateRoute(app: App, { db }: ApiDeps): void {
  app.patch(
    single,
    {
      config,
      schema: {
        ...docs,
        summary: 'Change fields of a contact',
        params: contactPath,
        body: contactPatch,
        response: { 200: shownContact },
      },
    },
    async (request, reply) => {
      const { version: inBody, ...changes } = request.body
      const version = editedVersion(request.headers['if-match'], inBody)
      const mailbox = await mailboxOf(request, db, request.params.mailbox)
      mustBeOn(mailbox)
      const { id } = request.params
      const write = once(request, reply, db, {
        status: 200,
        work: async (tx) => {
          await updateContact(tx, mailbox, id, version, changes)
          await hintPush(tx, mailbox.id)
          return toContact(await mustExist(tx, mailbox.id, id))
        },
      })
      const contact = await write.catch((error) =>
        tellCurrentVersion(request, reply, db, { mailbox, id, error }),
      )
      reply.header('etag', entityTag(contact.version))
      return contact
    },
  )
}

function deleteRoute(app: App, { db }: ApiDeps): void {
  app.delete(
    single,
    {
      config,
      schema: {
        ...docs,
        summary: 'Delete a contact',
        params: contactPath,
        response: { 200: deletedContact },
      },
    },
    async (request, reply) => {
      const expected = parseIfMatch(request.headers['if-match'])
      const version = expected === '*' ? undefined : expected
      const mailbox = await mailboxOf(request, db, request.params.mailbox)
      mustBeOn(mailbox)
      const { id } = request.params
      const write = once(request, reply, db, {
        status: 200,
        work: async (tx) => {
          await deleteContacts(tx, mailbox, [{ id, version }])
          await hintPush(tx, mailbox.id)
          return { id }
        },
      })
      return await write.catch((error) => tellCurrentVersion(request, reply, db, { mailbox, id, error }))
    },
  )
}

async function mustExist(db: Db, mailboxId: string, id: string): Promise<ListedRecord> {
  const row = await getRecord(db, { mailboxId, kind }, id)
  if (row !== undefined) return row
  throw new TandemError('not-found', `There is no contact ${id} in this mailbox: it may have been deleted.`)
}

async function hintPush(tx: Db, mailboxId: string): Promise<void> {
  await hint(tx, [{ mailboxId, task: 'push:contacts', reason: 'edit' }])
}

function answer(reply: FastifyReply, row: ListedRecord) {
  reply.header('etag', entityTag(row.version))
  return toContact(row)
}

/** A stale edit is answered with the version that is current, so that the caller can read, merge and send again. */
async function tellCurrentVersion(
  request: FastifyRequest,
  reply: FastifyReply,
  db: Db,
  edit: { mailbox: { id: string }; id: string; error: unknown },
): Promise<never> {
  if (edit.error instanceof TandemError && edit.error.code === 'stale-version') {
    const row = await getRecord(db, { mailboxId: edit.mailbox.id, kind }, edit.id)
    if (row !== undefined) {
      reply.header('etag', entityTag(row.version))
      request.problemExtras = { currentVersion: row.version }
      // The place in a list of edits is none of a caller who sent one.
      throw new TandemError('stale-version', edit.error.message)
    }
  }
  throw edit.error
}
