import {
  agreeProvisioning,
  type ProvisioningAnswer,
  provisioningAnswer,
  startProvisioning,
} from '@tandem/model/api/provisioning.ts'
import type { FastifyRequest } from 'fastify'
import { TandemError } from '../../errors.ts'
import { addJob } from '../../queue/add.ts'
import { type ConnectionRow, getConnection, holdConnection } from '../../store/connections.ts'
import type { Db } from '../../store/database.ts'
import { bindInvitation, getInvitation } from '../../store/invitations.ts'
import {
  agreeToPlan,
  cancelProvisioning,
  createProvisioning,
  newestProvisioning,
  type ProvisioningRow,
} from '../../store/provisioning.ts'
import { principalName } from '../access.ts'
import { draftConnection, mustNotBeVerifying } from '../connection-edits.ts'
import type { ApiDeps, App } from '../deps.ts'
import { once } from '../once.ts'

const tags = ['Setup']
const access = 'invitation'
const path = '/setup/provisioning'
const response = { 200: provisioningAnswer }

/** /setup/provisioning: the bearer of an invitation lets Tandem set everything up, with an administrator's sign-in. */
export function setupProvisioningRoutes(app: App, deps: ApiDeps): void {
  app.get(
    path,
    { config: { access }, schema: { tags, summary: 'Where the automatic set-up stands', response } },
    async (request) => await answer(deps.db, deps, request),
  )
  app.post(
    path,
    {
      config: { access },
      schema: {
        tags,
        summary:
          'Begin an automatic set-up: an administrator signs in by the code that follows, and sees a plan',
        body: startProvisioning,
        response: { 202: provisioningAnswer },
      },
    },
    async (request, reply) =>
      await once(request, reply, deps.db, {
        status: 202,
        work: async (tx) => {
          const row = await ownConnection(tx, deps, request)
          await mustBeFree(tx, row)
          const { mailboxes, closed = null } = request.body
          const made = await createProvisioning(tx, {
            organisationId: row.organisation_id,
            connectionId: row.id,
            wish: { mailboxes, closed },
            requestedBy: principalName(request),
          })
          await addJob(tx, 'provision', { provisioningId: made.id }, { jobKey: `provision:${made.id}` })
          return await answer(tx, deps, request)
        },
      }),
  )
  app.post(
    `${path}/agree`,
    {
      config: { access },
      schema: {
        tags,
        summary: 'Say yes to the plan',
        body: agreeProvisioning,
        response: { 202: provisioningAnswer },
      },
    },
    async (request, reply) =>
      await once(request, reply, deps.db, {
        status: 202,
        work: async (tx) => {
          await agreeToPlan(tx, (await bound(tx, request)).id, request.body.removeWide)
          return await answer(tx, deps, request)
        },
      }),
  )
  app.delete(
    path,
    { config: { access }, schema: { tags, summary: 'Cancel; the sign-in is thrown away', response } },
    async (request, reply) =>
      await once(request, reply, deps.db, {
        status: 200,
        work: async (tx) => {
          await cancelProvisioning(tx, (await bound(tx, request)).id)
          return await answer(tx, deps, request)
        },
      }),
  )
}

async function answer(db: Db, deps: ApiDeps, request: FastifyRequest): Promise<ProvisioningAnswer> {
  const invitation = await getInvitation(db, request.principal.id)
  const row =
    invitation.connection_id === null ? undefined : await getConnection(db, invitation.connection_id)
  const newest = row && (await newestProvisioning(db, row.id))
  const method = row?.method ?? methodThatCan(deps)
  return {
    available: method !== undefined && deps.providers[method]?.provisioner !== undefined,
    current: newest ? shown(newest) : null,
  }
}

function shown(row: ProvisioningRow): ProvisioningAnswer['current'] {
  return {
    id: row.id,
    state: row.state,
    mailboxes: row.wish.mailboxes,
    closed: row.wish.closed,
    prompt: row.prompt,
    account: row.account,
    plan: row.plan,
    problem: row.problem,
    agreed: row.agreed_at !== null,
    createdAt: row.created_at.toISOString(),
  }
}

function methodThatCan({ providers }: ApiDeps): string | undefined {
  return Object.keys(providers).find((method) => providers[method]?.provisioner !== undefined)
}

/** The invitation's connection; without one, it gets one of the method that can set itself up. */
async function ownConnection(tx: Db, deps: ApiDeps, request: FastifyRequest): Promise<ConnectionRow> {
  const invitation = await getInvitation(tx, request.principal.id)
  if (invitation.connection_id !== null) {
    const row = await holdConnection(tx, invitation.connection_id)
    if (deps.providers[row.method]?.provisioner === undefined)
      throw new TandemError('wrong-state', 'This way of connecting is set up by hand: go on with the steps.')
    return row
  }
  const method = methodThatCan(deps)
  if (method === undefined)
    throw new TandemError('wrong-state', 'No way of connecting can be set up automatically here.')
  const row = await draftConnection(tx, deps, invitation.organisation_id, { method })
  await bindInvitation(tx, invitation.id, row.id)
  return row
}

async function mustBeFree(tx: Db, row: ConnectionRow): Promise<void> {
  await mustNotBeVerifying(tx, row)
  if (row.state === 'active')
    throw new TandemError('wrong-state', 'Mailboxes are kept in step with this connection. Suspend it first.')
}

async function bound(tx: Db, request: FastifyRequest): Promise<ConnectionRow> {
  const { connection_id } = await getInvitation(tx, request.principal.id)
  if (connection_id === null) throw new TandemError('wrong-state', 'No automatic set-up was begun.')
  return await getConnection(tx, connection_id)
}
