/**
 * Upload sessions for attachments (concepts/outlook-large-attachments): the address is pre-authorised and belongs to another service than Graph, so
 * its answers write their names with capitals.
 */
import type { Message } from '../tenant/mail-types.ts'
import { findMessage, newAttachment, updateMessage } from '../tenant/messages.ts'
import type { Tenant, User } from '../tenant/types.ts'
import type { World } from '../tenant/world.ts'
import { json, type WireRequest, type WireResponse } from '../wire.ts'
import { guessType } from './attachment-body.ts'
import { jsonBody, type MailboxCall, versionRoot, wantsImmutableIds } from './call.ts'
import { GraphError, refuse } from './errors.ts'
import { messageOf } from './mail-places.ts'
import { entity } from './odata.ts'
import type { GraphLimits } from './throttle.ts'

export interface UploadSession {
  id: string
  token: string
  tenant: Tenant
  user: User
  applicationId: string
  /** Immutable id. */
  messageId: string
  /** As the client named the message. */
  shownMessageId: string
  name: string
  contentType: string
  isInline: boolean
  contentId: string | null
  size: number
  received: number
  pieces: Buffer[]
  expiresAt: number
}

/** How long the service keeps a session is not documented; the published answers lie about two hours ahead. */
const lifetimeMs = 2 * 3_600_000

const sessions = new WeakMap<World, Map<string, UploadSession>>()

/** `createUploadSession`: for files from 3 MB to 150 MB. */
export function openSession(call: MailboxCall): WireResponse {
  const { world, tenant, user, request, claims } = call
  const message = messageOf(call)
  const item = readItem(call)
  forgetExpired(world)
  const session: UploadSession = {
    ...item,
    id: world.ids.text(24),
    token: world.ids.text(64),
    tenant,
    user,
    applicationId: claims.appid,
    messageId: message.immutableId,
    shownMessageId: wantsImmutableIds(request) ? message.immutableId : message.id,
    received: 0,
    pieces: [],
    expiresAt: world.clock.now() + lifetimeMs,
  }
  sessionsOf(world).set(session.id, session)
  const text = JSON.stringify({
    uploadUrl: `${request.origin}${placeOf(session)}/AttachmentSessions('${session.id}')?authtoken=${session.token}`,
    expirationDateTime: new Date(session.expiresAt).toISOString(),
    nextExpectedRanges: ['0-'],
  })
  return entity(201, `${versionRoot(request)}/$metadata#microsoft.graph.uploadSession`, text)
}

const address = /^\/api\/v2\.0\/.+\/AttachmentSessions\((?:'|%27)(\w+)(?:'|%27)\)$/i

/** Whether a request is for an upload address. */
export function isUpload({ path }: WireRequest): boolean {
  return address.test(path)
}

/** The session of an upload address; a wrong or old one is refused. An `Authorization` header is not looked at. */
export function sessionOf(world: World, request: WireRequest): UploadSession {
  const session = sessionsOf(world).get(address.exec(request.path)?.[1] ?? '')
  if (session === undefined || session.expiresAt <= world.clock.now()) throw refuse.itemNotFound()
  if (request.query.get('authtoken') !== session.token) {
    throw refuse.token('Access token validation failure. Invalid audience.')
  }
  return session
}

/** What the operation is called in the log and by faults. */
export function uploadOperation({ method }: WireRequest): string {
  const names: Record<string, string> = { PUT: 'upload.put', DELETE: 'upload.delete', GET: 'upload.get' }
  return names[method] ?? `upload.${method.toLowerCase()}`
}

const uploading = new WeakMap<User, Map<string, UploadSession>>()

/** Uploads to one message at the same time collide (412); the result ends the upload of this range. */
export function beginUpload(session: UploadSession, { method }: WireRequest): () => void {
  if (method !== 'PUT') return () => undefined
  const running = uploading.get(session.user) ?? new Map<string, UploadSession>()
  uploading.set(session.user, running)
  if (running.has(session.messageId)) throw refuse.conflict()
  running.set(session.messageId, session)
  return () => running.delete(session.messageId)
}

/** Takes a range, ends the session, or (not documented for attachments, but the official client asks) tells what is missing. */
export function serveUpload(
  world: World,
  session: UploadSession,
  request: WireRequest,
  limits: GraphLimits,
): WireResponse {
  switch (request.method) {
    case 'PUT':
      return takeRange(world, session, request, limits)
    case 'DELETE':
      sessionsOf(world).delete(session.id)
      return { status: 204 }
    case 'GET':
      return expected(session, request)
    default:
      throw refuse.method()
  }
}

