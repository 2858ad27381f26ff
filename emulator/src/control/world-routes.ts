import { z } from 'zod'
import { summarise } from '../summary.ts'
import { faultSchema } from './faults.ts'
import { notificationFaultSchema } from './notification-faults.ts'
import type { LogFilter } from './request-log.ts'
import { ControlRefused, type ControlRoute, withBody } from './route.ts'
import type { SeedChoice } from './seed.ts'

const named = z.strictObject({ name: z.string().min(1).default('default') })

/** Calls that concern the whole emulator: state, seed, clock, log, faults. */
export const worldRoutes: ControlRoute[] = [
  { method: 'GET', path: '/state', run: ({ control }) => stateOf(control) },
  withBody('POST', '/seed', z.strictObject({ seed: z.unknown() }), ({ control, body }) => {
    control.seed(body.seed as SeedChoice)
    return stateOf(control)
  }),
  {
    method: 'POST',
    path: '/reset',
    run: ({ control }) => {
      control.reset()
      return stateOf(control)
    },
  },
  withBody('POST', '/snapshot', named, ({ control, body }) => {
    control.snapshot(body.name)
    return body
  }),
  withBody('POST', '/restore', named, ({ control, body }) => {
    if (!control.restore(body.name)) throw new ControlRefused(404, `There is no snapshot ${body.name}.`)
    return stateOf(control)
  }),
  withBody('POST', '/clock/advance', z.strictObject({ seconds: z.number().min(0) }), ({ control, body }) => {
    control.advance(body.seconds)
    return { now: new Date(control.world.clock.now()).toISOString() }
  }),
  {
    method: 'GET',
    path: '/requests',
    run: ({ control, query }) => ({
      counts: control.log.counts(),
      requests: control.log.list(filterOf(query)),
    }),
  },
  { method: 'GET', path: '/requests/counts', run: ({ control }) => control.log.counts() },
  { method: 'DELETE', path: '/requests', run: ({ control }) => control.log.clear() },
  {
    method: 'GET',
    path: '/sign-ins',
    run: ({ control, query }) => ({ signIns: control.signIns.list(query.get('tenant') ?? undefined) }),
  },
  { method: 'GET', path: '/faults', run: ({ control }) => ({ faults: control.faults.list() }) },
  withBody('POST', '/faults', faultSchema, ({ control, body }) => control.faults.add(body)),
  { method: 'DELETE', path: '/faults', run: ({ control }) => control.faults.clear() },
  {
    method: 'DELETE',
    path: '/faults/{id}',
    run: ({ control, params }) => {
      if (!control.faults.remove(params.id ?? ''))
        throw new ControlRefused(404, `There is no fault ${params.id}.`)
    },
  },
  {
    method: 'GET',
    path: '/notifications',
    run: ({ control }) => ({ fault: control.notifications.state() ?? null }),
  },
  withBody('PUT', '/notifications', notificationFaultSchema, ({ control, body }) => {
    control.notifications.set(body)
    return { fault: control.notifications.state() }
  }),
  { method: 'DELETE', path: '/notifications', run: ({ control }) => control.notifications.clear() },
]

function stateOf(control: Parameters<ControlRoute['run']>[0]['control']): unknown {
  const { world } = control
  const mailboxes = [...world.tenants.values()].flatMap((tenant) =>
    [...tenant.users.values()]
      .filter((user) => user.mailbox !== undefined)
      .map((user) => ({
        tenant: tenant.id,
        address: user.userPrincipalName,
        contacts: user.mailbox?.contacts.size ?? 0,
        messages: user.mailbox?.mail.messages.size ?? 0,
        events: user.mailbox?.events.size ?? 0,
        tasks: user.mailbox?.tasks.size ?? 0,
        changeNumber: user.mailbox?.changeNumber ?? 0,
      })),
  )
  const subscriptions = [...world.tenants.values()].flatMap((tenant) => [...tenant.subscriptions.values()])
  return {
    now: new Date(world.clock.now()).toISOString(),
    tenants: summarise(world),
    mailboxes,
    subscriptions: subscriptions.map(({ id, resource, expiresAt, notificationUrl }) => ({
      id,
      resource,
      notificationUrl,
      expires: new Date(expiresAt).toISOString(),
    })),
    faults: control.faults.list(),
    notifications: control.notifications.state() ?? null,
    counts: control.log.counts(),
  }
}

function filterOf(query: URLSearchParams): LogFilter {
  const text = (name: string) => query.get(name) ?? undefined
  const number = (name: string) => {
    const given = query.get(name)
    if (given === null) return undefined
    const value = name === 'since' && !/^\d+$/.test(given) ? Date.parse(given) : Number(given)
    if (Number.isNaN(value)) throw new ControlRefused(400, `${name}=${given} is not understood.`)
    return value
  }
  const filter = {
    operation: text('operation'),
    mailbox: text('mailbox'),
    status: number('status'),
    since: number('since'),
    limit: number('limit') ?? 1000,
  }
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined))
}
