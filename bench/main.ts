import { readdir } from 'node:fs/promises'
import { startPostgres } from '../server/src/lib/postgres.ts'
import { migrate } from '../server/src/store/migrate.ts'
import { temporaryFolder } from '../server/testing/temporary-folder.ts'

/**
 * What bench/<name>.ts exports as `bench`. `url`: a migrated, empty database with durable settings, for this run
 * alone. `say`: a line for people.
 */
export type Bench = (context: { url: string; say(line: string): void }) => Promise<BenchResult>
export interface BenchResult {
  name: string
  /** Our figure ÷ the limit's or the peer's, measured in the same run. */
  ratio: number
  [figure: string]: unknown
}

/** `npm run bench <name>`; with `--json` the last line is the result as one JSON object. */
async function main(): Promise<void> {
  const [name, ...options] = process.argv.slice(2)
  const known = await names()
  if (name === undefined || !known.includes(name)) {
    console.error(`${name ? `There is no benchmark "${name}". ` : ''}Known: ${known.join(', ')}`)
    process.exitCode = 2
    return
  }
  const { bench } = (await import(`./${name}.ts`)) as { bench: Bench }
  const folder = await temporaryFolder('bench')
  const postgres = await startPostgres(folder.path)
  try {
    const url = await postgres.database('bench')
    await migrate(url)
    const result = await bench({ url, say: (line) => console.log(line) })
    if (options.includes('--json')) console.log(JSON.stringify(result))
  } finally {
    await postgres.stop()
    await folder.remove()
  }
}

async function names(): Promise<string[]> {
  const files = await readdir(import.meta.dirname, { withFileTypes: true })
  return files
    .filter((file) => file.isFile() && /^[a-z-]+\.ts$/.test(file.name) && file.name !== 'main.ts')
    .map((file) => file.name.replace(/\.ts$/, ''))
    .sort()
}

await main()
