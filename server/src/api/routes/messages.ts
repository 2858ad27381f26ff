import { mailboxPath } from '@tandem/model/api/contacts.ts'
import {
  createMessage,
  decideMessage,
  messagePage,
  messagePath,
  messageQuery,
  type OutgoingMessage,
  outgoingMessage,
  sendingLimits,
} from '@tandem/model/api/messages.ts'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { TandemError } from '../../errors.ts'
import { openRawStore } from '../../mail/inbound/open-raw-store.ts'
import { hint } from '../../queue/add.ts'
import type { Owner } from '../../store/batches.ts'
import type { Db } from '../../store/database.ts'
import {
  announceOutgoing,
  getOutgoing,
  listOutgoing,
  moveOutgoing,
  type OutgoingRow,
} from '../../store/outgoing.ts'
import { resumeWaiting } from '../../store/unanswered.ts'
import { type Access, principalName } from '../access.ts'
import { selfOf } from '../conversation-changes.ts'
import { unpackCursor } from '../cursor.ts'
import type { ApiDeps, App } from '../deps.ts'
import { mailboxOf } from '../mailbox-path.ts'
import { toMessage } from '../message-answer.ts'
import { addMessage, noteAnsweredAgain } from '../new-message.ts'
import { once } from '../once.ts'
import { mustSend, sendingRules, shownLimits } from '../sending-rules.ts'
import { toPage } from '../to-page.ts'

const tags = ['Mail']
const config = { access: ['organisation', 'agent'] satisfies Access[] }
const list = '/mailboxes/:mailbox/messages'
const single = `${list}/:id`

/** /mailboxes/{mailbox}/messages: mail that goes out as the mailbox's person. */
export function messageRoutes(app: App, deps: ApiDeps): void {
  readRoutes(app, deps)
  createRoute(app, deps)
  decisionRoutes(app, deps)
}

function readRoutes(app: App, deps: ApiDeps): void {
  const { db } = deps
  app.get(
    list,
    {
      config,
      schema: {
        tags,
        summary: 'Messages that went out or will, newest first',
        params: mailboxPath,
        querystring: messageQuery,
        response: { 200: messagePage },
      },
    },
    async (request) => {
      const { cursor, limit, state } = request.query
      const [place, id] = unpackCursor(cursor, 2) ?? []
      const { id: mailboxId } = await mailboxOf(request, db, request.params.mailbox)
      const after = place === undefined || id === undefined ? undefined : { place, id }
      const rows = await listOutgoing(db, { mailboxId, state, limit: limit + 1, after })
      return toPage(rows, limit, toMessage, (row) => [row.place, row.id])
    },
  )
  app.get(
    single,
    {
      config,
      schema: { tags, summary: 'Read a message', params: messagePath, response: { 200: outgoingMessage } },
    },
    async (request) => {
      const mailbox = await mailboxOf(request, db, request.params.mailbox)
      return toMessage(await mustExist(db, mailbox, request.params.id))
    },
  )
  app.get(
    '/mailboxes/:mailbox/sending',
    {
      config,
      schema: {
        tags,
        summary: 'What the mailbox may still send, and how sure Tandem can be of it',
        params: mailboxPath,
        response: { 200: sendingLimits },
      },
    },
    async (request) => {
      const mailbox = await mailboxOf(request, db, request.params.mailbox)
      return await shownLimits(db, mailbox.id, await sendingRules(deps, db, mailbox))
    },
  )
}

function createRoute(app: App, deps: ApiDeps): void {
  const { db } = deps
  const store = openRawStore(deps.config)
  app.post(
    list,
    {
      config,
      schema: {
        tags,
        summary: 'Send a message as the mailbox’s person, now or later',
        params: mailboxPath,
        body: createMessage,
        response: { 201: outgoingMessage },
      },
    },
    async (request, reply) => {
      const mailbox = await mailboxOf(request, db, request.params.mailbox)
      const rules = await sendingRules(deps, db, mailbox)
      mustSend(rules)
      const message = await once(request, reply, db, {
        status: 201,
        work: async (tx) => {
          const given = { rules, requestedBy: principalName(request), personId: selfOf(request), store }
          const { id, wantedAt } = await addMessage(tx, mailbox, request.body, given)
          await hintSend(tx, mailbox.id, wantedAt)
          await announceOutgoing(tx, mailbox.organisationId, [id])
          return toMessage(await mustExist(tx, mailbox, id))
        },
      })
      reply.header('location', `/api/v1/mailboxes/${mailbox.id}/messages/${message.id}`)
      return message
    },
  )
}

