import { idPath } from '@tandem/model/api/paging.ts'
import { attachmentPath, pictureQuery } from '@tandem/model/api/queues.ts'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Dispatcher } from 'undici'
import { TandemError } from '../../errors.ts'
import { heldPictures } from '../../lib/clean-html.ts'
import { createDispatcher } from '../../lib/outside.ts'
import { openRawStore } from '../../mail/inbound/open-raw-store.ts'
import { parseMail } from '../../mail/inbound/parse-mail.ts'
import { getInbound } from '../../store/inbound-messages.ts'
import { type Access, organisationScope } from '../access.ts'
import type { ApiDeps, App } from '../deps.ts'
import { bytesOf } from '../message-files.ts'
import { loadPicture } from '../outside-picture.ts'

const tags = ['Queues']
const config = { access: ['organisation', 'agent'] satisfies Access[] }

/** /inbound-messages: a message of a queue as it came, and its files. */
export function inboundMessageRoutes(app: App, deps: ApiDeps): void {
  const { db, config: settings } = deps
  pictureRoute(app, deps)
  const store = openRawStore(settings)
  const wanted = async (request: FastifyRequest, id: string): Promise<Uint8Array> => {
    const row = await getInbound(db, id, organisationScope(request))
    if (!row) throw new TandemError('not-found', 'There is no such message.')
    return await bytesOf(store, row.raw)
  }
  app.get(
    '/inbound-messages/:id/raw',
    { config, schema: { tags, summary: 'A message as it came (RFC 5322)', params: idPath } },
    async (request, reply) => {
      const bytes = await wanted(request, request.params.id)
      return await asFile(reply, 'message.eml', 'message/rfc822').send(bytes)
    },
  )
  app.get(
    '/inbound-messages/:id/attachments/:place',
    { config, schema: { tags, summary: 'A file of a message', params: attachmentPath } },
    async (request, reply) => {
      const { id, place } = request.params
      const file = (await parseMail(await wanted(request, id))).attachments[place]
      if (!file) throw new TandemError('not-found', 'The message has no such file.')
      return await asFile(reply, file.name, 'application/octet-stream').send(file.content)
    },
  )
}

/** Pictures of other servers, which wait in the HTML of a message until its reader asks for them. */
function pictureRoute(app: App, { db, config: settings }: ApiDeps): void {
  let dispatcher: Promise<Dispatcher> | undefined
  const open = () =>
    (dispatcher ??= createDispatcher({
      ...(settings.OUTSIDE_CA_FILE !== undefined && { caFile: settings.OUTSIDE_CA_FILE }),
      timeout: settings.OUTSIDE_TIMEOUT_MS,
      inside: settings.ALLOWED_INSIDE,
    }))
  app.addHook('onClose', async () => void (await (await dispatcher)?.close()))
  app.get(
    '/inbound-messages/:id/pictures',
    {
      config,
      schema: {
        tags,
        summary: 'A picture of another server that a message shows, loaded for a reader who asked for it',
        params: idPath,
        querystring: pictureQuery,
      },
    },
    async (request, reply) => {
      const { address } = request.query
      const row = await getInbound(db, request.params.id, organisationScope(request))
      if (!row) throw new TandemError('not-found', 'There is no such message.')
      // Only what the message itself names: this is no way to anywhere else.
      if (!heldPictures(row.content.html ?? '').includes(address))
        throw new TandemError('not-found', 'The message shows no such picture.')
      const { contentType, bytes } = await loadPicture(
        { dispatcher: await open(), inside: settings.ALLOWED_INSIDE },
        address,
      )
      return await asFile(reply, 'picture', contentType).send(bytes)
    },
  )
}

/** Never shown by the browser, always saved: whatever is in it cannot act as our page. */
function asFile(reply: FastifyReply, name: string, contentType: string): FastifyReply {
  return reply.headers({
    'content-type': contentType,
    'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(name.toWellFormed()).replace(/['()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`)}`,
    'content-security-policy': "default-src 'none'; sandbox",
    'x-content-type-options': 'nosniff',
    'cache-control': 'private, no-store',
  })
}
