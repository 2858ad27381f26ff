/** The published examples about mail, replayed in the style of examples.test.ts. */
import { beforeAll, describe, expect, test } from 'vitest'
import { createMailFolder } from '../tenant/mail-folders.ts'
import type { Message } from '../tenant/mail-types.ts'
import { createMessage, newAttachment } from '../tenant/messages.ts'
import { hasReference } from './csdl-check.ts'
import { type Example, missing, publishedExamples } from './test-examples.ts'
import { mailContent } from './test-mail.ts'
import { mailTenant, type TestTenant } from './test-tenant.ts'

/** Which examples are replayed, and where their placeholders lead. */
const covered: Record<string, (m: Made) => string> = {
  'user-list-mailfolders#1': () => '/me/mailFolders',
  'user-list-mailfolders#2': () => '/me/mailFolders?includeHiddenFolders=true',
  'user-post-mailfolders#1': () => '/me/mailFolders',
  'mailfolder-post-childfolders#1': (m) => `/me/mailFolders/${m.folderId}/childFolders`,
  'mailfolder-post-messages#1': (m) => `/me/mailFolders/${m.folderId}/messages`,
  'mailfolder-move#1': (m) => `/me/mailFolders/${m.folderId}/move`,
  'mailfolder-copy#1': (m) => `/me/mailFolders/${m.folderId}/copy`,
  'mailfolder-delete#1': (m) => `/me/mailFolders/${m.folderId}`,
  'mailfolder-delta#1': () => '/me/mailFolders/delta',
  'user-post-messages#1': () => '/me/messages',
  'user-post-messages#2': () => '/me/messages',
  'user-post-messages#3': () => '/me/messages',
  'message-get#1': (m) => `/me/messages/${m.message.id}`,
  'message-get#2': (m) => `/me/messages/${m.message.id}/?$select=internetMessageHeaders`,
  'message-get#4': (m) => `/me/messages/${m.message.id}/$value`,
  'message-update#1': (m) => `/me/messages/${m.draft.id}`,
  'message-delete#1': (m) => `/me/messages/${m.message.id}`,
  'message-move#1': (m) => `/me/messages/${m.message.id}/move`,
  'message-copy#1': (m) => `/me/messages/${m.message.id}/copy`,
  'message-send#1': (m) => `/me/messages/${m.draft.id}/send`,
  'message-replyall#1': (m) => `/me/messages/${m.message.id}/replyAll`,
  'message-replyall#2': (m) => `/me/messages/${m.message.id}/replyAll`,
  'message-createreplyall#1': (m) => `/me/messages/${m.message.id}/createReplyAll`,
  'message-createreplyall#2': (m) => `/me/messages/${m.message.id}/createReplyAll`,
  'message-post-attachments#1': (m) => `/me/messages/${m.draft.id}/attachments`,
  'message-post-attachments#2': (m) => `/me/messages/${m.draft.id}/attachments`,
  'attachment-get#1': (m) => `/me/messages/${m.message.id}/attachments/${m.message.attachments[0]?.id}`,
  'attachment-get#2': (m) => `/me/messages/${m.message.id}/attachments/${m.message.attachments[1]?.id}`,
  'attachment-get#6': (m) =>
    `/me/messages/${m.message.id}/attachments/${m.message.attachments[0]?.id}/$value`,
  'attachment-createuploadsession#1': (m) => `/me/messages/${m.draft.id}/attachments/createUploadSession`,
  'user-sendmail#1': () => '/me/sendMail',
  'user-sendmail#2': () => '/me/sendMail',
  'user-sendmail#3': () => '/me/sendMail',
  'user-sendmail#4': () => '/me/sendMail',
  'delta-query-messages#2': () => '/me/mailfolders/inbox/messages/delta?$select=subject,sender,isRead',
  'outlook-send-mail-from-other-user#2': () => '/me/sendmail',
}

/** Differences that are meant, each with its reason. */
const meant: Record<string, string> = {
  'mailfolder-post-childfolders#1 status': 'the text of the page promises 201 Created, its example shows 200',
  'mailfolder-post-messages#1 status': 'the text of the page promises 201 Created, its example shows 200',
  'message-copy#1 status': 'the text of the page promises 201 Created, its example shows 200',
  'message-createreplyall#1 status': 'the text of the page promises 201 Created, its example shows 200',
  'message-replyall#1 status': 'the text of the page promises 202 Accepted, its example shows 200',
}

