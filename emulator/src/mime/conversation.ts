/**
 * Conversations as Exchange knows them (MS-OXOMSG 2.2.1.3, PidTagConversationIndex): a GUID that all messages of a conversation share, in an index
 * that grows by five bytes with each reply and travels as the `Thread-Index` header.
 */
import { createHash } from 'node:crypto'

export interface Thread {
  /** GUID in hex. */
  thread: string
  /** Base64. */
  threadIndex: string
}

/** The conversation that a message begins; its GUID is made of the Message-ID, so that every mailbox finds the same. */
export function newThread(internetMessageId: string, at: number): Thread {
  const guid = createHash('sha256').update(internetMessageId).digest().subarray(0, 16)
  const head = Buffer.alloc(6)
  head.writeUInt8(1)
  // FILETIME: 100 ns since 1601; the index keeps its five high bytes after the first.
  const time = (BigInt(Math.trunc(at)) + 11_644_473_600_000n) * 10_000n
  head.writeUIntBE(Number((time >> 16n) & 0xff_ffff_ffffn), 1, 5)
  return { thread: guid.toString('hex'), threadIndex: Buffer.concat([head, guid]).toString('base64') }
}

/** The place of a reply in the conversation of its parent. */
export function replyThread(parent: Thread & { sentAt: number }, at: number): Thread {
  const block = Buffer.alloc(5)
  block.writeUInt32BE(Math.min(0x7fff_ffff, Math.max(0, Math.trunc((at - parent.sentAt) / 26))))
  const index = Buffer.concat([Buffer.from(parent.threadIndex, 'base64'), block])
  return { thread: parent.thread, threadIndex: index.toString('base64') }
}

/** The conversation that a header block speaks of: its `Thread-Index`, else the first message that it refers to. */
export function threadOf(
  headers: { threadIndex?: string; references: string[]; internetMessageId: string },
  at: number,
): Thread {
  const index = Buffer.from(headers.threadIndex ?? '', 'base64')
  if (index.length >= 22) {
    return { thread: index.subarray(6, 22).toString('hex'), threadIndex: index.toString('base64') }
  }
  return newThread(headers.references[0] ?? headers.internetMessageId, at)
}
