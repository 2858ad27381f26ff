import { setTimeout as wait } from 'node:timers/promises'
import { ProviderError } from '../../failures.ts'
import type { ProvisionStep, ProvisionWish } from '../../provisioning.ts'
import type { GraphAnswer, GraphRequest } from '../http.ts'
import { type ExchangeClient, ExchangeRefused, unlessThere } from './exchange.ts'
import type { Reachable } from './find.ts'
import { type Found, graphAppId, withRoles } from './found.ts'
import { dividedRights, exchangeNames, filterFor } from './plan.ts'

/** The directory tells of what was just made after seconds, seldom minutes: asked again after so many milliseconds. */
const laterTries = [500, 1000, 2000, 4000, 8000, 16_000, 30_000]

/** What a step is given. */
interface Doing {
  wish: ProvisionWish
  reach: Reachable
  found: Found
  signal: AbortSignal
}

/** Does one step of the plan. Done twice, or after a crash, it comes to the same. */
export async function applyStep(step: ProvisionStep, doing: Doing): Promise<void> {
  const [kind = '', name = ''] = step.key.split(/:(.*)/s)
  const act = steps[kind]
  if (act === undefined) throw new Error(`There is no step ${step.key}`)
  await act(doing, name)
}

const steps: Record<string, (doing: Doing, name: string) => Promise<unknown>> = {
  application: applicationStep,
  principal: principalStep,
  grant: grantStep,
  credential: credentialStep,
  group: groupStep,
  'exchange-principal': (doing) => {
    const { wish, reach, found, signal } = doing
    const given = { AppId: found.application?.appId, ObjectId: found.principal?.id, DisplayName: wish.name }
    // Exchange knows of a new service principal a little later than the directory.
    return patiently(() => unlessThere(exchangeOf(reach)('New-ServicePrincipal', given)), signal)
  },
  scope: scopeStep,
  role: async ({ wish, reach, found }, role) => {
    const { scope } = exchangeNames(wish)
    const given = {
      App: found.principal?.id,
      Role: role,
      CustomResourceScope: scope,
      Name: `${role} (${wish.name})`,
    }
    await unlessThere(exchangeOf(reach)('New-ManagementRoleAssignment', given))
  },
  widened: async ({ reach, found }, role) => {
    const grant = found.grants.find((one) => one.role === role)
    const path = `/v1.0/servicePrincipals/${found.principal?.id}/appRoleAssignments/${grant?.id}`
    await reach.graph({ method: 'DELETE', path })
  },
}

/** Makes the registration, and keeps its id before anything else: a second one must not be made. */
async function applicationStep({ wish, reach, found, signal }: Doing): Promise<void> {
  const ids = dividedRights(wish).wide.map((role) => roleId(found, role))
  const { application } = found
  const requiredResourceAccess = withRoles(application?.access ?? [], graphAppId, ids)
  if (application) {
    await change(reach, application.id, { requiredResourceAccess })
    return
  }
  const body = {
    displayName: wish.name,
    signInAudience: 'AzureADMyOrg',
    tags: [wish.marker],
    requiredResourceAccess,
  }
  const made = await reach.graph({ method: 'POST', path: '/v1.0/applications', body })
  const { appId } = made.body as { appId: string }
  await reach.keep.saveSettings({ tenantId: reach.tenantId, clientId: appId })
  await visible(reach, `/v1.0/applications(appId='${appId}')`, signal)
}

async function principalStep({ reach, found, signal }: Doing): Promise<void> {
  if (found.principal) {
    const path = `/v1.0/servicePrincipals/${found.principal.id}`
    await reach.graph({ method: 'PATCH', path, body: { accountEnabled: true } })
    return
  }
  const appId = found.application?.appId
  await patiently(
    () => unlessExisting(reach.graph({ method: 'POST', path: '/v1.0/servicePrincipals', body: { appId } })),
    signal,
  )
  await visible(reach, `/v1.0/servicePrincipals(appId='${appId}')`, signal)
}

async function grantStep({ reach, found, signal }: Doing, role: string): Promise<void> {
  const body = {
    principalId: found.principal?.id,
    resourceId: found.graph.id,
    appRoleId: roleId(found, role),
  }
  const path = `/v1.0/servicePrincipals/${found.principal?.id}/appRoleAssignments`
  await patiently(() => unlessExisting(reach.graph({ method: 'POST', path, body })), signal)
}