/** Bodies that an example only hints at (`"contentType": ""`, `"destinationId-value"`), or that must name somebody of this tenant. */
const bodies: Record<string, (published: Record<string, unknown>) => Record<string, unknown>> = {
  'mailfolder-move#1': () => ({ destinationId: 'archive' }),
  'mailfolder-copy#1': () => ({ destinationId: 'archive' }),
  'message-copy#1': () => ({ destinationId: 'archive' }),
  'mailfolder-post-messages#1': (given) => ({ ...given, body: { contentType: 'text', content: 'x' } }),
  'message-update#1': (given) => ({ ...given, body: { contentType: 'text', content: 'x' } }),
}

interface Made {
  t: TestTenant
  message: Message
  draft: Message
  folderId: string
}

describe.skipIf(!hasReference)('Published examples about mail', () => {
  const examples = new Map<string, Example>()

  beforeAll(() => {
    for (const [name, example] of publishedExamples()) examples.set(name, example)
  })

  test.each(Object.keys(covered))('%s', async (name) => {
    const { request, response } = examples.get(name) as Example
    const m = exampleMailbox()
    const given = Object.fromEntries(
      Object.entries(request.headers).map(([header, value]) => [header.toLowerCase(), value]),
    )
    const headers = { ...(given.prefer !== undefined && { prefer: given.prefer }) }
    const isMime = /^text\/plain/i.test(given['content-type'] ?? '')
    const body = bodies[name]?.(request.body_json ?? {}) ?? request.body_json
    const reply = await m.t.ask(request.method, `/v1.0${covered[name]!(m)}`, {
      ...(isMime
        ? { bytes: mime, headers: { 'content-type': 'text/plain' } }
        : { headers, ...(body !== null && { body }) }),
    })
    const status = response.status ?? 200
    if (!(`${name} status` in meant)) expect(reply.status).toBe(status)
    else expect(reply.status).toBeLessThan(300)
    if (response.body_json === null) return
    expect(reply.headers['content-type']).toMatch(/^application\/json/)
    expect(missing(response.body_json, reply.json, name)).toEqual([])
  })
})

/** The examples abbreviate their MIME with dots, so a whole message takes its place. */
const mime = Buffer.from(
  Buffer.from(
    'From: anna@hafen.example\r\nTo: MeganB@contoso.com\r\nSubject: Sales Associate\r\n\r\nHi',
  ).toString('base64'),
)

/** A person who signed in, since the examples speak of `me`, with a message like that of the examples. */
function exampleMailbox(): Made {
  const t = mailTenant()
  const { world, tenant, anna } = t
  Object.assign(t.claims, { scp: 'Mail.ReadWrite Mail.Send', roles: [], oid: anna.id, idtyp: 'user' })
  const mailbox = anna.mailbox!
  const { inbox, drafts } = mailbox.mail.wellKnown
  const bytes = (text: string) => world.contents.put(Buffer.from(text))
  const attachments = [
    newAttachment(world, mailbox, { name: 'Draft sales invoice template.docx', content: bytes('PK') }),
    newAttachment(world, mailbox, {
      name: 'Reminder',
      kind: 'item',
      contentType: null,
      content: bytes('{"@odata.type":"#microsoft.graph.message","subject":"x"}'),
    }),
  ]
  const content = mailContent('9/9/2018: concert', { attachments })
  const message = createMessage(world, tenant, anna, inbox, content)
  for (const subject of ['Holiday hours update', 'Fabric CDN'])
    createMessage(world, tenant, anna, inbox, mailContent(subject))
  const to = [{ name: 'Bernd Boje', address: 'bernd@hafen.example' }]
  const draft = createMessage(world, tenant, anna, drafts, mailContent('Entwurf', { to, from: own(anna) }), {
    isDraft: true,
    isRead: true,
  })
  const folderId = createMailFolder(world, tenant, anna, { displayName: 'Weekly digests' }).id
  return { t, message, draft, folderId }
}

function own({ displayName, mail }: TestTenant['anna']) {
  return { name: displayName, address: mail }
}
