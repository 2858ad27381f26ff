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
import { createContacts, deleteContacts, updateContact } from '../../store/contact-edits.ts'
import { countRecords } from '../../store/record-list.ts'
import type { Access } from '../access.ts'
import type { ApiDeps, App } from '../deps.ts'
import { mailboxOf, mustBeOn } from '../mailbox-path.ts'
import {
  answerRecord,
  historyPage,
  mustExist,
  recordPage,
  removeRecord,
  writeRecord,
} from '../record-answers.ts'
import { editedVersion, toContact, versionToDelete } from '../record-view.ts'

const docs = { tags: ['Contacts'] }
const kind = 'contacts'
const config = { access: ['organisation', 'agent'] satisfies Access[] }
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
      const { id: mailboxId } = await mailboxOf(request, db, request.params.mailbox)
      const { search, total } = request.query
      const [page, count] = await Promise.all([
        recordPage(db, { mailboxId, kind }, request.query, toContact),
        total ? countRecords(db, { mailboxId, kind, search }) : undefined,
      ])
      return { ...page, ...(count !== undefined && { total: count }) }
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
      return answerRecord(reply, toContact(await mustExist(db, { mailboxId, kind }, request.params.id)))
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
      return await historyPage(db, { mailboxId, kind }, request.params.id, request.query)
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
      return await writeRecord(request, reply, db, {
        kept: { mailboxId: mailbox.id, kind },
        status: 201,
        show: toContact,
        work: async (tx) => {
          const [made] = await createContacts(tx, mailbox, [request.body], 'api')
          return made!.id
        },
      })
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
      return await writeRecord(request, reply, db, {
        kept: { mailboxId: mailbox.id, kind },
        status: 200,
        show: toContact,
        work: async (tx) => {
          await updateContact(tx, mailbox, id, version, changes)
          return id
        },
      })
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
      const version = versionToDelete(request.headers['if-match'])
      const mailbox = await mailboxOf(request, db, request.params.mailbox)
      mustBeOn(mailbox)
      const { id } = request.params
      return await removeRecord(request, reply, db, {
        kept: { mailboxId: mailbox.id, kind },
        id,
        work: async (tx) => await deleteContacts(tx, mailbox, [{ id, version }]),
      })
    },
  )
}
