import { execFile } from 'node:child_process'
import { resolve } from 'node:path'
import { promisify } from 'node:util'

const build = "import { buildPage } from './server/src/demo/page.ts'; await buildPage()"

/**
 * Once for all suites, which else would build it at the same time. As people get it: the test runner's own NODE_ENV would
 * take the library's development code.
 */
export async function setup(): Promise<void> {
  const options = ['-u', 'NODE_ENV', process.execPath, '--input-type=module', '--eval', build]
  await promisify(execFile)('env', options, { cwd: resolve(import.meta.dirname, '..') })
}
