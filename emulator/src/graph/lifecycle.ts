/**
 * What makes the service send lifecycle notifications (concepts/change-notifications-lifecycle-events): the permission to read
 * was taken away or the subscription is about to end (`reauthorizationRequired`), the mailbox is gone (`subscriptionRemoved`). `missed` is sent by
 * the notifier itself.
 */
import { graphAppId } from '../tenant/first-party.ts'
import type { Subscription, Tenant } from '../tenant/types.ts'
import type { World } from '../tenant/world.ts'
import { watchedBy } from './watched.ts'

/** How long before the end the service reminds is not documented. */
const reminderMs = 15 * 60_000

/** A subscription with what its subscriber must be told now. */
export interface Due {
  tenant: Tenant
  subscription: Subscription
  event: 'reauthorizationRequired' | 'subscriptionRemoved'
  /** Nothing more is told until the subscriber reauthorizes. */
  pause: boolean
}

/** Everything that is due; nobody is asked to reauthorize twice. */
export function dueLifecycleEvents(world: World): Due[] {
  const due: Due[] = []
  for (const tenant of world.tenants.values()) {
    for (const subscription of tenant.subscriptions.values()) {
      const found = dueOf(world, tenant, subscription)
      if (found) due.push({ tenant, subscription, ...found })
    }
  }
  return due
}

function dueOf(
  world: World,
  tenant: Tenant,
  subscription: Subscription,
): Pick<Due, 'event' | 'pause'> | undefined {
  const now = world.clock.now()
  if (subscription.expiresAt <= now) return undefined
  const user = tenant.users.get(subscription.userId)
  if (user?.mailbox === undefined || !user.licensed) return { event: 'subscriptionRemoved', pause: true }
  const isRevoked = !mayStillRead(tenant, subscription)
  if (isRevoked && !subscription.paused) return { event: 'reauthorizationRequired', pause: true }
  const endsSoon = subscription.expiresAt - now <= reminderMs
  if (endsSoon && !subscription.reminded) return { event: 'reauthorizationRequired', pause: false }
  return undefined
}

/** Subscriptions of people last as long as their sign-in, which is not looked at here. */
function mayStillRead(tenant: Tenant, subscription: Subscription): boolean {
  const principal = tenant.servicePrincipals.get(subscription.createdBy)
  if (principal === undefined) return true
  const { permissions } = watchedBy(subscription)
  const granted = principal.grantedRoles.some(
    (role) => role.resourceAppId === graphAppId && permissions.includes(role.value),
  )
  return granted || hasAssignment(tenant, principal.id, permissions)
}

function hasAssignment(tenant: Tenant, principalId: string, permissions: readonly string[]): boolean {
  return tenant.roleAssignments.some(
    (assignment) =>
      assignment.servicePrincipalId === principalId &&
      permissions.some((permission) => assignment.role === `Application ${permission}`),
  )
}
