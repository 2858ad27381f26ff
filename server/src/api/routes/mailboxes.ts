import {
  addedMailboxes,
  addMailboxes,
  mailbox,
  mailboxList,
  mailboxPath,
  mailboxQuery,
  patchMailbox,
  switchedMailboxes,
  switchMailboxes,
} from '@tandem/model/api/mailboxes.ts'
import { idPath } from '@tandem/model/api/paging.ts'
import type { FastifyRequest } from 'fastify'
import type { z } from 'zod'
import { getConnection, holdConnection } from '../../store/connections.ts'
import type { Db } from '../../store/database.ts'
import { listMailboxes } from '../../store/mailbox-list.ts'
import { addTypedMailboxes, findMailbox, type MailboxRow } from '../../store/mailboxes.ts'
import { type Access, organisationScope } from '../access.ts'
import { unpackCursor } from '../cursor.ts'
import type { ApiDeps, App } from '../deps.ts'
import { mailboxAnswer, mailboxAnswers } from '../mailbox-answer.ts'
import { editMailbox, switchMailboxesOff, switchMailboxesOn } from '../mailbox-edits.ts'
import { fieldNames, noteAct, noteConnection } from '../note-act.ts'
import { once } from '../once.ts'
import { toPage } from '../to-page.ts'

const tags = ['Mailboxes']
const access: Access[] = ['operator', 'organisation']
/** Mailboxes that one entry of the audit log names. */
const mostNamed = 500

/** /mailboxes: found in the directory or typed, switched on one by one or many at once. */
export function mailboxRoutes(app: App, deps: ApiDeps): void {
  listRoutes(app, deps)
  ofConnection(app, deps)
  oneMailbox(app, deps)
}

function listRoutes(app: App, deps: ApiDeps): void {
  app.get(
    '/mailboxes',
    {
      config: { access: [...access, 'agent'] },
      schema: {
        tags,
        summary: 'Mailboxes by address',
        querystring: mailboxQuery,
        response: { 200: mailboxList },
      },
    },
    async (request) => await list(deps.db, request, request.query),
  )
  app.get(
    '/connections/:id/mailboxes',
    {
      config: { access },
      schema: {
        tags,
        summary: 'Mailboxes of a connection',
        params: idPath,
        querystring: mailboxQuery.omit({ connection: true, organisation: true }),
        response: { 200: mailboxList },
      },
    },
    async (request) => {
      const { id } = await getConnection(deps.db, request.params.id, organisationScope(request))
      return await list(deps.db, request, { ...request.query, connection: id })
    },
  )
}

function ofConnection(app: App, deps: ApiDeps): void {
  app.post(
    '/connections/:id/mailboxes',
    {
      config: { access },
      schema: {
        tags,
        summary: 'Add mailboxes by their addresses; those that were there are named under "known"',
        params: idPath,
        body: addMailboxes,
        response: { 201: addedMailboxes },
      },
    },
    async (request, reply) =>
      await once(request, reply, deps.db, {
        status: 201,
        work: async (tx) => {
          const connection = await getConnection(tx, request.params.id, organisationScope(request))
          const { added, known } = await addTypedMailboxes(tx, connection, request.body.addresses)
          await noteConnection(tx, request, connection, 'mailboxes-added', {
            addresses: added.map((row) => row.address),
          })
          return { added: await mailboxAnswers(tx, added), known: await mailboxAnswers(tx, known) }
        },
      }),
  )
  app.patch(
    '/connections/:id/mailboxes',
    {
      config: { access },
      schema: {
        tags,
        summary: 'Switch many mailboxes of a connection on or off',
        params: idPath,
        body: switchMailboxes,
        response: { 200: switchedMailboxes },
      },
    },
    async (request, reply) =>
      await once(request, reply, deps.db, {
        status: 200,
        work: async (tx) => {
          const connection = await holdConnection(tx, request.params.id, organisationScope(request))
          const { ids: wished, state, ...options } = request.body
          const ids = await ownMailboxes(tx, connection.id, wished, state)
          if (state === 'on') await switchMailboxesOn(tx, connection.id, ids, options)
          else await switchMailboxesOff(tx, ids)
          await noteConnection(tx, request, connection, `mailboxes-${state}`, {
            count: ids.length,
            mailboxIds: ids.slice(0, mostNamed),
          })
          return { switched: ids.length }
        },
      }),
  )
}

function oneMailbox(app: App, deps: ApiDeps): void {
  app.get(
    '/mailboxes/:mailbox',
    {
      config: { access: [...access, 'agent'] },
      schema: {
        tags,
        summary: 'One mailbox, by its id or its address',
        params: mailboxPath,
        response: { 200: mailbox },
      },
    },
    async (request) =>
      await mailboxAnswer(
        deps.db,
        await findMailbox(deps.db, request.params.mailbox, organisationScope(request)),
      ),
  )
  app.patch(
    '/mailboxes/:mailbox',
    {
      config: { access },
      schema: {
        tags,
        summary: 'Switch on or off, choose folder and policy',
        params: mailboxPath,
        body: patchMailbox,
        response: { 200: mailbox },
      },
    },
    async (request, reply) =>
      await once(request, reply, deps.db, {
        status: 200,
        work: async (tx) => {
          const row = await findMailbox(tx, request.params.mailbox, organisationScope(request))
          await editMailbox(tx, row, request.body)
          await noteAct(tx, request, {
            organisationId: row.organisation_id,
            act: 'mailbox.changed',
            target: `mailbox:${row.id}`,
            detail: { fields: fieldNames(request.body), state: request.body.state },
          })
          return await mailboxAnswer(tx, await findMailbox(tx, row.id))
        },
      }),
  )
}

async function list(db: Db, request: FastifyRequest, query: z.infer<typeof mailboxQuery>) {
  const { cursor, limit, organisation, connection, search, state } = query
  const key = unpackCursor(cursor, 2)
  const rows = await listMailboxes(db, {
    scope: organisationScope(request),
    organisationId: organisation,
    connectionId: connection,
    search,
    state,
    limit: limit + 1,
    after: key && { address: key[0] ?? '', id: key[1] ?? '' },
  })
  const answers = new Map((await mailboxAnswers(db, rows)).map((answer) => [answer.id, answer]))
  const answer = (row: MailboxRow) => answers.get(row.id) as z.infer<typeof mailbox>
  return toPage(rows, limit, answer, (row) => [row.address, row.id])
}

/** Of the ids given, those of this connection that are not yet as wished. */
async function ownMailboxes(tx: Db, connectionId: string, wished: string[] | 'all', state: 'on' | 'off') {
  let select = tx.selectFrom('mailbox').select('id').where('connection_id', '=', connectionId)
  if (wished !== 'all') select = select.where('id', 'in', wished)
  // "on" once more starts those that wait after a preview.
  else if (state === 'on') select = select.where('gone_at', 'is', null)
  if (state === 'off') select = select.where('state', 'in', ['on', 'trouble'])
  return (await select.execute()).map((row) => row.id)
}
