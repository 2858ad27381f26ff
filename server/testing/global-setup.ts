import type { TestProject } from 'vitest/node'
import { startPostgres } from '../src/lib/postgres.ts'
import { migrate } from '../src/store/migrate.ts'
import { temporaryFolder } from './temporary-folder.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    postgresUrl: string
    templateName: string
  }
}

/** One PostgreSQL for the whole run, with a migrated template database that each test file clones. */
export default async function setup(project: TestProject) {
  const folder = await temporaryFolder('test')
  const postgres = await startPostgres(folder.path, { fast: true })
  await migrate(await postgres.database('template'))
  project.provide('postgresUrl', postgres.url)
  project.provide('templateName', 'template')
  return async () => {
    await postgres.stop()
    await folder.remove()
  }
}
