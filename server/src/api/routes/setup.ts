import { putCredential } from '@tandem/model/api/connections.ts'
import { patchSetup, type Setup, setup } from '@tandem/model/api/setup.ts'
import { verificationList } from '@tandem/model/api/verifications.ts'
import { verification } from '@tandem/model/verification.ts'
import type { FastifyRequest } from 'fastify'
import { TandemError } from '../../errors.ts'
import { type ConnectionRow, getConnection, holdConnection } from '../../store/connections.ts'
import type { Db } from '../../store/database.ts'
import { bindInvitation, getInvitation } from '../../store/invitations.ts'
import { getOrganisation } from '../../store/organisations.ts'
import { listReports } from '../../store/verification-reports.ts'
import { principalName } from '../access.ts'
import { connectionFacts, verificationAnswer } from '../connection-answer.ts'
import { draftConnection, editConnection, takeCredential } from '../connection-edits.ts'
import { newAttempt, requestVerification } from '../connection-states.ts'
import type { ApiDeps, App } from '../deps.ts'
import { fieldNames, noteConnection } from '../note-act.ts'
import { once } from '../once.ts'

const tags = ['Setup']
const access = 'invitation'

/** /setup: what the bearer of an invitation link may do: choose, fill in, prove. Nothing else is reachable. */
export function setupRoutes(app: App, deps: ApiDeps): void {
  app.get(
    '/setup',
    { config: { access }, schema: { tags, summary: 'Where Setup stands', response: { 200: setup } } },
    async (request) => await setupAnswer(deps.db, deps, request),
  )
  app.patch(
    '/setup',
    {
      config: { access },
      schema: { tags, summary: 'Fill in settings', body: patchSetup, response: { 200: setup } },
    },
    async (request, reply) =>
      await once(request, reply, deps.db, {
        status: 200,
        work: async (tx) => {
          const { method, newAttempt: another, ...changes } = request.body
          const known = await boundConnection(tx, request)
          const row = known ?? (await chosen(tx, deps, request, method))
          if (known && method !== undefined && method !== known.method)
            throw new TandemError(
              'wrong-state',
              `The method is ${known.method} already. Ask for a new link to change it.`,
            )
          const current = another ? await newAttempt(tx, row) : row
          await editConnection(tx, deps, current, changes)
          await noteConnection(tx, request, row, 'changed', { fields: fieldNames(request.body) })
          return await setupAnswer(tx, deps, request)
        },
      }),
  )
  app.put(
    '/setup/credential',
    {
      config: { access },
      schema: {
        tags,
        summary: 'Enter the secret or certificate; it is sealed at once and never answered',
        body: putCredential,
        response: { 200: setup },
      },
    },
    async (request, reply) =>
      await once(request, reply, deps.db, {
        status: 200,
        work: async (tx) => {
          const row = await ownConnection(tx, request)
          await takeCredential(tx, deps, row, request.body)
          await noteConnection(tx, request, row, 'credential-entered', { kind: request.body.kind })
          return await setupAnswer(tx, deps, request)
        },
      }),
  )
  verificationRoutes(app, deps)
}

function verificationRoutes(app: App, deps: ApiDeps): void {
  app.post(
    '/setup/verifications',
    {
      config: { access },
      schema: { tags, summary: 'Prove the connection', response: { 202: verification } },
    },
    async (request, reply) =>
      await once(request, reply, deps.db, {
        status: 202,
        work: async (tx) => {
          const row = await ownConnection(tx, request)
          const report = await requestVerification(tx, deps, row, principalName(request))
          await noteConnection(tx, request, row, 'verification-requested')
          return verificationAnswer(report)
        },
      }),
  )
  app.get(
    '/setup/verifications',
    {
      config: { access },
      schema: { tags, summary: 'Reports, newest first', response: { 200: verificationList } },
    },
    async (request) => {
      const row = await boundConnection(deps.db, request)
      const reports = row ? await listReports(deps.db, row.id, { limit: 50 }) : []
      return { items: reports.map(verificationAnswer), nextCursor: null }
    },
  )
}

async function setupAnswer(db: Db, deps: ApiDeps, request: FastifyRequest): Promise<Setup> {
  const invitation = await getInvitation(db, request.principal.id)
  const organisation = await getOrganisation(db, invitation.organisation_id)
  const row =
    invitation.connection_id === null ? undefined : await getConnection(db, invitation.connection_id)
  const reports = row ? await listReports(db, row.id, { limit: 50 }) : []
  const settings = row && deps.providers[row.method]?.settings.safeParse(row.settings)
  return {
    organisation: { id: organisation.id, name: organisation.name },
    methods: Object.keys(deps.providers),
    connection: row ? connectionFacts(row) : null,
    applicationName: `Tandem-${row?.attempt ?? 1}`,
    steps: {
      settings: settings?.success ?? false,
      credential: row?.credential_facts != null,
      testMailbox: row?.test_mailbox != null,
      verified: row?.state === 'verified' || row?.state === 'active',
    },
    verifications: reports.map(verificationAnswer),
    expiresAt: invitation.expires_at.toISOString(),
  }
}

/** The method is chosen: the invitation gets its connection. */
async function chosen(
  tx: Db,
  deps: ApiDeps,
  request: FastifyRequest,
  method: string | undefined,
): Promise<ConnectionRow> {
  if (method === undefined)
    throw new TandemError('wrong-state', 'Choose a method first.', [
      { pointer: '/method', detail: `Take one of: ${Object.keys(deps.providers).join(', ')}.` },
    ])
  const invitation = await getInvitation(tx, request.principal.id)
  const row = await draftConnection(tx, deps, invitation.organisation_id, { method })
  await bindInvitation(tx, invitation.id, row.id)
  return row
}

/** The invitation is read anew: the connection may have been bound after this request was let in. */
async function boundConnection(db: Db, request: FastifyRequest): Promise<ConnectionRow | undefined> {
  const invitation = await getInvitation(db, request.principal.id)
  if (invitation.connection_id === null) return undefined
  return db.isTransaction
    ? await holdConnection(db, invitation.connection_id)
    : await getConnection(db, invitation.connection_id)
}

async function ownConnection(tx: Db, request: FastifyRequest): Promise<ConnectionRow> {
  const row = await boundConnection(tx, request)
  if (row) return row
  throw new TandemError('wrong-state', 'Choose a method first: PATCH /api/v1/setup {"method": …}.')
}
