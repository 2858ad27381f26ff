import { readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'

const root = resolve(import.meta.dirname, '..')

/** Row of each folder of server/src: imports point down the rows, never sideways, never up. */
const rows: Record<string, number> = {
  lib: 0,
  'config.ts': 0,
  'errors.ts': 0,
  providers: 1,
  store: 1,
  queue: 1,
  vault: 2,
  sync: 3,
  mail: 3,
  routing: 3,
  verify: 3,
  api: 4,
  jobs: 4,
  cli: 5,
  'main.ts': 6,
  demo: 6,
  'demo.ts': 7,
}
const bannedNames = /(^|-)(utils?|helpers?|common|manager|service)(-|\.|$)/
// 'memory' and 'login' are ordinary words; these only ever mean a provider.
const providerNames = /\b(graph|ews|imap|gmail)\b/i
const providerNamesAllowed = ['server/src/providers/', 'server/src/demo', 'server/src/config.ts']

interface Source {
  path: string
  text: string
  imports: string[]
}

/** All breaches of the rules of docs/architecture.md that Biome does not check, one line each. */
export function findBreaches(): string[] {
  const sources = ['model', 'server', 'web/src', 'emulator', 'client/src', 'bench', 'e2e', 'scripts'].flatMap(
    readSources,
  )
  return [
    ...sources.flatMap(breachesOfRows),
    ...sources.flatMap(breachesOfMembers),
    ...sources.flatMap(breachesOfProviders),
    ...sources.flatMap(breachesOfNames),
    ...medianBreach(sources),
  ]
}

function readSources(folder: string): Source[] {
  const entries = readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile() && /\.(ts|tsx|mjs)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !path.includes(`node_modules${sep}`) && !path.includes(`${sep}dist${sep}`))
    .map((file) => {
      const text = readFileSync(file, 'utf8')
      const found = [...text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map((match) => match[1] ?? '')
      const imports = found.map((name) =>
        name.startsWith('.') ? relative(root, resolve(dirname(file), name)).replaceAll(sep, '/') : name,
      )
      return { path: relative(root, file).replaceAll(sep, '/'), text, imports }
    })
}

const isTest = (path: string) => /\.(test|conformance)\.tsx?$/.test(path) || path.includes('/testing/')

/** The folder (or file) directly below server/src in which a path lies. */
function place(path: string): string | undefined {
  return path.startsWith('server/src/') ? path.split('/')[2] : undefined
}

function breachesOfRows(source: Source): string[] {
  const from = place(source.path)
  if (from === undefined || isTest(source.path)) return []
  const row = rows[from]
  if (row === undefined) return [`${source.path}: ${from} has no row in scripts/architecture.ts`]
  return source.imports.flatMap((target) => {
    const to = place(target)
    if (to === undefined || to === from) return []
    const below = rows[to]
    // Row 0 is one floor: config, errors and lib may use each other.
    if (below !== undefined && (below < row || (below === 0 && row === 0))) return []
    return [`${source.path} (row ${row}) imports ${target} (row ${below}): imports point down the rows`]
  })
}

/** Emulator and server share no code; model and client import nothing; the page only those two. */
function breachesOfMembers(source: Source): string[] {
  if (isTest(source.path) || source.path === 'server/src/demo.ts') return []
  const member = source.path.split('/')[0] ?? ''
  const foreign: Record<string, RegExp> = {
    emulator: /^(server|web|model|bench)\/|^@tandem\//,
    server: /^(emulator|web|bench|e2e)\//,
    client: /^(server|model|web|emulator|bench)\/|^@tandem\//,
    model: /^(server|web|emulator)\/|^@tandem\/(?!model)/,
    web: /^(server|emulator|bench)\/|^@tandem\/(?!model|client)/,
  }
  const forbidden = foreign[member]
  return source.imports
    .filter((target) => forbidden?.test(target))
    .map((target) => `${source.path} imports ${target}: ${member} stands on its own`)
}

function breachesOfProviders(source: Source): string[] {
  const breaches: string[] = []
  const folder = /^server\/src\/providers\/([^/]+)\//.exec(source.path)?.[1]
  if (folder !== undefined && !isTest(source.path)) {
    for (const target of source.imports) {
      const other = /^server\/src\/providers\/([^/]+)\//.exec(target)?.[1]
      if (other !== undefined && other !== folder && other !== 'login')
        breaches.push(`${source.path} imports ${target}: providers do not import each other`)
    }
  }
  if (!source.path.startsWith('server/src/') || isTest(source.path)) return breaches
  if (providerNamesAllowed.some((allowed) => source.path.startsWith(allowed))) return breaches
  const code = source.text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '').replace(/Microsoft Graph|Graph's/g, '')
  const found = providerNames.exec(code)
  if (found) breaches.push(`${source.path} names a provider ("${found[0]}"): only providers/ may`)
  return breaches
}

function breachesOfNames(source: Source): string[] {
  const name = basename(source.path)
  const breaches: string[] = []
  if (bannedNames.test(name.replace(/\.(test\.)?tsx?$/, '')))
    breaches.push(`${source.path}: the name says nothing`)
  if (name === 'index.ts') breaches.push(`${source.path}: no index.ts`)
  if (!/^[a-z0-9][a-z0-9.-]*$/.test(name)) breaches.push(`${source.path}: file names are kebab-case`)
  return breaches
}

function medianBreach(sources: Source[]): string[] {
  const lengths = sources
    .filter((source) => !isTest(source.path) && !source.path.endsWith('/schema.ts'))
    .map((source) => source.text.split('\n').length)
    .sort((a, b) => a - b)
  const median = lengths[Math.floor(lengths.length / 2)] ?? 0
  return median > 120 ? [`The median file has ${median} lines; 120 is the limit`] : []
}

if (import.meta.main) {
  const breaches = findBreaches()
  for (const breach of breaches) console.error(breach)
  process.exitCode = breaches.length === 0 ? 0 : 1
}
