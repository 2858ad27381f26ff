import type { Calendar, CalendarEvent } from './tenant/calendar-types.ts'
import { dumpTenant, type TenantDump, type WorldDump } from './tenant/dump.ts'
import type { MailDump } from './tenant/mail-dump.ts'
import type { Message } from './tenant/mail-types.ts'
import type { OutsideMail } from './tenant/outside.ts'
import type { TodoList, TodoTask } from './tenant/todo-types.ts'
import type { Contact, ContactFolder, LogEntry, Mailbox, Subscription, Tenant, User } from './tenant/types.ts'
import type { World } from './tenant/world.ts'

/** One row of the store: `owner` is the tenant, or the user for what is in a mailbox. */
export interface Row {
  kind:
    | 'world'
    | 'tenant'
    | 'user'
    | 'mailbox'
    | 'contact'
    | 'event'
    | 'task'
    | 'left'
    | 'gone'
    | 'message'
    | 'messageLeft'
    | 'outside'
    | 'subscription'
  owner: string
  id: string
  value: unknown
}

type UserDump = TenantDump['users'][number]
type MailboxDump = NonNullable<UserDump['mailbox']>
type Left = MailboxDump['contactFolders'][number]['left'][number] & { folderId: string }
type MessageLeft = MailDump['folders'][number]['left'][number] & { folderId: string }

type Gone = { placeId: string; changed: number; left: unknown }

/** The row with ids and clock. */
export function worldRow(world: World, counts: unknown): Row {
  const { seed, count } = world.ids
  const bouncing = [...world.outside.bouncing]
  return {
    kind: 'world',
    owner: '',
    id: '',
    value: { seed, count, offset: world.clock.offset, bouncing, counts },
  }
}

/** A tenant's directory: its own row and one per user, mailboxes aside. */
export function directoryRows(tenant: Tenant): Row[] {
  const users = new Map<string, User>([...tenant.users].map(([id, { mailbox: _, ...user }]) => [id, user]))
  const { users: dumped, ...rest } = dumpTenant({ ...tenant, users, subscriptions: new Map() })
  const own: Row = { kind: 'tenant', owner: '', id: tenant.id, value: rest }
  return [own, ...dumped.map((value): Row => ({ kind: 'user', owner: tenant.id, id: value.id, value }))]
}

/** A mailbox without its contacts and messages. */
export function mailboxRow(tenant: Tenant, user: User, mailbox: Mailbox): Row {
  const folders = [...mailbox.contactFolders.values()].map(
    (folder): ContactFolder => ({ ...folder, log: [] }),
  )
  const contactFolders = new Map(folders.map((folder) => [folder.id, folder]))
  const mailFolders = [...mailbox.mail.folders.values()].map((folder) => ({ ...folder, log: [] }))
  const mail = {
    ...mailbox.mail,
    messages: new Map(),
    folders: new Map(mailFolders.map((folder) => [folder.id, folder])),
  }
  const bare: User = {
    ...user,
    mailbox: {
      ...mailbox,
      contacts: new Map(),
      contactFolders,
      events: new Map(),
      calendars: emptied(mailbox.calendars),
      tasks: new Map(),
      todoLists: emptied(mailbox.todoLists),
      mail,
    },
  }
  const [dumped] = dumpTenant({
    ...tenant,
    subscriptions: new Map(),
    users: new Map([[user.id, bare]]),
  }).users
  return { kind: 'mailbox', owner: user.id, id: '', value: dumped?.mailbox }
}

/** A living contact. */
export function contactRow(userId: string, { photo, ...contact }: Contact): Row {
  const value: MailboxDump['contacts'][number] = {
    ...contact,
    ...(photo && {
      photo: { contentType: photo.contentType, base64: Buffer.from(photo.bytes).toString('base64') },
    }),
  }
  return { kind: 'contact', owner: userId, id: contact.immutableId, value }
}

/** That a contact left a folder, which delta goes on to tell. */
export function leftRow(mailbox: Mailbox, folderId: string, immutableId: string): Row | undefined {
  return leftRowOf('left', mailbox, folderId, mailbox.contactFolders.get(folderId)?.log ?? [], immutableId)
}

/** A message in a mailbox; its bytes are kept elsewhere. */
export function messageRow(userId: string, message: Message): Row {
  return { kind: 'message', owner: userId, id: message.immutableId, value: message }
}

/** That a message left a mail folder. */
export function messageLeftRow(mailbox: Mailbox, folderId: string, immutableId: string): Row | undefined {
  const log = mailbox.mail.folders.get(folderId)?.log ?? []
  return leftRowOf('messageLeft', mailbox, folderId, log, immutableId)
}

/** A message that left all tenants. */
export function outsideRow(mail: OutsideMail): Row {
  return { kind: 'outside', owner: '', id: mail.id, value: mail }
}

/** A living event or task. */
export function itemRow(userId: string, kind: 'event' | 'task', item: CalendarEvent | TodoTask): Row {
  return { kind, owner: userId, id: item.immutableId, value: item }
}

/** That an event or a task is gone from its calendar or list. */
export function goneRow(
  mailbox: Mailbox,
  placeId: string,
  item: { changed: number; immutableId: string },
): Row | undefined {
  const { log = [] } = mailbox.calendars.get(placeId) ?? mailbox.todoLists.get(placeId) ?? {}
  const entry = log.findLast((one) => 'left' in one && one.left.immutableId === item.immutableId)
  return entry && goneEntryRow(mailbox, placeId, entry)
}

