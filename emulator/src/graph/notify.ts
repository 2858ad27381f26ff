import { setTimeout as wait } from 'node:timers/promises'
import type { Subscription } from '../tenant/types.ts'
import type { World } from '../tenant/world.ts'
import { handshake } from './handshake.ts'
import { dueLifecycleEvents } from './lifecycle.ts'
import { type Told, toldOf } from './watched.ts'

/** A notification about to be sent, as a fault sees it. */
export interface Outgoing {
  tenantId: string
  subscription: Subscription
  /** `missed` and its brothers for lifecycle notifications. */
  event: 'created' | 'updated' | 'deleted' | LifecycleEvent
}

export type LifecycleEvent = 'missed' | 'subscriptionRemoved' | 'reauthorizationRequired'

/** Sends what subscribers are told; everything that leaves the emulator goes through here. */
export interface Notifier {
  /** Faults: lose a notification, send it more than once, send it late. */
  policy: (notification: Outgoing) => { drop?: boolean; copies?: number; delayMs?: number }
  /** Asks a new subscriber's address to echo a token; throws a 400 when it does not. */
  handshake(url: string): Promise<void>
  lifecycle(tenantId: string, subscription: Subscription, event: LifecycleEvent): void
  /** Resolves when nothing waits to be sent (a failed one waits for its next try). */
  idle(): Promise<void>
  /** Sends the lifecycle notifications that are due; happens by itself every second and when the directory changes. */
  review(): void
  close(): void
}

export interface NotifierOptions {
  /** Notifications of this many milliseconds travel in one request. */
  gatherMs?: number
  answerMs?: number
  handshakeMs?: number
  /** The first pause before a second try; it doubles, until `giveUpMs` have passed. */
  retryMs?: number
  giveUpMs?: number
}

/** Figures of change-notifications-delivery-webhooks: 3 s to answer, tries for up to 4 h. */
const defaults = { gatherMs: 10, answerMs: 3000, handshakeMs: 10_000, retryMs: 1000, giveUpMs: 4 * 3_600_000 }

interface Post {
  url: string
  values: { notification: Outgoing; body: Record<string, unknown> }[]
}

interface State {
  world: World
  notifier: Notifier
  options: typeof defaults
  gathering: Map<string, Post>
  stopped: AbortController
  busy: number
  waiters: (() => void)[]
}

/** Listens to the world and tells the subscribers. */
export function createNotifier(world: World, options: NotifierOptions = {}): Notifier {
  const notifier: Notifier = {
    policy: () => ({}),
    handshake: (url) => handshake(world, url, state.options.handshakeMs),
    lifecycle: (tenantId, subscription, event) => tellLifecycle(state, tenantId, subscription, event),
    idle: () =>
      state.busy === 0 ? Promise.resolve() : new Promise((resolve) => state.waiters.push(() => resolve())),
    review: () => review(state),
    close: () => {
      clearInterval(timer)
      state.stopped.abort()
    },
  }
  const state: State = {
    world,
    notifier,
    options: { ...defaults, ...options },
    gathering: new Map(),
    stopped: new AbortController(),
    busy: 0,
    waiters: [],
  }
  world.on((event) => {
    const told = toldOf(event)
    if (told) tellChange(state, told)
    if (event.kind === 'directory') review(state)
  })
  const timer = setInterval(() => review(state), 1000).unref()
  return notifier
}

function tellChange(state: State, change: Told): void {
  const tenant = state.world.tenants.get(change.tenantId)
  if (tenant === undefined || tenant.subscriptions.size === 0) return
  for (const subscription of tenant.subscriptions.values()) {
    const changeType = changeFor(subscription, change)
    if (changeType === undefined || !subscription.changeTypes.has(changeType)) continue
    if (subscription.expiresAt <= state.world.clock.now()) continue
    if (subscription.paused) {
      subscription.withheld = true
      continue
    }
    const notification = { tenantId: tenant.id, subscription, event: changeType }
    const body = changeBody(state, subscription, { ...change, changeType })
    void send(state, subscription.notificationUrl, notification, body)
  }
}

/**
 * As what a change is told to a subscription, if at all. Within a whole mailbox a move with immutable ids is a change of one and the same item (not
 * documented); with default ids one item goes and another comes.
 */
function changeFor(subscription: Subscription, change: Told): Told['changeType'] | undefined {
  const { userId, folderId, kind = 'contact', immutableIds } = subscription
  if (userId !== change.userId || kind !== change.kind) return undefined
  if (folderId !== undefined) return folderId === change.folderId ? change.changeType : undefined
  if (!change.moved || !immutableIds) return change.changeType
  return change.changeType === 'created' ? 'updated' : undefined
}

