import { randomInt, randomUUID } from 'node:crypto'
import {
  lastQueueTest as lastTest,
  queueTest,
  type TriedRouting,
  type TryRouting,
  triedRouting,
  tryRouting,
} from '@tandem/model/api/queue-trials.ts'
import { queuePath } from '@tandem/model/api/queues.ts'
import { TandemError } from '../../errors.ts'
import { searchable } from '../../lib/search-text.ts'
import { compose } from '../../mail/compose.ts'
import { quotedFrom } from '../../mail/inbound/quoted.ts'
import { hint } from '../../queue/add.ts'
import { deadlines, readForRules, withQueues } from '../../routing/arrive.ts'
import { isOpen } from '../../routing/hours.ts'
import { evaluate, explain } from '../../routing/rules.ts'
import { testSteps } from '../../routing/test-steps.ts'
import type { Owner } from '../../store/batches.ts'
import type { Db } from '../../store/database.ts'
import type { MailboxRow } from '../../store/mailboxes.ts'
import { addOutgoing, announceOutgoing } from '../../store/outgoing.ts'
import { addQueueTest, lastQueueTest } from '../../store/queue-tests.ts'
import { listQueues } from '../../store/queues.ts'
import { type Access, principalName } from '../access.ts'
import type { ApiDeps, App } from '../deps.ts'
import { mailboxOf } from '../mailbox-path.ts'
import { once } from '../once.ts'
import { checkedRouting, noQueue } from '../routing-checks.ts'
import { mustSend, sendingRules } from '../sending-rules.ts'

const tags = ['Queues']
const config = { access: ['organisation'] satisfies Access[] }
const path = '/mailboxes/:mailbox/queue'

/** Trying a queue out: what its rules would do, and whether mail comes through. */
export function queueTrialRoutes(app: App, deps: ApiDeps): void {
  const { db } = deps
  app.post(
    `${path}/routing/try`,
    {
      config,
      schema: {
        tags,
        summary: 'See which rules hold for a mail that is thought of, and why; nothing is stored',
        params: queuePath,
        body: tryRouting,
        response: { 200: triedRouting },
      },
    },
    async (request) => {
      const mailbox = await mailboxOf(request, db, request.params.mailbox)
      const routing = await checkedRouting(db, mailbox, request.body.routing, '/routing')
      return await tried(db, mailbox, { ...request.body, routing })
    },
  )
  testRoutes(app, deps)
}

function testRoutes(app: App, deps: ApiDeps): void {
  const { db } = deps
  app.post(
    `${path}/test`,
    {
      config,
      schema: {
        tags,
        summary: 'Send a mail from the queue to itself, to see whether one comes through',
        params: queuePath,
        response: { 201: queueTest },
      },
    },
    async (request, reply) => {
      const mailbox = await mailboxOf(request, db, request.params.mailbox)
      mustSend(await sendingRules(deps, db, mailbox))
      return await once(request, reply, db, {
        status: 201,
        work: async (tx) => await sendTest(tx, mailbox, principalName(request)),
      })
    },
  )
  app.get(
    `${path}/test`,
    {
      config,
      schema: {
        tags,
        summary: 'How far the newest test mail has come',
        params: queuePath,
        response: { 200: lastTest },
      },
    },
    async (request) => {
      const mailbox = await mailboxOf(request, db, request.params.mailbox)
      const facts = await lastQueueTest(db, mailbox.id)
      return { test: facts ? testSteps(facts, Date.now()) : null }
    },
  )
}

/** No conversation has this id. */
const nobody = '00000000-0000-0000-0000-000000000000'

async function tried(
  db: Db,
  mailbox: { id: string; organisationId: string },
  { routing, mail }: TryRouting,
): Promise<TriedRouting> {
  const { from, subject, text, hasAttachment } = mail
  const attachments = hasAttachment ? [{ isInline: false }] : []
  const content = { from, subject, text, quotedFrom: quotedFrom(text), attachments }
  const read = await readForRules(db, mailbox, [{ conversationId: nobody, content }], {
    language: true,
    customer: true,
    labels: true,
  })
  const ruled = read.get(nobody)!
  const wants = await withQueues(db, mailbox, new Map([[nobody, evaluate(routing, ruled, searchable)]]))
  const now = new Date()
  const { dueAt, overflowAt } = deadlines(routing, { waitingSince: now, ownerId: null })
  return {
    language: ruled.language,
    isKnown: ruled.isKnown,
    labels: ruled.labels,
    rules: explain(routing.rules, ruled, searchable),
    ...wants.get(nobody)!,
    isOpen: isOpen(routing.hours, now),
    dueAt: dueAt?.toISOString() ?? null,
    overflowAt: overflowAt?.toISOString() ?? null,
  }
}

/** Another one is sent once the last is through or has stopped. */
async function sendTest(tx: Db, mailbox: MailboxRow & Owner, requestedBy: string) {
  const [queue] = await listQueues(tx, { organisationId: null, mailboxId: mailbox.id })
  if (!queue) noQueue(mailbox.address)
  const last = await lastQueueTest(tx, mailbox.id)
  if (last && testSteps(last, Date.now()).state === 'running')
    throw new TandemError(
      'wrong-state',
      'A test mail is on its way. It is through in a minute, or says what stopped it in two.',
    )
  const sender = { name: mailbox.display_name || mailbox.address, address: mailbox.address }
  const operationId = randomUUID()
  const subject = `Tandem test of ${queue.name} (${randomInt(0x1000000).toString(16).padStart(6, '0')})`
  const { messageId, content } = compose(
    { to: [sender], cc: [], bcc: [], replyTo: [], subject, text, importance: 'normal', fields: {} },
    { sender, operationId },
  )
  const outgoingId = await addOutgoing(tx, {
    owner: mailbox,
    operationId,
    messageId,
    content,
    size: Buffer.byteLength(text),
    attachments: [],
    requestedBy,
  })
  await addQueueTest(tx, mailbox, { outgoingId, requestedBy })
  await hint(tx, [{ mailboxId: mailbox.id, task: 'send:messages', reason: 'edit' }])
  await announceOutgoing(tx, mailbox.organisationId, [outgoingId])
  const facts = await lastQueueTest(tx, mailbox.id)
  return testSteps(facts!, Date.now())
}

const text =
  'Tandem has sent this mail from this mailbox to itself, to see whether mail of the queue comes through. Nobody needs to answer: its conversation is closed by itself.'