function goneEntryRow(mailbox: Mailbox, placeId: string, entry: { changed: number }): Row {
  return { kind: 'gone', owner: mailbox.userId, id: String(entry.changed), value: { placeId, ...entry } }
}

function emptied<P extends Calendar | TodoList>(places: Map<string, P>): Map<string, P> {
  return new Map([...places].map(([id, place]) => [id, { ...place, log: [] }]))
}

function* placeRows(mailbox: Mailbox): Generator<Row> {
  const places: (Calendar | TodoList)[] = [...mailbox.calendars.values(), ...mailbox.todoLists.values()]
  for (const { id, log } of places) {
    for (const entry of log) if ('left' in entry) yield goneEntryRow(mailbox, id, entry)
  }
}

/** A subscription. */
export function subscriptionRow(tenantId: string, subscription: Subscription): Row {
  const value = { ...subscription, changeTypes: [...subscription.changeTypes] }
  return { kind: 'subscription', owner: tenantId, id: subscription.id, value }
}

/** Every row of a world. */
export function* allRows(world: World, counts: unknown): Generator<Row> {
  yield worldRow(world, counts)
  for (const mail of world.outside.mails.values()) yield outsideRow(mail)
  for (const tenant of world.tenants.values()) {
    yield* directoryRows(tenant)
    for (const one of tenant.subscriptions.values()) yield subscriptionRow(tenant.id, one)
    for (const user of tenant.users.values()) {
      if (user.mailbox === undefined) continue
      yield mailboxRow(tenant, user, user.mailbox)
      for (const contact of user.mailbox.contacts.values()) yield contactRow(user.id, contact)
      for (const event of user.mailbox.events.values()) yield itemRow(user.id, 'event', event)
      for (const task of user.mailbox.tasks.values()) yield itemRow(user.id, 'task', task)
      yield* placeRows(user.mailbox)
      yield* mailRows(user.id, user.mailbox)
      for (const folder of user.mailbox.contactFolders.values()) {
        for (const entry of folder.log) {
          const row = 'left' in entry && leftRow(user.mailbox, folder.id, entry.left.immutableId)
          if (row) yield row
        }
      }
    }
  }
}

function* mailRows(userId: string, mailbox: Mailbox): Generator<Row> {
  for (const message of mailbox.mail.messages.values()) yield messageRow(userId, message)
  for (const folder of mailbox.mail.folders.values()) {
    for (const entry of folder.log) {
      const row = 'left' in entry && messageLeftRow(mailbox, folder.id, entry.left.immutableId)
      if (row) yield row
    }
  }
}

function leftRowOf<T>(
  kind: 'left' | 'messageLeft',
  mailbox: Mailbox,
  folderId: string,
  log: LogEntry<T>[],
  immutableId: string,
): Row | undefined {
  const entry = log.findLast((one) => 'left' in one && one.left.immutableId === immutableId)
  if (entry === undefined || !('left' in entry)) return undefined
  const { id, entered } = entry.left
  const value: Left = { folderId, changed: entry.changed, left: { id, immutableId, entered } }
  return { kind, owner: mailbox.userId, id: String(entry.changed), value }
}

/** The world that rows describe; `counts` are those of the request log. */
export function assemble(rows: Iterable<Row>): { dump: WorldDump; counts: unknown } | undefined {
  const grouped = Map.groupBy(rows, ({ kind, owner }) => `${kind} ${owner}`)
  const of = <T>(kind: Row['kind'], owner: string) =>
    (grouped.get(`${kind} ${owner}`) ?? []).map(({ value }) => value as T)
  const [world] = of<Omit<WorldDump, 'tenants'> & { counts: unknown; bouncing?: string[] }>('world', '')
  if (world === undefined) return undefined
  const tenants = of<TenantDump>('tenant', '').map((tenant): TenantDump => {
    const users = of<UserDump>('user', tenant.id).map((user): UserDump => {
      const [mailbox] = of<MailboxDump>('mailbox', user.id)
      if (mailbox === undefined) return user
      const left = Map.groupBy(of<Left>('left', user.id), ({ folderId }) => folderId)
      const contactFolders = mailbox.contactFolders.map((folder) => ({
        ...folder,
        left: left.get(folder.id) ?? [],
      }))
      const mail = mailbox.mail && mailOf(mailbox.mail, of('message', user.id), of('messageLeft', user.id))
      const gone = Map.groupBy(of<Gone>('gone', user.id), ({ placeId }) => placeId)
      const withGone = <P extends { id: string; left: unknown[] }>(places: P[] | undefined): P[] =>
        (places ?? []).map((place) => ({ ...place, left: gone.get(place.id) ?? [] }))
      return {
        ...user,
        mailbox: {
          ...mailbox,
          contactFolders,
          contacts: of('contact', user.id),
          calendars: withGone(mailbox.calendars),
          events: of('event', user.id),
          todoLists: withGone(mailbox.todoLists),
          tasks: of('task', user.id),
          ...(mail && { mail }),
        },
      }
    })
    return { ...tenant, users, subscriptions: of('subscription', tenant.id) }
  })
  const { counts, bouncing = [], ...rest } = world
  return { dump: { ...rest, tenants, outside: { mails: of('outside', ''), bouncing } }, counts }
}

function mailOf(mail: MailDump, messages: Message[], gone: MessageLeft[]): MailDump {
  const left = Map.groupBy(gone, ({ folderId }) => folderId)
  const folders = mail.folders.map((folder) => ({ ...folder, left: left.get(folder.id) ?? [] }))
  return { ...mail, folders, messages }
}
