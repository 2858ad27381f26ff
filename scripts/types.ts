import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { startPostgres } from '../server/src/lib/postgres.ts'
import { migrate } from '../server/src/store/migrate.ts'
import { temporaryFolder } from '../server/testing/temporary-folder.ts'

const target = resolve(import.meta.dirname, '../server/src/store/schema.ts')

/** Generates server/src/store/schema.ts from a freshly migrated database; `--verify` only compares. */
async function main() {
  const folder = await temporaryFolder('types')
  const postgres = await startPostgres(folder.path, { fast: true })
  try {
    const url = await postgres.database('types')
    await migrate(url)
    const out = join(folder.path, 'schema.ts')
    const codegen = resolve(import.meta.dirname, '../node_modules/kysely-codegen/dist/cli/bin.js')
    const options = [
      '--dialect',
      'postgres',
      '--url',
      url,
      '--out-file',
      out,
      '--exclude-pattern',
      '{migration,public.migration,graphile_worker.*}',
    ]
    options.push('--type-mapping', JSON.stringify({ int8: 'number' }))
    await promisify(execFile)(process.execPath, [codegen, ...options])
    const generated = await readFile(out, 'utf8')
    if (!process.argv.includes('--verify')) return await writeFile(target, generated)
    if (generated === (await readFile(target, 'utf8'))) return
    console.error(
      'server/src/store/schema.ts does not fit the migrations: run `npm run types` and commit it.',
    )
    process.exitCode = 1
  } finally {
    await postgres.stop()
    await folder.remove()
  }
}

await main()
