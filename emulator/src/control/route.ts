import { z } from 'zod'
import { findContactFolder } from '../tenant/mailbox.ts'
import type { Application, Mailbox, ServicePrincipal, Tenant, User } from '../tenant/types.ts'
import type { World } from '../tenant/world.ts'
import type { Control } from './control.ts'
import { userOf } from './seed-parts.ts'

/** One control call: `path` below `/_control`, with `{name}` segments; `body` is checked before `run`. */
export interface ControlRoute {
  method: string
  path: string
  run(call: ControlCall): unknown
}

/** A control call on its way. */
export interface ControlCall {
  control: Control
  world: World
  params: Record<string, string>
  query: URLSearchParams
  body: unknown
}

/** A refused control call. */
export class ControlRefused extends Error {
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

/** A route whose body must have this shape. */
export function withBody<S extends z.ZodType>(
  method: string,
  path: string,
  schema: S,
  run: (call: ControlCall & { body: z.output<S> }) => unknown,
): ControlRoute {
  return {
    method,
    path,
    run: (call) => {
      const read = schema.safeParse(call.body ?? {})
      if (!read.success) throw new ControlRefused(400, z.prettifyError(read.error))
      return run({ ...call, body: read.data })
    },
  }
}

/** The tenant that `{tenant}` names by id, domain or display name. */
export function tenantOf({ world, params }: ControlCall): Tenant {
  const key = params.tenant ?? ''
  const found = [...world.tenants.values()].find(
    (tenant) => tenant.id === key || tenant.displayName === key || tenant.domains.includes(key.toLowerCase()),
  )
  if (found === undefined) throw new ControlRefused(404, `There is no tenant ${key}.`)
  return found
}

/** The application that `{application}` names by application id, object id or display name, with its principal. */
export function applicationOf(call: ControlCall): {
  tenant: Tenant
  application: Application
  servicePrincipal: ServicePrincipal
} {
  const tenant = tenantOf(call)
  const key = call.params.application ?? ''
  const application = [...tenant.applications.values()].find((one) =>
    [one.appId, one.id, one.displayName].includes(key),
  )
  const servicePrincipal = [...tenant.servicePrincipals.values()].find(
    (one) => one.appId === application?.appId,
  )
  if (application === undefined || servicePrincipal === undefined) {
    throw new ControlRefused(404, `${tenant.displayName} has no application ${key}.`)
  }
  return { tenant, application, servicePrincipal }
}

/** The mailbox that `{address}` names, in whichever tenant it is. */
export function mailboxOf({ world, params }: ControlCall): { tenant: Tenant; user: User; mailbox: Mailbox } {
  const address = params.address ?? ''
  const domain = address.split('@')[1]?.toLowerCase() ?? ''
  const tenant = [...world.tenants.values()].find((one) => one.domains.includes(domain))
  if (tenant === undefined) throw new ControlRefused(404, `No tenant has the domain of ${address}.`)
  const user = userOf(tenant, address)
  if (user.mailbox === undefined) throw new ControlRefused(404, `${address} has no mailbox.`)
  return { tenant, user, mailbox: user.mailbox }
}

/** The folder asked for, or the well-known one. */
export function folderOf(mailbox: Mailbox, id: string | undefined): string {
  const folder = findContactFolder(mailbox, id ?? 'contacts')
  if (folder === undefined) throw new ControlRefused(404, `There is no contact folder ${id}.`)
  return folder.id
}
