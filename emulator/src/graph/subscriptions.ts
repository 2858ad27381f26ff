import type { Subscription } from '../tenant/types.ts'
import type { ChangeType } from '../tenant/world.ts'
import type { WireResponse } from '../wire.ts'
import { authoriseMailbox, type Target } from './authorise.ts'
import { type Call, jsonBody, param, type Route, versionRoot, wantsImmutableIds } from './call.ts'
import { GraphError, refuse } from './errors.ts'
import { collection, entity } from './odata.ts'
import { readPath, resolveMe } from './router.ts'
import { matchWatched, type Watched } from './watched.ts'

/** Minutes: less than 45 is raised to 45. */
const shortest = 45

/** Subscriptions belong to the application that made them; others do not see them. */
export const subscriptionRoutes: Route[] = [
  route('GET', 'subscriptions', list),
  route('POST', 'subscriptions', create),
  route('GET', 'subscriptions/{subscription}', (call) => answer(call, 200, subscriptionOf(call))),
  route('PATCH', 'subscriptions/{subscription}', renew),
  route('DELETE', 'subscriptions/{subscription}', remove),
  route('POST', 'subscriptions/{subscription}/reauthorize', reauthorize),
]

function route(method: string, path: string, run: Route['run']): Route {
  return { method, path, throttled: false, run }
}

function list(call: Call): WireResponse {
  const own = [...call.tenant.subscriptions.values()].filter((subscription) =>
    isLivingOwn(call, subscription),
  )
  const items = own.map((subscription) => JSON.stringify(shown(subscription)))
  return collection(`${versionRoot(call.request)}/$metadata#subscriptions`, items)
}

/** The right to read comes before the handshake, as a stranger must not make the service call addresses. */
async function create(call: Call): Promise<WireResponse> {
  const body = jsonBody(call.request)
  const write = readSubscription(body)
  const { target, resource, folderId } = resolveResource(call, write.resource)
  const expiresAt = readExpiry(call, body.expirationDateTime, resource.longest)
  await call.notifier.handshake(write.notificationUrl)
  if (write.lifecycleNotificationUrl) await call.notifier.handshake(write.lifecycleNotificationUrl)
  forgetExpired(call)
  const subscription: Subscription = {
    ...write,
    id: call.world.ids.guid(),
    applicationId: call.claims.appid,
    kind: resource.kind,
    userId: target.user.id,
    ...(folderId !== undefined && { folderId }),
    expiresAt,
    immutableIds: wantsImmutableIds(call.request),
    createdBy: call.claims.oid,
  }
  call.tenant.subscriptions.set(subscription.id, subscription)
  tell(call, subscription, 'created')
  return answer(call, 201, subscription)
}

function forgetExpired(call: Call): void {
  for (const { id, expiresAt } of call.tenant.subscriptions.values()) {
    if (expiresAt <= call.world.clock.now()) call.tenant.subscriptions.delete(id)
  }
}

function renew(call: Call): WireResponse {
  const subscription = subscriptionOf(call)
  const body = jsonBody(call.request)
  const { resource } = resolveResource(call, subscription.resource)
  if (body.expirationDateTime !== undefined) {
    subscription.expiresAt = readExpiry(call, body.expirationDateTime, resource.longest)
    delete subscription.reminded
  }
  resume(call, subscription)
  if (body.notificationUrl !== undefined)
    subscription.notificationUrl = readUrl('notificationUrl', body.notificationUrl)
  tell(call, subscription, 'updated')
  return answer(call, 200, subscription)
}

function remove(call: Call): WireResponse {
  const subscription = subscriptionOf(call)
  call.tenant.subscriptions.delete(subscription.id)
  tell(call, subscription, 'deleted')
  return { status: 204 }
}

function reauthorize(call: Call): WireResponse {
  const subscription = subscriptionOf(call)
  resolveResource(call, subscription.resource)
  resume(call, subscription)
  return { status: 204 }
}

/** Who may read again is told again, and learns that something was withheld. */
function resume(call: Call, subscription: Subscription): void {
  if (!subscription.paused) return
  const { withheld } = subscription
  delete subscription.paused
  delete subscription.withheld
  tell(call, subscription, 'updated')
  if (withheld) call.notifier.lifecycle(call.tenant.id, subscription, 'missed')
}

function tell(call: Call, subscription: Subscription, changeType: ChangeType): void {
  call.world.emit({
    kind: 'subscription',
    tenantId: call.tenant.id,
    subscriptionId: subscription.id,
    changeType,
  })
}

function subscriptionOf(call: Call): Subscription {
  const subscription = call.tenant.subscriptions.get(param(call, 'subscription').toLowerCase())
  if (subscription === undefined || !isLivingOwn(call, subscription))
    throw refuse.notFound('The object was not found.')
  return subscription
}

