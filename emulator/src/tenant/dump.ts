import { addDefaultCalendar } from './calendar.ts'
import type { Calendar, CalendarEvent } from './calendar-types.ts'
import { logItem as logInFolder } from './change-log.ts'
import { type ItemEntry, type ItemLog, logItem } from './item-log.ts'
import { dumpMail, dumpOutside, loadMail, loadOutside, type MailDump, type OutsideDump } from './mail-dump.ts'
import { noMail } from './mail-state.ts'
import { forgetPosts } from './post.ts'
import { addWellKnownLists } from './todo-lists.ts'
import type { TodoList, TodoTask } from './todo-types.ts'
import type { Contact, ContactFolder, Group, LogEntry, Mailbox, Subscription, Tenant, User } from './types.ts'
import type { World } from './world.ts'

/** What of the world is not in a tenant: keep it with the tenants, or ids repeat after a restart. */
export interface WorldDump {
  seed: number
  count: number
  offset: number
  tenants: TenantDump[]
  outside?: OutsideDump
}

/** A tenant as plain JSON. */
export interface TenantDump
  extends Omit<Tenant, 'users' | 'groups' | 'applications' | 'servicePrincipals' | 'subscriptions'> {
  users: UserDump[]
  groups: (Omit<Group, 'members'> & { members: string[] })[]
  applications: Tenant['applications'] extends Map<string, infer A> ? A[] : never
  servicePrincipals: Tenant['servicePrincipals'] extends Map<string, infer P> ? P[] : never
  subscriptions: (Omit<Subscription, 'changeTypes'> & { changeTypes: string[] })[]
}

interface UserDump extends Omit<User, 'mailbox'> {
  mailbox?: MailboxDump
}

interface MailboxDump
  extends Omit<
    Mailbox,
    'contactFolders' | 'contacts' | 'calendars' | 'events' | 'todoLists' | 'tasks' | 'mail'
  > {
  calendars: PlaceDump<Calendar>[]
  events: CalendarEvent[]
  todoLists: PlaceDump<TodoList>[]
  tasks: TodoTask[]
  mail?: MailDump
  contactFolders: (Omit<ContactFolder, 'log' | 'stale'> & { left: Extract<LogEntry, { left: unknown }>[] })[]
  contacts: (Omit<Contact, 'photo'> & { photo?: { contentType: string; base64: string } })[]
}

/** A calendar or list without what can be made again from its living items. */
export type PlaceDump<P> =
  P extends ItemLog<infer T, infer L>
    ? Omit<P, 'log' | 'stale'> & { left: Extract<ItemEntry<T, L>, { left: unknown }>[] }
    : never

/** The whole world as plain JSON. */
export function dumpWorld(world: World): WorldDump {
  const { seed, count } = world.ids
  const tenants = [...world.tenants.values()].map(dumpTenant)
  return { seed, count, offset: world.clock.offset, tenants, outside: dumpOutside(world) }
}

/** Replaces all that is in the world. */
export function loadWorld(world: World, dump: WorldDump): void {
  world.ids.seed = dump.seed
  world.ids.count = dump.count
  world.clock.offset = dump.offset
  world.tenants.clear()
  forgetPosts(world)
  loadOutside(world, structuredClone(dump.outside))
  for (const tenant of dump.tenants) loadTenant(world, tenant)
}

/** One tenant as plain JSON. */
export function dumpTenant(tenant: Tenant): TenantDump {
  return {
    ...tenant,
    users: [...tenant.users.values()].map(dumpUser),
    groups: [...tenant.groups.values()].map((group) => ({ ...group, members: [...group.members] })),
    applications: [...tenant.applications.values()],
    servicePrincipals: [...tenant.servicePrincipals.values()],
    subscriptions: [...tenant.subscriptions.values()].map((subscription) => ({
      ...subscription,
      changeTypes: [...subscription.changeTypes],
    })),
  }
}

/** Puts a dumped tenant into the world, in place of the one with the same id. The dump is copied. */
export function loadTenant(world: World, given: TenantDump): Tenant {
  const dump = structuredClone(given)
  const tenant: Tenant = {
    ...dump,
    // What was kept before there were these has none.
    permissionGrants: dump.permissionGrants ?? [],
    exchangePrincipals: dump.exchangePrincipals ?? [],
    managementScopes: dump.managementScopes ?? [],
    users: byId(dump.users.map(loadUser)),
    groups: byId(dump.groups.map((group) => ({ ...group, members: new Set(group.members) }))),
    applications: byId(dump.applications),
    servicePrincipals: byId(dump.servicePrincipals),
    subscriptions: byId(
      dump.subscriptions.map((subscription) => ({
        ...subscription,
        changeTypes: new Set(subscription.changeTypes) as Subscription['changeTypes'],
      })),
    ),
  }
  world.tenants.set(tenant.id, tenant)
  return tenant
}