/** The pair is sealed first; then its certificate is added beside those that are there. */
async function credentialStep({ wish, reach, found }: Doing): Promise<void> {
  const { keep } = reach
  const held = await keep.credential()
  const known = typeof held === 'object' ? held.certificate : undefined
  const certificate = known ?? (await keep.makeCertificate(wish.name)).certificate
  const id = found.application?.id ?? ''
  const { body } = await reach.graph({
    method: 'GET',
    path: `/v1.0/applications/${id}?$select=keyCredentials`,
  })
  const { keyCredentials } = body as { keyCredentials: object[] }
  const key = certificate.replace(/-----[A-Z ]+-----|\s/g, '')
  const fresh = { type: 'AsymmetricX509Cert', usage: 'Verify', key, displayName: wish.name }
  try {
    await change(reach, id, { keyCredentials: [...keyCredentials, fresh] })
  } catch (error) {
    // A tenant's app management policy may allow no certificates that no authority of its own has signed.
    if (!(error instanceof ProviderError) || !['Rejected', 'Forbidden'].includes(error.failure.kind))
      throw error
    await secretInstead({ wish, reach, id })
  }
}

async function secretInstead(given: { wish: ProvisionWish; reach: Reachable; id: string }): Promise<void> {
  const { wish, reach, id } = given
  const body = { passwordCredential: { displayName: wish.name } }
  const made = await reach.graph({ method: 'POST', path: `/v1.0/applications/${id}/addPassword`, body })
  const { secretText, endDateTime } = made.body as { secretText: string; endDateTime: string }
  await reach.keep.saveCredential({ kind: 'secret', value: secretText, expiresAt: endDateTime })
}

async function groupStep({ wish, reach, found }: Doing): Promise<void> {
  const exchange = exchangeOf(reach)
  const { group, alias } = exchangeNames(wish)
  const wanted = wish.mailboxes === 'all' ? [] : wish.mailboxes
  const members = found.exchange?.group?.members
  if (members === undefined) {
    await unlessThere(
      exchange('New-DistributionGroup', { Name: group, Alias: alias, Type: 'Security', Members: wanted }),
    )
    return
  }
  for (const Member of wanted.filter((one) => !members.includes(one))) {
    await unlessThere(
      exchange('Add-DistributionGroupMember', {
        Identity: alias,
        Member,
        BypassSecurityGroupManagerCheck: true,
      }),
    )
  }
  for (const Member of members.filter((one) => !wanted.includes(one))) {
    await exchange('Remove-DistributionGroupMember', {
      Identity: alias,
      Member,
      BypassSecurityGroupManagerCheck: true,
      Confirm: false,
    })
  }
}

async function scopeStep({ wish, reach, found }: Doing): Promise<void> {
  const exchange = exchangeOf(reach)
  const { scope } = exchangeNames(wish)
  const filter = filterFor(found.exchange?.group?.distinguishedName ?? '')
  const command = found.exchange?.scope ? 'Set-ManagementScope' : 'New-ManagementScope'
  const name = found.exchange?.scope ? { Identity: scope } : { Name: scope }
  await unlessThere(exchange(command, { ...name, RecipientRestrictionFilter: filter }))
}

async function change({ graph }: Reachable, id: string, body: object): Promise<void> {
  await graph({ method: 'PATCH', path: `/v1.0/applications/${id}`, body })
}

function roleId(found: Found, role: string): string {
  const id = found.graph.roles[role]
  if (id !== undefined) return id
  const detail = `Microsoft Graph publishes no permission ${role} in this tenant.`
  throw new ProviderError({ kind: 'Rejected', code: 'no-such-permission', detail })
}

function exchangeOf({ exchange }: Reachable): ExchangeClient {
  if (exchange === undefined) throw new Error('This plan does without Exchange')
  return exchange
}

/** Waits until what was made can be read: the directory has several copies. */
async function visible({ graph }: Reachable, path: string, signal: AbortSignal): Promise<void> {
  const look: GraphRequest = { method: 'GET', path: `${path}?$select=id` }
  await patiently(() => graph(look), signal)
}

/** There already: made before, and its answer was lost. */
async function unlessExisting(act: Promise<GraphAnswer>): Promise<void> {
  await act.catch((error: unknown) => {
    if (!(error instanceof ProviderError)) throw error
    const { failure } = error
    const isThere = failure.kind === 'Rejected' && /already (exists|in use)|is already/i.test(failure.detail)
    if (!isThere) throw error
  })
}

/** Tries again while the other side does not know yet what was made a moment ago, or is out of breath. */
async function patiently<T>(act: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (const pause of laterTries) {
    try {
      return await act()
    } catch (error) {
      if (!isLag(error)) throw error
      await wait(pause, undefined, { signal })
    }
  }
  return await act()
}

function isLag(error: unknown): boolean {
  if (error instanceof ExchangeRefused) return error.status === 404
  if (!(error instanceof ProviderError)) return false
  const { failure } = error
  if (failure.kind === 'Throttled' || failure.kind === 'Unavailable') return true
  const status = 'evidence' in failure ? failure.evidence?.status : undefined
  return (
    status === 404 ||
    (status === 400 && /not (exist|found)|backing application|does not reference/i.test(failure.detail))
  )
}
