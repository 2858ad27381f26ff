/**
 * Ids with the look of Exchange's: base64url of a binary entry id that begins with `00 03 24 00`, carries the mailbox's GUID in
 * ASCII and then the folder and the item; immutable ids begin with `00 09 00 2e`. Clients must treat them as opaque and
 * case-sensitive, and store them at their real length (152, 120 and 72 characters).
 */
import type { Mailbox } from './types.ts'

export type IdKind = 'item' | 'folder' | 'immutable'

const itemBytes = 114
const folderBytes = 90
const immutableBytes = 54
/** Where in its bytes the id of an occurrence has its day, and what is added so that no day is 0. */
const itemDayAt = 92
const immutableDayAt = 43
const dayOffset = 1_000_000
const attachmentBytes = 132

/** The next id of a folder. */
export function newFolderId(mailbox: Mailbox): string {
  const bytes = entry(mailbox, folderBytes, 0x2e)
  writeNumber(bytes, mailbox.itemNumber++, 82)
  return bytes.toString('base64url')
}

/** A new folder-bound id of the item with this immutable id: every call gives another, as a move does. */
export function newItemId(mailbox: Mailbox, immutableId: string): string {
  const bytes = entry(mailbox, itemBytes, 0x46)
  writeNumber(bytes, mailbox.itemNumber++, 82)
  writeNumber(bytes, immutableNumber(immutableId), 106)
  return bytes.toString('base64url')
}

/** The id that an item keeps for its life. */
export function newImmutableId(mailbox: Mailbox): string {
  return immutableIdOf(mailbox, mailbox.itemNumber++)
}

/** The immutable id of the item which a folder-bound id names, whether it still exists or not. */
export function immutableIdFor(mailbox: Mailbox, itemId: string): string {
  return immutableIdOf(mailbox, Buffer.from(itemId, 'base64url').readUIntBE(106, 6))
}

/** The id of a series' occurrence on a day (a number since 1970-01-01): the master's id with the day in it, so that it needs no keeping. */
export function occurrenceId(masterId: string, day: number): string {
  const bytes = Buffer.from(masterId, 'base64url')
  const at = bytes.length === immutableBytes ? immutableDayAt : itemDayAt
  bytes.writeUIntBE(day + dayOffset, at, 3)
  return bytes.toString('base64url')
}

/** The master's id and the day in an occurrence's id; no day in that of another item. */
export function splitOccurrenceId(id: string): { masterId: string; day?: number } {
  const bytes = Buffer.from(id, 'base64url')
  const at = bytes.length === immutableBytes ? immutableDayAt : itemDayAt
  const written = bytes.readUIntBE(at, 3)
  if (written === 0) return { masterId: id }
  bytes.writeUIntBE(0, at, 3)
  return { masterId: bytes.toString('base64url'), day: written - dayOffset }
}

/** What kind of id this is; `undefined`: it is malformed. */
export function idKind(id: string): IdKind | undefined {
  if (!/^[A-Za-z0-9_-]+=?$/.test(id)) return undefined
  const bytes = Buffer.from(id, 'base64url')
  const head = bytes.length > 4 ? bytes.readUInt32BE(0) : 0
  if (head === 0x00032400 && bytes.length === itemBytes) return 'item'
  if (head === 0x00032400 && bytes.length === folderBytes) return 'folder'
  if (head === 0x0009002e && bytes.length === immutableBytes) return 'immutable'
  return undefined
}

/** The id of an attachment; it stays when the message moves. */
export function newAttachmentId(mailbox: Mailbox): string {
  const bytes = entry(mailbox, attachmentBytes, 0x46)
  writeNumber(bytes, mailbox.itemNumber++, 82)
  return bytes.toString('base64url')
}

/** The id of a conversation in a mailbox: one conversation has another id for each participant. */
export function conversationId(mailbox: Mailbox, thread: string): string {
  const head = Buffer.from([0x00, 0x04, 0x24, 0x00])
  return Buffer.concat([head, Buffer.from(mailbox.guid, 'ascii'), Buffer.from(thread, 'hex')]).toString(
    'base64url',
  )
}

/** The change key of a change; the ETag is `W/"<change key>"`. */
export function changeKey(mailbox: Mailbox, changeNumber: number): string {
  const bytes = Buffer.alloc(30)
  bytes.set([0x11, 0, 0, 0, 0x16, 0, 0, 0])
  bytes.write(mailbox.guid.replaceAll('-', ''), 8, 'hex')
  writeNumber(bytes, changeNumber, 24)
  return bytes.toString('base64')
}

const entryProvider = Buffer.from('1d840311aa6611cd9bc800aa002fc45a', 'hex')

function immutableIdOf(mailbox: Mailbox, item: number): string {
  const bytes = Buffer.alloc(immutableBytes)
  bytes.set([0x00, 0x09, 0x00, 0x2e])
  bytes.set(entryProvider, 9)
  bytes[25] = 0x0d
  bytes.write(mailbox.guid.replaceAll('-', ''), 27, 'hex')
  writeNumber(bytes, item, 46)
  return bytes.toString('base64url')
}

function immutableNumber(immutableId: string): number {
  return Buffer.from(immutableId, 'base64url').readUIntBE(46, 6)
}

function entry(mailbox: Mailbox, length: number, tail: number): Buffer {
  const bytes = Buffer.alloc(length)
  bytes.set([0x00, 0x03, 0x24, 0x00])
  bytes.write(mailbox.guid, 4, 'ascii')
  bytes[41] = tail
  bytes.set(entryProvider, 46)
  bytes[62] = 0x01
  bytes.write(mailbox.guid.replaceAll('-', ''), 64, 'hex')
  return bytes
}

function writeNumber(bytes: Buffer, value: number, at: number): void {
  bytes.writeUIntBE(value, at, 6)
}