function dumpUser(user: User): UserDump {
  const { mailbox, ...rest } = user
  return mailbox === undefined ? rest : { ...rest, mailbox: dumpMailbox(mailbox) }
}

function dumpMailbox(mailbox: Mailbox): MailboxDump {
  return {
    ...mailbox,
    mail: dumpMail(mailbox.mail),
    contactFolders: [...mailbox.contactFolders.values()].map(({ log, stale: _, ...folder }) => ({
      ...folder,
      left: log.filter((entry) => 'left' in entry),
    })),
    calendars: [...mailbox.calendars.values()].map(dumpPlace<Calendar>),
    events: [...mailbox.events.values()],
    todoLists: [...mailbox.todoLists.values()].map(dumpPlace<TodoList>),
    tasks: [...mailbox.tasks.values()],
    contacts: [...mailbox.contacts.values()].map(({ photo, ...contact }) => ({
      ...contact,
      ...(photo && {
        photo: { contentType: photo.contentType, base64: Buffer.from(photo.bytes).toString('base64') },
      }),
    })),
  }
}

function loadUser(dump: UserDump): User {
  const { mailbox, ...rest } = dump
  return mailbox === undefined ? rest : { ...rest, mailbox: loadMailbox(mailbox) }
}

function loadMailbox(dump: MailboxDump): Mailbox {
  const folders = dump.contactFolders.map(
    ({ left, ...folder }): ContactFolder => ({ ...folder, log: left, stale: 0 }),
  )
  const mailbox: Mailbox = {
    ...dump,
    contactFolders: byId(folders),
    contacts: new Map(),
    calendars: byId((dump.calendars ?? []).map(loadPlace<Calendar>)),
    events: byImmutableId(dump.events ?? []),
    todoLists: byId((dump.todoLists ?? []).map(loadPlace<TodoList>)),
    tasks: byImmutableId(dump.tasks ?? []),
    mail: noMail(),
  }
  fillPlaces(mailbox.calendars, mailbox.events.values(), ({ calendarId }) => calendarId)
  fillPlaces(mailbox.todoLists, mailbox.tasks.values(), ({ listId }) => listId)
  // What was kept before there were calendars and tasks has none.
  if (mailbox.calendars.size === 0) addDefaultCalendar(mailbox)
  if (mailbox.todoLists.size === 0) addWellKnownLists(mailbox)
  for (const { photo, ...rest } of dump.contacts) {
    const contact: Contact = rest
    if (photo) contact.photo = { contentType: photo.contentType, bytes: Buffer.from(photo.base64, 'base64') }
    mailbox.contacts.set(contact.immutableId, contact)
    logInFolder(mailbox.contactFolders.get(contact.folderId) as ContactFolder, contact, true)
  }
  for (const folder of folders) folder.log.sort((a, b) => a.changed - b.changed)
  loadMail(mailbox, dump.mail)
  return mailbox
}

function dumpPlace<P extends Calendar | TodoList>({ log, stale: _, ...place }: P): PlaceDump<P> {
  return { ...place, left: log.filter((entry) => 'left' in entry) } as unknown as PlaceDump<P>
}

function loadPlace<P>({ left, ...place }: PlaceDump<P>): P {
  return { ...place, log: left, stale: 0 } as P
}

/** Makes the logs whole again. */
function fillPlaces<T extends { changed: number }, L>(
  places: Map<string, ItemLog<T, L>>,
  items: Iterable<T>,
  placeOf: (item: T) => string,
): void {
  for (const item of items) {
    const place = places.get(placeOf(item))
    if (place) logItem(place, item, true)
  }
  for (const { log } of places.values()) log.sort((a, b) => a.changed - b.changed)
}

/** In the order in which they were made, on which pages by `$skip` rely. */
function byImmutableId<T extends { immutableId: string; entered: number }>(values: T[]): Map<string, T> {
  values.sort((a, b) => a.entered - b.entered)
  return new Map(values.map((value) => [value.immutableId, value]))
}

function byId<T extends { id: string }>(values: T[]): Map<string, T> {
  return new Map(values.map((value) => [value.id, value]))
}
