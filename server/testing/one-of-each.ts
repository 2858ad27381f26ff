import { randomBytes, randomUUID } from 'node:crypto'
import { rawStoreIn } from '../src/mail/inbound/raw-store.ts'
import { readMail } from '../src/mail/inbound/read-mail.ts'
import { createInvitation } from '../src/store/invitations.ts'
import { grantApproval } from '../src/store/support-approvals.ts'
import type { TestApi } from './api.ts'

interface Place {
  id: string
  organisationId: string
  connectionId: string
}

const oneMail = [
  'Message-ID: <one@customers.example>',
  'From: One <one@customers.example>',
  'Subject: One',
  'Content-Type: multipart/mixed; boundary=x',
  '',
  '--x',
  '',
  'One',
  '--x',
  'Content-Disposition: attachment; filename=one.txt',
  '',
  'One',
  '--x--',
  '',
].join('\r\n')

/** One of everything that an address can name, in this mailbox and its organisation; by the path that names it. */
export async function createOneOfEach(
  { app, db, deps }: TestApi,
  mailbox: Place,
): Promise<Record<string, string>> {
  const owner = { organisation_id: mailbox.organisationId, mailbox_id: mailbox.id }
  const record = async (kind: string, fields: object) => {
    const row = await db
      .insertInto('record')
      .values({ ...owner, kind, fields: JSON.stringify(fields) })
      .returning('id')
      .executeTakeFirstOrThrow()
    return row.id
  }
  const moment = { dateTime: '2030-05-06T09:00:00', timeZone: 'UTC' }
  const insert = async (
    table:
      | 'batch'
      | 'conflict'
      | 'verification_report'
      | 'attachment'
      | 'outgoing_message'
      | 'template'
      | 'calendar_feed'
      | 'api_key'
      | 'webhook'
      | 'conversation'
      | 'customer'
      | 'inbound_message',
    values: object,
  ) =>
    (
      await db
        .insertInto(table)
        .values(values as never)
        .returning('id')
        .executeTakeFirstOrThrow()
    ).id as string
  const contact = await record('contacts', { displayName: 'One' })
  const message = {
    to: [],
    cc: [],
    bcc: [],
    replyTo: [],
    subject: 'One',
    html: null,
    text: '',
    importance: 'normal',
    inReplyTo: null,
    references: [],
  }
  const { invitation } = await createInvitation(db, {
    organisationId: mailbox.organisationId,
    connectionId: null,
    expiresAt: new Date(Date.now() + 3600_000),
    madeBy: 'operator:operator@tandem.example',
  })
  const approval = await grantApproval(db, {
    organisationId: mailbox.organisationId,
    reason: 'One',
    grantedBy: 'test',
    endsAt: new Date(),
  })
  const report = await insert('verification_report', {
    organisation_id: mailbox.organisationId,
    connection_id: mailbox.connectionId,
    attempt: 1,
    requested_by: 'test',
    state: 'failed',
  })
  const moments = { first_at: new Date(), last_at: new Date() }
  const sender = JSON.stringify({ name: 'One', address: 'one@customers.example' })
  const customer = await insert('customer', { organisation_id: mailbox.organisationId, name: 'One' })
  const conversation = await insert('conversation', {
    ...owner,
    ...moments,
    subject: 'One',
    sender,
    customer_id: customer,
    preview: '',
    messages: 1,
    has_attachments: false,
  })
  const inbound = await insert('inbound_message', {
    ...owner,
    conversation_id: conversation,
    remote_id: 'one',
    raw: await rawStoreIn(deps.config.mailFolder).put(Buffer.from(oneMail)),
    size: oneMail.length,
    kind: 'mail',
    received_at: new Date(),
    content: JSON.stringify((await readMail(Buffer.from(oneMail), '')).content),
    search: '',
  })
  await app.ready()
  return {
    conversations: conversation,
    customers: customer,
    'inbound-messages': inbound,
    contacts: contact,
    events: await record('events', { subject: 'One', start: moment, end: moment }),
    tasks: await record('tasks', { title: 'One' }),
    conflicts: await insert('conflict', { ...owner, kind: 'contacts', record_id: contact, reason: 'fields' }),
    batches: await insert('batch', { ...owner, kind: 'contacts', origin: 'api' }),
    messages: await insert('outgoing_message', {
      ...owner,
      state: 'failed',
      content: JSON.stringify(message),
      message_id: '<1@x>',
      operation_id: randomUUID(),
      recipients: 0,
      size: 0,
      wanted_at: new Date(),
      requested_by: 'test',
    }),
    attachments: await insert('attachment', {
      ...owner,
      name: 'one.txt',
      content_type: 'text/plain',
      size: 0,
    }),
    templates: await insert('template', { ...owner, kind: 'template', name: 'One', html: '<p>One</p>' }),
    'calendar-feeds': await insert('calendar_feed', {
      ...owner,
      name: 'One',
      only_busy: false,
      token_hash: randomBytes(32),
    }),
    'api-keys': await insert('api_key', {
      organisation_id: mailbox.organisationId,
      name: 'One',
      hash: randomBytes(32),
      last_four: 'last',
    }),
    webhooks: await insert('webhook', {
      organisation_id: mailbox.organisationId,
      url: 'https://crm.example/hooks',
      host: 'crm.example',
      secret: 'sealed',
      change_seq: 0,
      change_xact: '0',
      event_seq: 0,
      event_xact: '0',
    }),
    connections: mailbox.connectionId,
    organisations: mailbox.organisationId,
    verifications: report,
    invitations: invitation.id,
    approvals: approval.id,
  }
}
