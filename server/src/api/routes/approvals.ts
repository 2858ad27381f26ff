import { type Approval, approval, approvalList, newApproval } from '@tandem/model/api/approvals.ts'
import { idPath } from '@tandem/model/api/paging.ts'
import { getOrganisation } from '../../store/organisations.ts'
import { type ApprovalRow, endApproval, grantApproval, listApprovals } from '../../store/support-approvals.ts'
import { organisationScope, principalName } from '../access.ts'
import type { ApiDeps, App } from '../deps.ts'
import { noteAct } from '../note-act.ts'
import { once } from '../once.ts'

const tags = ['Approvals']
const hour = 3600_000

/** /approvals: an organisation lets operators see its data for a while (decision 0013). */
export function approvalRoutes(app: App, deps: ApiDeps): void {
  app.get(
    '/organisations/:id/approvals',
    {
      config: { access: ['operator', 'administrator'] },
      schema: { tags, summary: 'Approvals, newest first', params: idPath, response: { 200: approvalList } },
    },
    async (request) => {
      const row = await getOrganisation(deps.db, request.params.id, organisationScope(request))
      const items = (await listApprovals(deps.db, row.id)).map(toApproval)
      const { SUPPORT_APPROVAL: mode } = deps.config
      const open = mode === 'off' || (mode === 'administered' && row.administered_at === null)
      return { items, nextCursor: null, operatorsSee: open || items.some(({ state }) => state === 'running') }
    },
  )
  app.post(
    '/organisations/:id/approvals',
    {
      // Nobody approves for the organisation.
      config: { access: 'administrator' },
      schema: {
        tags,
        summary: 'Let operators see the organisation’s data for some hours',
        params: idPath,
        body: newApproval,
        response: { 201: approval },
      },
    },
    async (request, reply) =>
      await once(request, reply, deps.db, {
        status: 201,
        work: async (tx) => {
          const { id } = await getOrganisation(tx, request.params.id, organisationScope(request))
          const { reason, hours } = request.body
          const row = await grantApproval(tx, {
            organisationId: id,
            reason,
            grantedBy: principalName(request),
            endsAt: new Date(Date.now() + hours * hour),
          })
          await noteAct(tx, request, {
            organisationId: id,
            act: 'approval.granted',
            target: `approval:${row.id}`,
            detail: { reason, hours },
          })
          return toApproval(row)
        },
      }),
  )
  app.delete(
    '/approvals/:id',
    {
      config: { access: ['operator', 'administrator'] },
      schema: { tags, summary: 'End an approval now', params: idPath, response: { 200: approval } },
    },
    async (request, reply) =>
      await once(request, reply, deps.db, {
        status: 200,
        work: async (tx) => {
          const given = { scope: organisationScope(request), by: principalName(request) }
          const row = await endApproval(tx, request.params.id, given)
          await noteAct(tx, request, {
            organisationId: row.organisation_id,
            act: 'approval.ended',
            target: `approval:${row.id}`,
          })
          return toApproval(row)
        },
      }),
  )
}

function toApproval(row: ApprovalRow): Approval {
  return {
    id: row.id,
    organisationId: row.organisation_id,
    reason: row.reason,
    grantedBy: row.granted_by,
    state: row.ended_at !== null ? 'ended' : row.ends_at <= new Date() ? 'over' : 'running',
    createdAt: row.created_at.toISOString(),
    endsAt: row.ends_at.toISOString(),
    endedAt: row.ended_at?.toISOString() ?? null,
    endedBy: row.ended_by,
  }
}