function decisionRoutes(app: App, deps: ApiDeps): void {
  const { db } = deps
  app.post(
    `${single}/cancel`,
    {
      config,
      schema: {
        tags,
        summary: 'Take a message back that has not gone out yet',
        params: messagePath,
        response: { 200: outgoingMessage },
      },
    },
    async (request, reply) =>
      await decide(request, reply, db, async (tx, mailbox, row) => {
        if (row.state === 'cancelled') return
        if (await moveOutgoing(tx, row.id, ['held', 'queued'], { state: 'cancelled' })) {
          const why = 'The answer was taken back: somebody waits on.'
          await resumeWaiting(tx, [row.id], { why, actor: principalName(request) })
          return
        }
        throw tooLate(await mustExist(tx, mailbox, row.id))
      }),
  )
  app.post(
    `${single}/decide`,
    {
      config,
      schema: {
        tags,
        summary: 'Say what became of a message of which nobody knows whether it was sent',
        params: messagePath,
        body: decideMessage,
        response: { 200: outgoingMessage },
      },
    },
    async (request, reply) => {
      const { decision } = request.body
      return await decide(request, reply, db, async (tx, mailbox, row) => {
        if (decision === 'send-again') mustSend(await sendingRules(deps, tx, mailbox))
        const to =
          decision === 'it-arrived'
            ? ({ state: 'sent', step: null } as const)
            : ({ state: 'queued', step: 'again' } as const)
        if (await moveOutgoing(tx, row.id, ['unknown'], to)) return
        throw new TandemError('wrong-state', `There is nothing to decide: the message is ${row.state}.`)
      })
    },
  )
  app.post(
    `${single}/retry`,
    {
      config,
      schema: {
        tags,
        summary: 'Try a refused message once more',
        params: messagePath,
        response: { 200: outgoingMessage },
      },
    },
    async (request, reply) =>
      await decide(request, reply, db, async (tx, mailbox, row) => {
        mustSend(await sendingRules(deps, tx, mailbox))
        if (await moveOutgoing(tx, row.id, ['failed'], { state: 'queued', step: null })) {
          const given = { requestedBy: principalName(request), personId: selfOf(request) }
          await noteAnsweredAgain(tx, row, given)
          return
        }
        throw new TandemError(
          'wrong-state',
          `Only a message that failed is tried again; this one is ${row.state}.`,
        )
      }),
  )
}

/** Carries out what a person decided of a message, and lets the worker look. */
async function decide(
  request: FastifyRequest<{ Params: { mailbox: string; id: string } }>,
  reply: FastifyReply,
  db: ApiDeps['db'],
  act: (tx: Db, mailbox: Awaited<ReturnType<typeof mailboxOf>>, row: OutgoingRow) => Promise<void>,
): Promise<OutgoingMessage> {
  const mailbox = await mailboxOf(request, db, request.params.mailbox)
  const { id } = request.params
  return await once(request, reply, db, {
    status: 200,
    work: async (tx) => {
      await act(tx, mailbox, await mustExist(tx, mailbox, id))
      await hintSend(tx, mailbox.id, undefined)
      await announceOutgoing(tx, mailbox.organisationId, [id])
      return toMessage(await mustExist(tx, mailbox, id))
    },
  })
}

async function hintSend(tx: Db, mailboxId: string, dueAt: Date | undefined): Promise<void> {
  await hint(tx, [{ mailboxId, task: 'send:messages', reason: 'edit', ...(dueAt && { dueAt }) }])
}

async function mustExist(db: Db, mailbox: Owner, id: string): Promise<OutgoingRow> {
  const row = await getOutgoing(db, mailbox.id, id)
  if (row) return row
  throw new TandemError('not-found', `This mailbox has no outgoing message ${id}.`)
}

function tooLate({ state }: OutgoingRow): TandemError {
  const why: Partial<Record<OutgoingRow['state'], string>> = {
    sending: 'It is on its way and can no longer be taken back.',
    sent: 'It was sent and can no longer be taken back.',
    failed: 'It was refused: it does not go out unless it is tried again.',
    unknown: 'Nobody knows whether it was sent: decide that first (POST …/decide).',
  }
  return new TandemError('wrong-state', why[state] ?? `The message is ${state}.`)
}
