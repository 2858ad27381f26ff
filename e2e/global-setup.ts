import { execFile } from 'node:child_process'
import { resolve } from 'node:path'
import { promisify } from 'node:util'
import type { TestProject } from 'vitest/node'
import { temporaryFolder } from '../server/testing/temporary-folder.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where demos are kept that have been started once (demo.ts). */
    started: string
  }
}

const build = "import { buildPage } from './server/src/demo/page.ts'; await buildPage()"

/**
 * Once for all suites, which else would build the page at the same time. As people get it: the test runner's own NODE_ENV would
 * take the library's development code.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const options = ['-u', 'NODE_ENV', process.execPath, '--input-type=module', '--eval', build]
  await promisify(execFile)('env', options, { cwd: resolve(import.meta.dirname, '..') })
  const { path, remove } = await temporaryFolder('started')
  project.provide('started', path)
  return remove
}
