import type { CreateMessage } from '@tandem/model/api/messages.ts'
import { TandemError } from '../errors.ts'
import { parseMail } from '../mail/inbound/parse-mail.ts'
import type { RawStore } from '../mail/inbound/raw-store.ts'
import {
  addChunk,
  beginAttachment,
  chunkBytes,
  finishAttachment,
  holdAttachments,
} from '../store/attachments.ts'
import type { Owner } from '../store/batches.ts'
import type { Db } from '../store/database.ts'
import { getInbound, type InboundRow } from '../store/inbound-messages.ts'

type Wished = CreateMessage['attachments'][number]
type Uploaded = Extract<Wished, { id: string }>

/** A file of a message that came, to be copied. */
interface Came {
  row: InboundRow
  place: number
  size: number
}

/** What a message carries, in order, and its bytes. */
export interface MessageFiles {
  files: (Uploaded | Came)[]
  bytes: number
}

/** Looks up what a message shall carry; `quoted`: the message whose text goes along, with the pictures in it. Nothing is copied yet. */
export async function messageFiles(
  tx: Db,
  mailbox: Owner,
  wish: Pick<CreateMessage, 'attachments'>,
  quoted: InboundRow | undefined,
): Promise<MessageFiles> {
  mustBeOnce(wish.attachments)
  const ids = wish.attachments.flatMap((one) => ('id' in one ? [one.id] : []))
  const uploads = new Map((await holdAttachments(tx, mailbox.id, ids)).map((file) => [file.id, file]))
  const files: MessageFiles['files'] = []
  let bytes = 0
  for (const [index, one] of wish.attachments.entries()) {
    if ('id' in one) {
      bytes += uploadedSize(one.id, uploads.get(one.id), `/attachments/${index}/id`)
      files.push(one)
      continue
    }
    const row = await getInbound(tx, one.inbound, mailbox.organisationId)
    const file = row?.mailboxId === mailbox.id ? row.content.attachments[one.place] : undefined
    if (!row || !file)
      throw invalid(
        `/attachments/${index}`,
        `No message ${one.inbound} with a file ${one.place} has come into this mailbox. GET /api/v1/conversations/{id} lists the files of each message with their places.`,
      )
    files.push({ row, place: one.place, size: file.size })
  }
  files.push(...picturesOf(quoted, wish.attachments))
  for (const file of files) if ('row' in file) bytes += file.size
  return { files, bytes }
}

/** Copies what came with other messages, so that the message carries it as its own; all or nothing with `tx`. */
export async function copyFiles(
  tx: Db,
  store: RawStore,
  mailbox: Owner,
  files: MessageFiles['files'],
): Promise<{ id: string; contentId: string | null }[]> {
  // One at a time: each may be as large as mail can be.
  let open: { raw: string; mail: Awaited<ReturnType<typeof parseMail>> } | undefined
  const carried: { id: string; contentId: string | null }[] = []
  for (const file of files) {
    if (!('row' in file)) {
      carried.push({ id: file.id, contentId: file.contentId ?? null })
      continue
    }
    const { raw } = file.row
    if (open?.raw !== raw) open = { raw, mail: await parseMail(await bytesOf(store, raw)) }
    const { name, contentType, contentId, isInline, content } = open.mail.attachments[file.place]!
    const id = await beginAttachment(tx, mailbox, { name, contentType })
    for (let place = 0; place * chunkBytes < content.length; place += 1)
      await addChunk(
        tx,
        id,
        place,
        Buffer.from(content.subarray(place * chunkBytes, (place + 1) * chunkBytes)),
      )
    await finishAttachment(tx, id, content.length)
    // A picture within the text is named by it; other files need no name, and a foreign one could be anything.
    carried.push({ id, contentId: isInline ? contentId : null })
  }
  return carried
}

/** The bytes of a message as it came. */
export async function bytesOf(store: RawStore, raw: string): Promise<Uint8Array> {
  if (raw === '')
    throw new TandemError('not-found', 'This message was erased: its original and its files are gone.')
  const bytes = await store.get(raw)
  if (bytes) return bytes
  throw new TandemError(
    'not-found',
    'The bytes of this message are not where they are kept. Whoever runs Tandem finds them: the setting MAIL_FOLDER names the folder (or MAIL_STORE the bucket), and it must be the same for every process.',
  )
}

/** What the HTML of a quoted message shows. */
function picturesOf(quoted: InboundRow | undefined, wished: Wished[]): Came[] {
  if (!quoted || quoted.content.html === null) return []
  const isNamed = (place: number) =>
    wished.some((one) => 'inbound' in one && one.inbound === quoted.id && one.place === place)
  return quoted.content.attachments
    .filter(({ isInline, place }) => isInline && !isNamed(place))
    .map(({ place, size }) => ({ row: quoted, place, size }))
}

function mustBeOnce(wished: Wished[]): void {
  const names = wished.map((one) => ('id' in one ? one.id : `${one.inbound} ${one.place}`))
  const twice = names.findIndex((name, place) => names.indexOf(name) !== place)
  if (twice >= 0)
    throw invalid(
      'id' in wished[twice]! ? `/attachments/${twice}/id` : `/attachments/${twice}`,
      'The same file is named twice.',
    )
}

function uploadedSize(
  id: string,
  file: Awaited<ReturnType<typeof holdAttachments>>[number] | undefined,
  pointer: string,
): number {
  if (!file)
    throw invalid(
      pointer,
      `This mailbox has no file ${id}. Upload it first: POST /api/v1/mailboxes/{mailbox}/attachments. One that no message carries is kept for a day.`,
    )
  if (file.size === null) throw invalid(pointer, `The upload of ${file.name} has not ended. Upload it again.`)
  if (file.dropped)
    throw invalid(
      pointer,
      `The bytes of ${file.name} are kept for a week after it was sent. Upload it again.`,
    )
  return file.size
}

function invalid(pointer: string, detail: string): TandemError {
  return new TandemError('invalid-input', detail, [{ pointer, detail }])
}
