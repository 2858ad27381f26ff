import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import type { Db } from './database.ts'
import { migrationNames } from './migrate.ts'
import { workersSeen } from './worker.ts'

/** What has to be there before requests can be served well. */
export interface Readiness {
  ready: boolean
  database: boolean
  /** Names of migrations that are not applied. */
  missingMigrations: string[]
  workers: number
}

/** Whoever asks for readiness (a load balancer, an orchestrator) waits a few seconds itself. */
const patience = 3000

/** Looks at the database, its migrations and the workers; an unreachable database is an answer, not an error. */
export async function readiness(db: Db): Promise<Readiness> {
  const names = await migrationNames()
  const looks = Promise.all([
    sql<{ name: string }>`SELECT name FROM migration`.execute(db).catch(() => undefined),
    workersSeen(db).catch(() => 0),
  ])
  const [applied, workers] = await inTime(looks, [undefined, 0])
  if (applied === undefined) return { ready: false, database: false, missingMigrations: [], workers: 0 }
  const known = new Set(applied.rows.map((row) => row.name))
  const missingMigrations = names.filter((name) => !known.has(name))
  return { ready: missingMigrations.length === 0 && workers > 0, database: true, missingMigrations, workers }
}

async function inTime<T>(answer: Promise<T>, otherwise: T): Promise<T> {
  const waiting = new AbortController()
  const tooLong = sleep(patience, otherwise, { signal: waiting.signal, ref: false }).catch(() => otherwise)
  return await Promise.race([answer, tooLong]).finally(() => waiting.abort())
}
