import { type CredentialFacts, putCredential } from '@tandem/model/api/connections.ts'
import { patchSetup, putCredentialQuery, setup } from '@tandem/model/api/setup.ts'
import { setupVerifications } from '@tandem/model/api/verifications.ts'
import { verification } from '@tandem/model/verification.ts'
import type { FastifyRequest } from 'fastify'
import { TandemError } from '../../errors.ts'
import { type ConnectionRow, getConnection, holdConnection } from '../../store/connections.ts'
import type { Db } from '../../store/database.ts'
import { bindInvitation, getInvitation } from '../../store/invitations.ts'
import { noteProgress } from '../../store/setup-progress.ts'
import { listReports, listSummaries } from '../../store/verification-reports.ts'
import { principalName } from '../access.ts'
import { summaryAnswer, verificationAnswer } from '../connection-answer.ts'
import { draftConnection, editConnection, takeCredential } from '../connection-edits.ts'
import { newAttempt, requestVerification } from '../connection-states.ts'
import { takeNewKeyPair } from '../credential-slots.ts'
import type { ApiDeps, App } from '../deps.ts'
import { fieldNames, noteConnection } from '../note-act.ts'
import { once } from '../once.ts'
import { reportsShown, requestLook, setupAnswer } from '../setup-answer.ts'

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
          const { method, newAttempt: another, marks, choices, ...changes } = request.body
          const known = await boundConnection(tx, request)
          const row = known ?? (await chosen(tx, deps, request, method))
          if (known && method !== undefined && method !== known.method)
            throw new TandemError(
              'wrong-state',
              `The method is ${known.method} already. Ask for a new link to change it.`,
            )
          const current = another ? await newAttempt(tx, row) : row
          if (marks || choices) await noteProgress(tx, current, { marks, choices })
          // Notes alone disturb nothing, not even a verification under way.
          if (Object.keys(changes).length > 0) {
            await requestLook(tx, deps, await editConnection(tx, deps, current, changes))
            await noteConnection(tx, request, current, 'changed', { fields: fieldNames(changes) })
          }
          return await setupAnswer(tx, deps, request)
        },
      }),
  )
  credentialRoutes(app, deps)
  verificationRoutes(app, deps)
}

function credentialRoutes(app: App, deps: ApiDeps): void {
  app.put(
    '/setup/credential',
    {
      config: { access },
      schema: {
        tags,
        summary: 'Enter the secret or certificate; it is sealed at once and never answered',
        body: putCredential,
        querystring: putCredentialQuery,
        response: { 200: setup },
      },
    },
    async (request, reply) =>
      await once(request, reply, deps.db, {
        status: 200,
        work: async (tx) => {
          const row = await ownConnection(tx, request)
          mustStillHold(row, request.query.replaces)
          await requestLook(tx, deps, await takeCredential(tx, deps, row, request.body))
          await noteConnection(tx, request, row, 'credential-entered', { kind: request.body.kind })
          return await setupAnswer(tx, deps, request)
        },
      }),
  )
  app.post(
    '/setup/key-pairs',
    {
      config: { access },
      schema: {
        tags,
        summary: 'Make a certificate here; only its public part is answered',
        response: { 200: setup },
      },
    },
    async (request, reply) =>
      await once(request, reply, deps.db, {
        status: 200,
        work: async (tx) => {
          const row = await ownConnection(tx, request)
          await requestLook(tx, deps, await takeNewKeyPair(tx, deps, row))
          await noteConnection(tx, request, row, 'key-pair-made')
          return await setupAnswer(tx, deps, request)
        },
      }),
  )
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
      schema: {
        tags,
        summary: 'The newest report whole, those before it in a line each',
        response: { 200: setupVerifications },
      },
    },
    async (request) => {
      const row = await boundConnection(deps.db, request)
      if (!row) return { newest: null, earlier: [] }
      const [lines, [newest]] = await Promise.all([
        listSummaries(deps.db, row.id, reportsShown),
        listReports(deps.db, row.id, { limit: 1 }),
      ])
      return {
        newest: newest ? verificationAnswer(newest) : null,
        earlier: lines.filter(({ id }) => id !== newest?.id).map(summaryAnswer),
      }
    },
  )
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

/** Of two administrators with one link neither replaces the other's credential without knowing of it. */
function mustStillHold(row: ConnectionRow, replaces: string | undefined): void {
  const held = (row.next_credential_facts ?? row.credential_facts) as CredentialFacts | null
  if (replaces === undefined || replaces === (held?.fingerprint ?? 'none')) return
  const what = held
    ? `a ${held.kind} ending in “${held.lastFour}” is kept now`
    : 'the one that was kept is no longer there'
  throw new TandemError(
    'wrong-state',
    `Somebody else with this link was quicker: ${what}. Look at it, then enter yours again if it shall take its place.`,
  )
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
