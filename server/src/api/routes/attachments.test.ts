import { Readable } from 'node:stream'
import type { OutgoingMessage, UploadedAttachment } from '@tandem/model/api/messages.ts'
import { expect, test } from 'vitest'
import { createTestApi } from '../../../testing/api.ts'
import { createTestMailbox } from '../../../testing/mailbox.ts'
import { sweep } from '../../jobs/sweep.ts'
import { createMemoryServer } from '../../providers/memory/provider.ts'
import { chunkBytes, readAttachment } from '../../store/attachments.ts'
import { attachmentBytes } from '../sending-rules.ts'

const { provider } = createMemoryServer()
const { app, db, asOperator } = await createTestApi({ providers: { memory: provider } })
const mailbox = await createTestMailbox(db)
await db.updateTable('connection').set({ wanted: '{"send": true}' }).execute()
const path = `/api/v1/mailboxes/${mailbox.id}/attachments`

async function upload(bytes: Buffer, headers: Record<string, string> = {}, query = 'name=a.bin') {
  const answer = await app.inject({
    method: 'POST',
    url: `${path}?${query}`,
    headers: { ...asOperator, 'content-type': 'application/pdf', ...headers },
    payload: bytes,
  })
  return { status: answer.statusCode, body: answer.json() as UploadedAttachment }
}

async function bytesOf(id: string, size: number, offset = 0): Promise<Buffer> {
  const pieces = []
  for await (const piece of readAttachment(db, { id, size }, offset)) pieces.push(piece)
  return Buffer.concat(pieces)
}

async function stored(): Promise<string[]> {
  return (await db.selectFrom('attachment').select('id').execute()).map((row) => row.id)
}

test.each([0, 1, chunkBytes, chunkBytes + 1, 3_500_000])(
  'POST /mailboxes/{mailbox}/attachments keeps a file of %i bytes to the byte',
  async (size) => {
    const bytes = Buffer.alloc(size, 'all that is in it, over and over. ')
    const { status, body } = await upload(bytes, {}, 'name=%CE%B4.pdf&contentType=application/pdf')
    expect([status, body]).toEqual([
      201,
      { id: body.id, name: 'δ.pdf', contentType: 'application/pdf', size },
    ])
    expect((await bytesOf(body.id, size)).equals(bytes)).toBe(true)
    const offset = Math.floor(size * 0.7)
    expect((await bytesOf(body.id, size, offset)).equals(bytes.subarray(offset))).toBe(true)
  },
)

test('POST /mailboxes/{mailbox}/attachments takes a body of any type as it is, also JSON', async () => {
  const { body } = await upload(Buffer.from('{"a": '), { 'content-type': 'application/json' })
  expect((await bytesOf(body.id, 6)).toString()).toBe('{"a": ')
})

test('POST /mailboxes/{mailbox}/attachments with an Idempotency-Key keeps one file', async () => {
  const key = { 'idempotency-key': crypto.randomUUID() }
  const before = await stored()
  const first = await upload(Buffer.from('same'), key)
  expect(await upload(Buffer.from('same'), key)).toEqual(first)
  expect((await upload(Buffer.from('other'), key)).status).toBe(409)
  expect((await stored()).filter((id) => !before.includes(id))).toEqual([first.body.id])
})

test('POST /mailboxes/{mailbox}/attachments refuses more than 150 MB with a sentence and keeps nothing', async () => {
  const before = await stored()
  const declared = await app.inject({
    method: 'POST',
    url: `${path}?name=a`,
    headers: { ...asOperator, 'content-length': String(attachmentBytes + 1) },
    payload: Readable.from([Buffer.from('x')]),
  })
  expect(declared.statusCode).toBe(413)
  async function* tooMuch() {
    const piece = Buffer.alloc(8 * 1024 * 1024)
    for (let sent = 0; sent <= attachmentBytes; sent += piece.length) yield piece
  }
  const streamed = await app.inject({
    method: 'POST',
    url: `${path}?name=a`,
    headers: { ...asOperator, 'content-type': 'x/y' },
    payload: Readable.from(tooMuch()),
  })
  expect([streamed.statusCode, streamed.json().detail]).toEqual([413, expect.stringContaining('150 MB')])
  expect(await stored()).toEqual(before)
}, 60_000)

test('DELETE /mailboxes/{mailbox}/attachments/{id} takes back what no message carries', async () => {
  const { body } = await upload(Buffer.from('x'))
  const remove = (id: string) => app.inject({ method: 'DELETE', url: `${path}/${id}`, headers: asOperator })
  const message = await app.inject({
    method: 'POST',
    url: `/api/v1/mailboxes/${mailbox.id}/messages`,
    headers: asOperator,
    payload: {
      to: [{ address: 'a@b.example' }],
      text: 'x',
      attachments: [{ id: body.id, contentId: 'logo' }],
    },
  })
  const carried = { id: body.id, name: 'a.bin', contentType: 'application/octet-stream', size: 1 }
  expect((message.json() as OutgoingMessage).attachments).toEqual([
    { ...carried, contentId: 'logo', sent: 0 },
  ])
  expect((await remove(body.id)).statusCode).toBe(404)
  const other = await upload(Buffer.from('x'))
  expect((await remove(other.body.id)).statusCode).toBe(200)
  expect(await stored()).not.toContain(other.body.id)
})

test('a sweep deletes orphans after a day and drops the bytes of what went out a week ago', async () => {
  const [orphan, young, sent] = [
    await upload(Buffer.from('o')),
    await upload(Buffer.from('y')),
    await upload(Buffer.from('s')),
  ]
  const message = await app.inject({
    method: 'POST',
    url: `/api/v1/mailboxes/${mailbox.id}/messages`,
    headers: asOperator,
    payload: { to: [{ address: 'a@b.example' }], text: 'x', attachments: [{ id: sent.body.id }] },
  })
  const days = (count: number) => new Date(Date.now() - count * 86_400_000)
  const age = async (id: string, created_at: Date) =>
    await db.updateTable('attachment').set({ created_at }).where('id', '=', id).execute()
  await age(orphan.body.id, days(2))
  await age(sent.body.id, days(9))
  expect(await sweep(db)).toMatchObject({ files: 1 })
  await db
    .updateTable('outgoing_message')
    .set({ state: 'sent', updated_at: days(8) })
    .where('id', '=', message.json().id)
    .execute()
  expect(await sweep(db)).toMatchObject({ files: 1 })
  expect(await stored()).not.toContain(orphan.body.id)
  expect(await stored()).toEqual(expect.arrayContaining([young.body.id, sent.body.id]))
  await expect(bytesOf(sent.body.id, 1)).rejects.toThrow('end at 0')
})