function takeRange(
  world: World,
  session: UploadSession,
  request: WireRequest,
  limits: GraphLimits,
): WireResponse {
  if (request.body.length > limits.bodyBytes) throw refuse.tooLarge()
  const message = session.user.mailbox && findMessage(session.user.mailbox, session.messageId)
  if (message === undefined) throw refuse.itemNotFound()
  checkRange(session, request)
  session.pieces.push(request.body)
  session.received += request.body.length
  return session.received < session.size
    ? expected(session, request)
    : complete(world, session, message, request)
}

/** Ranges come in order and without gaps; the codes of the refusals are not documented. */
function checkRange(session: UploadSession, { headers, body }: WireRequest): void {
  const range = /^bytes (\d+)-(\d+)\/(\d+)$/i.exec(headers['content-range'] ?? '')
  if (!range) throw refuse.badRequest('The Content-Range header is missing or malformed.')
  const [first, last, total] = range.slice(1).map(Number) as [number, number, number]
  if (last - first + 1 !== body.length) {
    throw refuse.badRequest('The Content-Range header does not fit the length of the content.')
  }
  if (first === session.received && last < session.size && total === session.size) return
  throw new GraphError(
    416,
    'ErrorInvalidContentRange',
    `The range is not the one that is expected: it must begin at ${session.received} of ${session.size} bytes.`,
  )
}

function complete(
  world: World,
  session: UploadSession,
  message: Message,
  request: WireRequest,
): WireResponse {
  const { user, tenant, name, contentType, isInline, contentId, pieces } = session
  sessionsOf(world).delete(session.id)
  const content = world.contents.put(...pieces)
  const mailbox = user.mailbox as NonNullable<User['mailbox']>
  const given = { name, content, contentType, isInline, contentId, uploaded: true }
  const attachment = newAttachment(world, mailbox, given)
  updateMessage(world, tenant, user, message, { attachments: [...message.attachments, attachment] })
  const location = `${request.origin}${placeOf(session)}/Attachments('${attachment.id}')`
  return { status: 201, headers: { location } }
}

function expected(session: UploadSession, request: WireRequest): WireResponse {
  const place = placeOf(session).replace('/api/v2.0/', '')
  return json(200, {
    '@odata.context': `${request.origin}/api/v2.0/$metadata#${place}/AttachmentSessions/$entity`,
    ExpirationDateTime: new Date(session.expiresAt).toISOString(),
    NextExpectedRanges: [String(session.received)],
  })
}

type Item = Pick<UploadSession, 'name' | 'size' | 'contentType' | 'isInline' | 'contentId'>

function readItem(call: MailboxCall): Item {
  const body = jsonBody(call.request)
  const item = (body.AttachmentItem ?? body.attachmentItem) as Record<string, unknown> | undefined
  if (typeof item !== 'object' || item === null) throw refuse.argument('The AttachmentItem is missing.')
  const { attachmentType, name, size, contentType, isInline, contentId } = item
  if (String(attachmentType).toLowerCase() !== 'file') {
    throw refuse.argument('Only files can be attached by an upload session.')
  }
  if (typeof name !== 'string' || name === '' || typeof size !== 'number' || !Number.isInteger(size)) {
    throw refuse.argument("The attachment item needs a 'name' and a 'size'.")
  }
  checkSize(call.limits, size)
  return {
    name,
    size,
    contentType: typeof contentType === 'string' ? contentType : guessType(name),
    isInline: isInline === true,
    contentId: typeof contentId === 'string' ? contentId : null,
  }
}

/** Both codes are seen in public issues; the statuses are not documented. */
function checkSize(limits: GraphLimits, size: number): void {
  if (size < limits.directAttachmentBytes) {
    throw new GraphError(
      400,
      'ErrorAttachmentSizeShouldNotBeLessThanMinimumSize',
      'The size of the attachment must be greater than the minimum size of 3 MB.',
    )
  }
  if (size > limits.uploadedMessageBytes) {
    throw new GraphError(
      413,
      'ErrorAttachmentSizeLimitExceeded',
      'The attachment is larger than the maximum of 150 MB.',
    )
  }
}

function placeOf({ user, tenant, shownMessageId }: UploadSession): string {
  return `/api/v2.0/Users('${user.id}@${tenant.id}')/Messages('${shownMessageId}')`
}

function sessionsOf(world: World): Map<string, UploadSession> {
  const known = sessions.get(world) ?? new Map<string, UploadSession>()
  sessions.set(world, known)
  return known
}

/** The pieces of an upload that was given up would stay in memory. */
function forgetExpired(world: World): void {
  for (const { id, expiresAt } of sessionsOf(world).values()) {
    if (expiresAt <= world.clock.now()) sessionsOf(world).delete(id)
  }
}
