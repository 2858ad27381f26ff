import { execFile } from 'node:child_process'
import { readdir, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'

const root = resolve(import.meta.dirname, '../../..')

/** Builds the web page when it is missing or older than its sources. */
export async function buildPage(): Promise<{ built: boolean }> {
  const built = await modified(join(root, 'web/dist/index.html'))
  const newest = Math.max(
    ...(await Promise.all(
      ['web/src', 'web/index.html', 'model/src', 'docs/guides', 'package-lock.json'].map(newestIn),
    )),
  )
  if (built >= newest) return { built: false }
  const vite = join(root, 'node_modules/vite/bin/vite.js')
  await promisify(execFile)(process.execPath, [vite, 'build', '--logLevel', 'warn'], {
    cwd: join(root, 'web'),
  })
  return { built: true }
}

async function newestIn(path: string): Promise<number> {
  const full = join(root, path)
  if (!(await stat(full)).isDirectory()) return await modified(full)
  const entries = await readdir(full, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile())
  return Math.max(0, ...(await Promise.all(files.map((file) => modified(join(file.parentPath, file.name))))))
}

/** Epoch milliseconds; 0 when there is no such file. */
async function modified(path: string): Promise<number> {
  return await stat(path).then(
    (found) => found.mtimeMs,
    () => 0,
  )
}
