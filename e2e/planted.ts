import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'

/** A secret as it is, percent-encoded, or in base64. */
export function holds(text: string, secret: string): boolean {
  const forms = [
    secret,
    encodeURIComponent(secret),
    Buffer.from(secret)
      .toString('base64')
      .replace(/.{0,2}=*$/, ''),
  ]
  return forms.some((form) => text.includes(form))
}

/** Every row of every table of every schema as text, those of the job queue included; `table: row`, one a line. */
export async function dumpDatabase(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rows: tables } = await client.query<{ name: string }>(`
      SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
      WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1`)
    const lines: string[] = []
    for (const { name } of tables) {
      const { rows } = await client.query<{ row: string }>(`SELECT t::text AS row FROM ${name} AS t`)
      lines.push(...rows.map(({ row }) => `${name}: ${row}`))
    }
    return lines.join('\n')
  } finally {
    await client.end()
  }
}

/** Every file below a folder with its bytes as text, one character a byte; what vanishes meanwhile is left out. */
export async function filesBelow(folder: string): Promise<{ name: string; text: string }[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  const read = await Promise.all(
    files.map(async (name) => ({ name, text: await readFile(name, 'latin1').catch(() => undefined) })),
  )
  return read.flatMap(({ name, text }) => (text === undefined ? [] : { name, text }))
}

/** Everything a process can still reach in its memory, after a collection of garbage, as V8 writes it down into `folder` on SIGUSR2. */
export async function heapOf(pid: number, folder: string): Promise<string> {
  process.kill(pid, 'SIGUSR2')
  for (;;) {
    const [name] = await readdir(folder)
    const text = name === undefined ? '' : await readFile(join(folder, name), 'utf8')
    // The snapshot is one JSON object: whole once it is closed.
    if (text.trimEnd().endsWith('}') && text.length > 1000) return text
    await wait(500)
  }
}
