import { createHash } from 'node:crypto'
import type { Readable } from 'node:stream'
import { mailboxPath } from '@tandem/model/api/contacts.ts'
import { attachmentQuery, messagePath, uploadedAttachment } from '@tandem/model/api/messages.ts'
import { z } from 'zod'
import { TandemError } from '../../errors.ts'
import {
  addChunk,
  beginAttachment,
  chunkBytes,
  deleteAttachment,
  finishAttachment,
} from '../../store/attachments.ts'
import type { Database } from '../../store/database.ts'
import type { Access } from '../access.ts'
import type { ApiDeps, App } from '../deps.ts'
import { mailboxOf } from '../mailbox-path.ts'
import { once } from '../once.ts'
import { attachmentBytes } from '../sending-rules.ts'

const tags = ['Mail']
const config = { access: ['organisation', 'agent'] satisfies Access[] }
const path = '/mailboxes/:mailbox/attachments'

/** /mailboxes/{mailbox}/attachments: files to be sent, uploaded before the message that carries them. */
export function attachmentRoutes(app: App, deps: ApiDeps): void {
  // A scope of its own: here a body of any type is the file itself.
  app.register((scope, _options, done) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', (_request, payload, parsed) => parsed(null, payload))
    uploadRoute(scope.withTypeProvider() as App, deps)
    done()
  })
  deleteRoute(app, deps)
}

function uploadRoute(app: App, { db }: ApiDeps): void {
  app.post(
    path,
    {
      config,
      // Counted here as it comes; Fastify's own limit is for bodies that are held whole.
      bodyLimit: attachmentBytes * 2,
      schema: {
        tags,
        summary: 'Upload a file to be attached: the body is the file itself, at most 150 MB',
        consumes: ['application/octet-stream'],
        params: mailboxPath,
        querystring: attachmentQuery,
        response: { 201: uploadedAttachment },
      },
    },
    async (request, reply) => {
      const mailbox = await mailboxOf(request, db, request.params.mailbox)
      if (Number(request.headers['content-length'] ?? 0) > attachmentBytes) {
        reply.header('connection', 'close')
        request.raw.resume()
        throw tooLarge()
      }
      const { name, contentType } = request.query
      const id = await beginAttachment(db, mailbox, { name, contentType })
      try {
        const { size, hash } = await store(db, id, (request.body as Readable | undefined) ?? request.raw)
        // What makes the request the same when it is repeated.
        request.body = { size, hash }
        const answer = await once(request, reply, db, {
          status: 201,
          work: async (tx) => {
            await finishAttachment(tx, id, size)
            return { id, name, contentType, size }
          },
        })
        if (answer.id !== id) await deleteAttachment(db, mailbox.id, id)
        reply.header('location', `/api/v1/mailboxes/${mailbox.id}/attachments/${answer.id}`)
        return answer
      } catch (error) {
        await deleteAttachment(db, mailbox.id, id)
        // What still comes is not read to its end: the connection ends with the answer.
        reply.header('connection', 'close')
        request.raw.resume()
        throw error
      }
    },
  )
}

function deleteRoute(app: App, { db }: ApiDeps): void {
  app.delete(
    `${path}/:id`,
    {
      config,
      schema: {
        tags,
        summary: 'Take back a file that no message carries',
        params: messagePath,
        response: { 200: z.object({ id: z.uuid() }) },
      },
    },
    async (request, reply) => {
      const mailbox = await mailboxOf(request, db, request.params.mailbox)
      const { id } = request.params
      return await once(request, reply, db, {
        status: 200,
        work: async (tx) => {
          if (await deleteAttachment(tx, mailbox.id, id)) return { id }
          throw new TandemError(
            'not-found',
            `This mailbox has no file ${id} that could be taken back: a message may carry it.`,
          )
        },
      })
    },
  )
}

/** Stores a body as it comes, a row at a time; never more than two rows are held. */
async function store(db: Database, id: string, body: Readable): Promise<{ size: number; hash: string }> {
  const hash = createHash('sha256')
  let [size, place] = [0, 0]
  let waiting: Buffer[] = []
  let held = 0
  const flush = async (bytes: Buffer) => {
    await addChunk(db, id, place, bytes)
    place += 1
  }
  // Leaving the loop must not cut the connection: the answer goes over it.
  for await (const piece of body.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += piece.length
    if (size > attachmentBytes) throw tooLarge()
    hash.update(piece)
    waiting.push(piece)
    held += piece.length
    while (held >= chunkBytes) {
      const together = Buffer.concat(waiting, held)
      await flush(together.subarray(0, chunkBytes))
      waiting = [together.subarray(chunkBytes)]
      held -= chunkBytes
    }
  }
  if (held > 0) await flush(Buffer.concat(waiting, held))
  return { size, hash: hash.digest('hex') }
}

function tooLarge(): TandemError {
  return new TandemError(
    'too-large',
    'The file is larger than 150 MB, which is more than mail can carry. Send a link to it instead.',
  )
}
