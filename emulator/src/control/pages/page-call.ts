import type { SignInLog } from '../../login/sign-ins.ts'
import { findContact } from '../../tenant/mailbox.ts'
import type { Application, Contact, Mailbox, ServicePrincipal, Tenant, User } from '../../tenant/types.ts'
import type { World } from '../../tenant/world.ts'
import type { WireResponse } from '../../wire.ts'
import type { Page } from './html.ts'

/** What the pages work with. */
export interface PageState {
  world: World
  signIns: SignInLog
  /** Key ids of secrets whose value may be shown once more, by a random word in the address. */
  shownOnce: Map<string, string>
}

/** One request for a page. */
export interface PageCall extends PageState {
  params: Record<string, string>
  query: URLSearchParams
  form: URLSearchParams
}

/** A page, or what a form does; `path` has `{name}` segments. */
export interface PageRoute {
  method: 'GET' | 'POST'
  path: string
  run(call: PageCall): Page | WireResponse | Promise<Page | WireResponse>
}

/** A request that cannot be served; the text is shown to the person. */
export class PageRefused extends Error {
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

/** The tenant of the page. */
export function pageTenant({ world, params }: PageCall): Tenant {
  const tenant = world.tenants.get(params.tenant ?? '')
  if (tenant === undefined) throw new PageRefused(404, 'There is no such tenant.')
  return tenant
}

/** The person of the page, with a mailbox. */
export function pageMailbox(call: PageCall): { tenant: Tenant; user: User; mailbox: Mailbox } {
  const tenant = pageTenant(call)
  const user = tenant.users.get(call.params.user ?? '')
  if (user?.mailbox === undefined) throw new PageRefused(404, 'There is no such mailbox.')
  return { tenant, user, mailbox: user.mailbox }
}

/** The contact of the page. */
export function pageContact(call: PageCall): Contact {
  const contact = findContact(pageMailbox(call).mailbox, call.params.contact ?? '')
  if (contact === undefined) throw new PageRefused(404, 'This contact is not there any more.')
  return contact
}

/** The application of the page, with its service principal. */
export function pageApplication(call: PageCall): {
  tenant: Tenant
  application: Application
  principal: ServicePrincipal
} {
  const tenant = pageTenant(call)
  const application = tenant.applications.get(call.params.application ?? '')
  const principal = [...tenant.servicePrincipals.values()].find((one) => one.appId === application?.appId)
  if (application === undefined || principal === undefined)
    throw new PageRefused(404, 'There is no such application.')
  return { tenant, application, principal }
}

/** A field of the form without blanks around it; `''` when it is missing. */
export function field(call: PageCall, name: string): string {
  return (call.form.get(name) ?? '').trim()
}

/** A field that must be filled in. */
export function needed(call: PageCall, name: string, label: string): string {
  const value = field(call, name)
  if (value === '') throw new PageRefused(400, `${label} is missing.`)
  return value
}

/** Tells persistence (and everybody else) that the directory changed. */
export function tellDirectory(world: World, tenant: Tenant): void {
  world.emit({ kind: 'directory', tenantId: tenant.id })
}
