import { spawn } from 'node:child_process'
import { resolve } from 'node:path'

const root = resolve(import.meta.dirname, '..')
const bin = (path: string) => resolve(root, 'node_modules', path)

/** Everything that can be said without running the product; each line is one check. */
const checks: [string, string[]][] = [
  ['types', [bin('typescript/bin/tsc'), '-p', 'tsconfig.json']],
  ['types of the page', [bin('typescript/bin/tsc'), '-p', 'web/tsconfig.json']],
  ['types of the client', [bin('typescript/bin/tsc'), '-p', 'client/tsconfig.json']],
  ['Biome', [bin('@biomejs/biome/bin/biome'), 'check', '--error-on-warnings']],
  ['knip', [bin('knip/bin/knip.js')]],
  ['architecture', ['scripts/architecture.ts']],
  ['migrations and API fit the types', ['scripts/types.ts', '--verify']],
]

function run([name, args]: [string, string[]]): Promise<boolean> {
  return new Promise((done) => {
    const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    child.stdout.on('data', (chunk) => (output += chunk))
    child.stderr.on('data', (chunk) => (output += chunk))
    child.on('close', (code) => {
      console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${name}`)
      if (code !== 0) console.log(output)
      done(code === 0)
    })
  })
}

// Two at a time: the machines are small.
const results: boolean[] = []
for (let i = 0; i < checks.length; i += 2)
  results.push(...(await Promise.all(checks.slice(i, i + 2).map(run))))
process.exitCode = results.every(Boolean) ? 0 : 1
