/**
 * Bytes of attachments and messages, kept once however many messages hold them: in memory, or as files below a folder. What is small stays in
 * memory as well, what is large is read when it is asked for.
 */
import { createHash } from 'node:crypto'
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writevSync,
} from 'node:fs'
import { join } from 'node:path'

/** Names bytes that are kept; plain JSON. */
export interface Content {
  /** SHA-256 in hex. */
  hash: string
  size: number
}

export interface Contents {
  /** Keeps the bytes, which may come in pieces: large ones are not put together in memory when there is a folder. */
  put(...pieces: Uint8Array[]): Content
  get(content: Content): Buffer
  /** From now on bytes are kept in this folder too. */
  keepIn(folder: string): void
  /** Forgets what is not among these hashes. */
  retain(hashes: Set<string>): void
}

/** Larger ones are read from the folder each time. */
const inMemory = 256 * 1024

/** Nothing is kept at first. */
export function createContents(): Contents {
  const memory = new Map<string, Buffer>()
  let folder: string | undefined
  return {
    put: (...pieces) => {
      const content = describe(pieces)
      if (memory.has(content.hash)) return content
      if (folder !== undefined) writeFile(folder, content, pieces)
      if (folder === undefined || content.size <= inMemory) memory.set(content.hash, Buffer.concat(pieces))
      return content
    },
    get: ({ hash, size }) => {
      const known = memory.get(hash)
      if (known) return known
      if (folder === undefined) throw new Error(`the bytes ${hash} are not kept`)
      const bytes = readFileSync(join(folder, hash))
      if (size <= inMemory) memory.set(hash, bytes)
      return bytes
    },
    keepIn: (given) => {
      folder = given
      mkdirSync(folder, { recursive: true, mode: 0o700 })
    },
    retain: (hashes) => {
      for (const hash of memory.keys()) if (!hashes.has(hash)) memory.delete(hash)
      for (const name of folder === undefined ? [] : readdirSync(folder)) {
        if (!hashes.has(name)) rmSync(join(folder as string, name), { force: true })
      }
    },
  }
}

function describe(pieces: Uint8Array[]): Content {
  const hash = createHash('sha256')
  for (const piece of pieces) hash.update(piece)
  return { hash: hash.digest('hex'), size: pieces.reduce((sum, { byteLength }) => sum + byteLength, 0) }
}

/** Under its name only when it is whole. */
function writeFile(folder: string, { hash }: Content, pieces: Uint8Array[]): void {
  const file = join(folder, hash)
  if (existsSync(file)) return
  const part = `${file}.part`
  const handle = openSync(part, 'w', 0o600)
  try {
    for (const piece of pieces) writeWhole(handle, piece)
  } finally {
    closeSync(handle)
  }
  renameSync(part, file)
}

function writeWhole(handle: number, piece: Uint8Array): void {
  for (let at = 0; at < piece.byteLength; ) at += writevSync(handle, [piece.subarray(at)])
}