function isLivingOwn(call: Call, subscription: Subscription): boolean {
  return subscription.applicationId === call.claims.appid && subscription.expiresAt > call.world.clock.now()
}

type Written = Pick<
  Subscription,
  'resource' | 'changeTypes' | 'notificationUrl' | 'lifecycleNotificationUrl' | 'clientState'
>

function readSubscription(body: Record<string, unknown>): Written {
  const { changeType, resource, clientState, lifecycleNotificationUrl, includeResourceData } = body
  if (typeof resource !== 'string' || typeof changeType !== 'string') {
    throw invalid("The required properties 'changeType' and 'resource' must be given.")
  }
  const changeTypes = changeType.split(',').map((part) => part.trim().toLowerCase())
  const unknown = changeTypes.find((type) => !['created', 'updated', 'deleted'].includes(type))
  if (unknown !== undefined) throw invalid(`Invalid value '${unknown}' for property 'changeType'.`)
  if (
    clientState !== undefined &&
    clientState !== null &&
    (typeof clientState !== 'string' || clientState.length > 128)
  ) {
    throw invalid("The property 'clientState' must be a text of at most 128 characters.")
  }
  if (includeResourceData === true) throw invalid('Notifications with resource data are not available here.')
  return {
    resource,
    changeTypes: new Set(changeTypes as ChangeType[]),
    notificationUrl: readUrl('notificationUrl', body.notificationUrl),
    ...(typeof clientState === 'string' && { clientState }),
    ...(lifecycleNotificationUrl !== undefined &&
      lifecycleNotificationUrl !== null && {
        lifecycleNotificationUrl: readUrl('lifecycleNotificationUrl', lifecycleNotificationUrl),
      }),
  }
}

/** A deviation: the service takes https only; a listener on this machine may use http here. */
function readUrl(name: string, value: unknown): string {
  const url = typeof value === 'string' && URL.canParse(value) ? new URL(value) : undefined
  const isLocal = url !== undefined && ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname)
  if (url?.protocol === 'https:' || (url?.protocol === 'http:' && isLocal)) return String(value)
  throw invalid(`The property '${name}' must be an https address.`)
}

/** The mailbox, kind and place that a resource names; the caller must be allowed to read there. */
function resolveResource(
  call: Call,
  given: string,
): { target: Target; resource: Watched; folderId: string | undefined } {
  const path =
    given
      .split('?')[0]
      ?.replace(/^\/+/, '')
      .replace(/^v1\.0\//i, '') ?? ''
  const found = matchWatched(resolveMe(readPath(`/v1.0/${path}`) ?? [], call.claims))
  if (found === undefined) throw invalid(`Subscriptions to the resource '${given}' are not supported.`)
  const { resource, params } = found
  const target = authoriseMailbox(call, params.user ?? '', resource.permissions)
  return { target, resource, folderId: resource.placeOf({ ...call, ...target, params }) }
}

function readExpiry(call: Call, value: unknown, longest: number): number {
  const time = typeof value === 'string' ? Date.parse(value) : Number.NaN
  if (Number.isNaN(time)) throw invalid("The property 'expirationDateTime' must be a time.")
  const now = call.world.clock.now()
  if (time <= now) throw invalid('Subscription expiration must be in the future.')
  if (time > now + longest * 60_000 + 5000) {
    throw invalid(`Subscription expiration can only be ${longest} minutes in the future.`)
  }
  return Math.max(time, now + shortest * 60_000)
}

/** `notificationContentType` is in the published answers, though not in the model. */
function shown(subscription: Subscription): Record<string, unknown> {
  return {
    id: subscription.id,
    resource: subscription.resource,
    applicationId: subscription.applicationId,
    changeType: [...subscription.changeTypes].join(','),
    clientState: subscription.clientState ?? null,
    notificationUrl: subscription.notificationUrl,
    notificationQueryOptions: null,
    lifecycleNotificationUrl: subscription.lifecycleNotificationUrl ?? null,
    expirationDateTime: new Date(subscription.expiresAt).toISOString(),
    creatorId: subscription.createdBy,
    includeResourceData: null,
    latestSupportedTlsVersion: 'v1_2',
    encryptionCertificate: null,
    encryptionCertificateId: null,
    notificationUrlAppId: null,
    notificationContentType: 'application/json',
  }
}

function answer(call: Call, status: number, subscription: Subscription): WireResponse {
  const context = `${versionRoot(call.request)}/$metadata#subscriptions/$entity`
  return entity(status, context, JSON.stringify(shown(subscription)))
}

function invalid(message: string): GraphError {
  return new GraphError(400, 'InvalidRequest', message)
}
