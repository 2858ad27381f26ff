import { spawn } from 'node:child_process'
import { resolve } from 'node:path'

/** The random histories of the state machine, ten times as many as in the suite; further arguments go to Vitest. */
const vitest = resolve(import.meta.dirname, '../node_modules/vitest/vitest.mjs')
const args = [vitest, 'run', '--config', 'scripts/fuzz.config.ts', ...process.argv.slice(2)]
const child = spawn(process.execPath, args, { stdio: 'inherit' })
child.on('exit', (code) => {
  process.exitCode = code ?? 1
})
