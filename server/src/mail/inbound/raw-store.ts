import { createHash, randomUUID } from 'node:crypto'
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** Keeps the bytes of messages as they came, each under the SHA-256 of what it is. */
export interface RawStore {
  /** Returns the name (64 hexadecimal digits) once the bytes are safe. */
  put(bytes: Uint8Array): Promise<string>
  /** Undefined: nothing is kept under this name. */
  get(name: string): Promise<Uint8Array | undefined>
  /** Nothing is kept under this name any more, whether it was or not. */
  delete(name: string): Promise<void>
}

/** The name of bytes: their SHA-256. */
export function rawName(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** Whether a text is such a name: what is asked for comes from a row, and leads to a path or an address. */
export function isRawName(name: string): boolean {
  return /^[0-9a-f]{64}$/.test(name)
}

/** In a folder of the file system; several processes may share it. */
export function rawStoreIn(folder: string): RawStore {
  const place = (name: string) => join(folder, name.slice(0, 2), name)
  return {
    put: async (bytes) => {
      const name = rawName(bytes)
      const path = place(name)
      if ((await sizeOf(path)) === bytes.length) return name
      await mkdir(dirname(path), { recursive: true })
      // Written beside it and moved there: what lies under a name is whole, whatever is killed when.
      const draft = `${path}.${randomUUID()}`
      const file = await open(draft, 'wx', 0o600)
      try {
        await file.writeFile(bytes)
        await file.sync()
      } finally {
        await file.close()
      }
      await rename(draft, path)
      await syncFolder(dirname(path))
      return name
    },
    get: async (name) => {
      if (!isRawName(name)) return undefined
      return await readFile(place(name)).catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return undefined
        throw error
      })
    },
    delete: async (name) => {
      if (!isRawName(name)) return
      const path = place(name)
      // With what a killed process left of it half written.
      const beside = await readdir(dirname(path)).catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return []
        throw error
      })
      const drafts = beside.filter((file) => file.startsWith(`${name}.`))
      for (const file of [name, ...drafts]) await rm(join(dirname(path), file), { force: true })
    },
  }
}

/** Only then the name outlives a machine that loses its power; Windows has nothing like it. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const opened = await open(folder, 'r')
  try {
    await opened.sync()
  } finally {
    await opened.close()
  }
}

async function sizeOf(path: string): Promise<number | undefined> {
  return await stat(path).then(
    ({ size }) => size,
    () => undefined,
  )
}
