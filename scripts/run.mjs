// Runs a file on the Node that this project pins, after installing what is missing. The only file that must
// work on whatever Node (20 or newer) and npm the machine has.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { constants } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..')
const stamp = join(root, 'node_modules/.cache/tandem-installed')
const lock = createHash('sha256')
  .update(readFileSync(join(root, 'package-lock.json')))
  .digest('hex')

if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== lock) {
  console.error('Installing what package-lock.json names (once) …')
  // Pinned tools ask for a newer Node than npm may run on; they run on the pinned one.
  const done = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  })
  if (done.status !== 0) {
    console.error(
      'npm ci failed: see above. Without a network, or behind a proxy, set npm up for it and try again.',
    )
    process.exit(done.status ?? 1)
  }
  mkdirSync(dirname(stamp), { recursive: true })
  writeFileSync(stamp, lock)
}

const node = join(root, 'node_modules/node/bin', process.platform === 'win32' ? 'node.exe' : 'node')
if (!existsSync(node)) {
  console.error(
    'The pinned Node is missing: npm did not run its install script. Run `npm install-scripts approve node` and `npm rebuild node`.',
  )
  process.exit(1)
}
// What Node has made of the sources is kept, for the processes started from here too: they start in half the time.
// biome-ignore lint/style/noProcessEnv: it is handed on whole.
const env = { NODE_COMPILE_CACHE: join(root, 'node_modules/.cache/node'), ...process.env }
const child = spawn(node, process.argv.slice(2), { cwd: root, env, stdio: 'inherit' })
// Ctrl-C reaches the whole foreground group; a signal sent to npm alone must be handed on.
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
process.on('SIGINT', () => undefined)
child.on('exit', (code, signal) => process.exit(signal ? 128 + constants.signals[signal] : (code ?? 1)))