function changeBody(state: State, subscription: Subscription, change: Told): Record<string, unknown> {
  const id = subscription.immutableIds ? change.immutableId : change.id
  const resource = change.resourceOf(id)
  return {
    id: state.world.ids.guid(),
    subscriptionId: subscription.id,
    subscriptionExpirationDateTime: new Date(subscription.expiresAt).toISOString(),
    changeType: change.changeType,
    resource,
    resourceData: {
      '@odata.type': change.type,
      '@odata.id': resource,
      '@odata.etag': `W/"${change.changeKey}"`,
      id,
    },
    clientState: subscription.clientState ?? null,
    tenantId: change.tenantId,
  }
}

function review(state: State): void {
  for (const { tenant, subscription, event, pause } of dueLifecycleEvents(state.world)) {
    if (event === 'subscriptionRemoved') tenant.subscriptions.delete(subscription.id)
    else if (pause) subscription.paused = true
    else subscription.reminded = true
    const changeType = event === 'subscriptionRemoved' ? 'deleted' : 'updated'
    state.world.emit({
      kind: 'subscription',
      tenantId: tenant.id,
      subscriptionId: subscription.id,
      changeType,
    })
    tellLifecycle(state, tenant.id, subscription, event)
  }
}

function tellLifecycle(
  state: State,
  tenantId: string,
  subscription: Subscription,
  event: LifecycleEvent,
): void {
  if (subscription.lifecycleNotificationUrl === undefined) return
  void send(
    state,
    subscription.lifecycleNotificationUrl,
    { tenantId, subscription, event },
    {
      subscriptionId: subscription.id,
      subscriptionExpirationDateTime: new Date(subscription.expiresAt).toISOString(),
      tenantId,
      organizationId: tenantId,
      clientState: subscription.clientState ?? null,
      resource: subscription.resource,
      lifecycleEvent: event,
    },
  )
}

async function send(
  state: State,
  url: string,
  notification: Outgoing,
  body: Record<string, unknown>,
): Promise<void> {
  const { drop = false, copies = 1, delayMs = 0 } = state.notifier.policy(notification)
  if (drop) return
  await whileBusy(state, async () => {
    if (delayMs > 0 && !(await pause(state, delayMs))) return
    for (let copy = 0; copy < copies; copy += 1) gather(state, url, { notification, body })
  })
}

/** Adds to the post that is being gathered for this address, or begins one. */
function gather(state: State, url: string, value: Post['values'][number]): void {
  const open = state.gathering.get(url)
  if (open) {
    open.values.push(value)
    return
  }
  const post: Post = { url, values: [value] }
  state.gathering.set(url, post)
  void whileBusy(state, async () => {
    if (!(await pause(state, state.options.gatherMs))) return
    state.gathering.delete(url)
    await deliver(state, post)
  })
}

async function deliver(state: State, post: Post): Promise<void> {
  const { retryMs, giveUpMs } = state.options
  let waited = 0
  for (let delay = retryMs; !(await attempt(state, post)); delay *= 2) {
    if (waited + delay > giveUpMs) {
      reportMissed(state, post)
      return
    }
    if (!(await pause(state, delay))) return
    waited += delay
  }
}

async function attempt(state: State, post: Post): Promise<boolean> {
  if (state.stopped.signal.aborted) return true
  try {
    const response = await fetch(post.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify({ value: post.values.map((value) => value.body) }),
      signal: AbortSignal.any([AbortSignal.timeout(state.options.answerMs), state.stopped.signal]),
    })
    await response.arrayBuffer()
    return response.ok
  } catch {
    return false
  }
}

/** Notifications that were given up make one `missed` per subscription; a lost lifecycle notification makes none. */
function reportMissed(state: State, post: Post): void {
  const lost = new Map<Subscription, string>()
  for (const { notification } of post.values) {
    if (['created', 'updated', 'deleted'].includes(notification.event)) {
      lost.set(notification.subscription, notification.tenantId)
    }
  }
  for (const [subscription, tenantId] of lost) tellLifecycle(state, tenantId, subscription, 'missed')
}

async function whileBusy(state: State, act: () => Promise<void>): Promise<void> {
  state.busy += 1
  try {
    await act()
  } finally {
    state.busy -= 1
    if (state.busy === 0) for (const resolve of state.waiters.splice(0)) resolve()
  }
}

/** False: the emulator was closed meanwhile. */
async function pause(state: State, milliseconds: number): Promise<boolean> {
  try {
    await wait(milliseconds, undefined, { signal: state.stopped.signal, ref: false })
    return true
  } catch {
    return false
  }
}
