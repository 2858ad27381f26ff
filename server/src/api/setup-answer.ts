import type { Setup, SetupLook } from '@tandem/model/api/setup.ts'
import type { FastifyRequest } from 'fastify'
import { addJob } from '../queue/add.ts'
import { type ConnectionRow, getConnection } from '../store/connections.ts'
import type { Db } from '../store/database.ts'
import { getInvitation } from '../store/invitations.ts'
import { getOrganisation } from '../store/organisations.ts'
import { type LookRow, readLook, wishLook } from '../store/setup-looks.ts'
import { readProgress } from '../store/setup-progress.ts'
import { listSummaries } from '../store/verification-reports.ts'
import { connectionFacts, summaryAnswer } from './connection-answer.ts'
import type { ApiDeps } from './deps.ts'

/** Seconds between two looks at one connection: each signs in and asks a few questions. */
export const lookEvery = 5

/** So many reports are told of, each in a line. */
export const reportsShown = 50

/** Where Setup stands, for the bearer of the invitation. */
export async function setupAnswer(db: Db, deps: ApiDeps, request: FastifyRequest): Promise<Setup> {
  const invitation = await getInvitation(db, request.principal.id)
  const organisation = await getOrganisation(db, invitation.organisation_id)
  const row =
    invitation.connection_id === null ? undefined : await getConnection(db, invitation.connection_id)
  const reports = row ? await listSummaries(db, row.id, reportsShown) : []
  const progress = row && (await readProgress(db, row.id))
  const look = row && (await readLook(db, row.id))
  return {
    organisation: { id: organisation.id, name: organisation.name },
    methods: Object.keys(deps.providers),
    connection: row ? connectionFacts(row) : null,
    applicationName: `Tandem-${row?.attempt ?? 1}`,
    steps: {
      settings: row !== undefined && hasSettings(deps, row),
      credential: row?.credential_facts != null,
      testMailbox: row?.test_mailbox != null,
      verified: row?.state === 'verified' || row?.state === 'active',
    },
    notes: { marks: progress?.marks ?? {}, choices: progress?.choices ?? {} },
    look: look ? lookAnswer(look) : null,
    verifications: reports.map(summaryAnswer),
    expiresAt: invitation.expires_at.toISOString(),
  }
}

/** Queues a look if there is what it takes; the next one comes when the last is `lookEvery` seconds old. */
export async function requestLook(tx: Db, deps: ApiDeps, row: ConnectionRow): Promise<void> {
  if (row.credential === null || !hasSettings(deps, row)) return
  const { looked_seconds_ago: old } = await wishLook(tx, row)
  const wait = old === null ? 0 : Math.max(0, lookEvery - old)
  await addJob(
    tx,
    'look',
    { connectionId: row.id },
    { jobKey: `look:${row.id}`, runAt: new Date(Date.now() + wait * 1000) },
  )
}

function hasSettings(deps: ApiDeps, row: ConnectionRow): boolean {
  return deps.providers[row.method]?.settings.safeParse(row.settings).success ?? false
}

function lookAnswer(look: LookRow): SetupLook {
  return {
    state: look.state,
    checks: look.checks,
    secondsWaited: look.state === 'done' ? null : look.asked_seconds_ago,
    secondsOld: look.looked_seconds_ago,
  }
}
