import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import {
  allRows,
  assemble,
  contactRow,
  directoryRows,
  goneRow,
  itemRow,
  leftRow,
  mailboxRow,
  messageLeftRow,
  messageRow,
  outsideRow,
  type Row,
  subscriptionRow,
  worldRow,
} from './store-rows.ts'
import type { WorldDump } from './tenant/dump.ts'
import type { World, WorldEvent } from './tenant/world.ts'

/** Changes are written together after this pause; a killed process loses at most so much. */
const pauseMs = 15

/** Keeps a world in `<data>/emulator.sqlite`. */
export interface Store {
  /** What was kept, or `undefined` on the first start. */
  load(): { dump: WorldDump; counts: unknown } | undefined
  /** Writes the whole world, in place of what was kept. */
  saveAll(): void
  /** Notes that something outside of tenants (the clock) changed. */
  touch(): void
  close(): void
}

interface Pending {
  directories: Set<string>
  /** `tenant user`. */
  mailboxes: Set<string>
  /** `tenant user contact`. */
  contacts: Set<string>
  /** `event|task tenant user item`. */
  items: Set<string>
  /** `tenant user message`. */
  messages: Set<string>
  outside: Set<string>
  subscriptions: Set<string>
  left: Row[]
}

/** Opens the store and writes every change of the world from now on; `counts` are kept beside it. */
export function openStore(world: World, data: string, counts: () => unknown): Store {
  const database = openDatabase(join(data, 'emulator.sqlite'))
  const put = database.prepare('insert or replace into row (kind, owner, id, value) values (?, ?, ?, ?)')
  const remove = database.prepare('delete from row where kind = ? and owner = ? and id = ?')
  const write = (row: Row) => put.run(row.kind, row.owner, row.id, JSON.stringify(row.value))
  world.contents.keepIn(join(data, 'contents'))
  let pending = nothing()
  let timer: NodeJS.Timeout | undefined
  const flush = (): void => {
    clearTimeout(timer)
    timer = undefined
    const due = pending
    pending = nothing()
    transaction(database, () => {
      write(worldRow(world, counts()))
      for (const row of due.left) write(row)
      for (const row of dueRows(world, due)) {
        if (row.value === undefined) remove.run(row.kind, row.owner, row.id)
        else write(row)
      }
    })
  }
  const touch = (): void => {
    if (database.isOpen) timer ??= setTimeout(flush, pauseMs)
  }
  world.on((event) => {
    note(world, pending, event)
    touch()
  })
  return {
    load: () => assemble(readRows(database)),
    saveAll: () => {
      pending = nothing()
      transaction(database, () => {
        database.exec('delete from row')
        for (const row of allRows(world, counts())) write(row)
      })
    },
    touch,
    close: () => {
      flush()
      database.close()
    },
  }
}

/** One process at a time: two emulators on one folder would overwrite each other's world. */
function openDatabase(file: string): DatabaseSync {
  // It holds secrets; the journal beside it takes over its mode.
  closeSync(openSync(file, 'a', 0o600))
  const database = new DatabaseSync(file)
  try {
    // NORMAL loses nothing when the process is killed, only (perhaps) when the machine loses power.
    database.exec(`
      pragma locking_mode = exclusive;
      pragma journal_mode = wal;
      pragma synchronous = normal;
      create table if not exists row (
        kind text not null, owner text not null, id text not null, value text not null,
        primary key (kind, owner, id)
      ) without rowid;
    `)
    database.exec('begin immediate; commit')
    return database
  } catch (error) {
    database.close()
    const locked = error instanceof Error && error.message.includes('locked')
    throw locked ? new Error(`Another emulator is using ${file}.`) : error
  }
}

function nothing(): Pending {
  return {
    directories: new Set(),
    mailboxes: new Set(),
    contacts: new Set(),
    items: new Set(),
    messages: new Set(),
    outside: new Set(),
    subscriptions: new Set(),
    left: [],
  }
}

function transaction(database: DatabaseSync, act: () => void): void {
  database.exec('begin')
  try {
    act()
    database.exec('commit')
  } catch (error) {
    database.exec('rollback')
    throw error
  }
}

function* readRows(database: DatabaseSync): Generator<Row> {
  // Map order is kept: rows come in the order of their keys, contacts therefore by id.
  for (const row of database.prepare('select kind, owner, id, value from row').iterate()) {
    yield {
      kind: row.kind as Row['kind'],
      owner: String(row.owner),
      id: String(row.id),
      value: JSON.parse(String(row.value)),
    }
  }
}

function note(world: World, pending: Pending, event: WorldEvent): void {
  if (event.kind === 'outside') {
    pending.outside.add(event.id)
    return
  }
  const { tenantId } = event
  if (event.kind === 'directory') pending.directories.add(tenantId)
  else if (event.kind === 'subscription') pending.subscriptions.add(`${tenantId} ${event.subscriptionId}`)
  else pending.mailboxes.add(`${tenantId} ${event.userId}`)
  if (event.kind === 'event' || event.kind === 'task') noteItem(world, pending, event)
  if (event.kind === 'message') noteMessage(world, pending, event)
  if (event.kind !== 'contact') return
  const { contact, userId, folderId, changeType } = event
  pending.contacts.add(`${tenantId} ${userId} ${contact.immutableId}`)
  const mailbox = world.tenants.get(tenantId)?.users.get(userId)?.mailbox
  const row = changeType === 'deleted' && mailbox && leftRow(mailbox, folderId, contact.immutableId)
  if (row) pending.left.push(row)
}

function noteItem(
  world: World,
  pending: Pending,
  event: Extract<WorldEvent, { kind: 'event' | 'task' }>,
): void {
  const { kind, tenantId, userId, folderId, changeType } = event
  const item = event.kind === 'event' ? event.event : event.task
  pending.items.add(`${kind} ${tenantId} ${userId} ${item.immutableId}`)
  const mailbox = world.tenants.get(tenantId)?.users.get(userId)?.mailbox
  const row = changeType === 'deleted' && mailbox && goneRow(mailbox, folderId, item)
  if (row) pending.left.push(row)
}

function noteMessage(world: World, pending: Pending, event: Extract<WorldEvent, { kind: 'message' }>): void {
  const { tenantId, userId, message, folderId, changeType } = event
  pending.messages.add(`${tenantId} ${userId} ${message.immutableId}`)
  const mailbox = world.tenants.get(tenantId)?.users.get(userId)?.mailbox
  const row = changeType === 'deleted' && mailbox && messageLeftRow(mailbox, folderId, message.immutableId)
  if (row) pending.left.push(row)
}

/** The rows as they are now; `value` is undefined for what is gone. */
function* dueRows(world: World, due: Pending): Generator<Row> {
  for (const id of due.directories) {
    const tenant = world.tenants.get(id)
    if (tenant === undefined) continue
    yield* directoryRows(tenant)
    for (const user of tenant.users.values()) due.mailboxes.add(`${id} ${user.id}`)
  }
  for (const key of due.mailboxes) {
    const [tenantId = '', userId = ''] = key.split(' ')
    const tenant = world.tenants.get(tenantId)
    const user = tenant?.users.get(userId)
    if (tenant && user?.mailbox) yield mailboxRow(tenant, user, user.mailbox)
  }
  for (const key of due.contacts) {
    const [tenantId = '', userId = '', id = ''] = key.split(' ')
    const contact = world.tenants.get(tenantId)?.users.get(userId)?.mailbox?.contacts.get(id)
    yield contact ? contactRow(userId, contact) : { kind: 'contact', owner: userId, id, value: undefined }
  }
  for (const key of due.items) {
    const [kind, tenantId = '', userId = '', id = ''] = key.split(' ')
    const mailbox = world.tenants.get(tenantId)?.users.get(userId)?.mailbox
    const item = kind === 'event' ? mailbox?.events.get(id) : mailbox?.tasks.get(id)
    const row: Pick<Row, 'kind'> = { kind: kind === 'event' ? 'event' : 'task' }
    yield item
      ? itemRow(userId, row.kind as 'event' | 'task', item)
      : { ...row, owner: userId, id, value: undefined }
  }
  for (const key of due.messages) {
    const [tenantId = '', userId = '', id = ''] = key.split(' ')
    const message = world.tenants.get(tenantId)?.users.get(userId)?.mailbox?.mail.messages.get(id)
    yield message ? messageRow(userId, message) : { kind: 'message', owner: userId, id, value: undefined }
  }
  for (const id of due.outside) {
    const mail = world.outside.mails.get(id)
    yield mail ? outsideRow(mail) : { kind: 'outside', owner: '', id, value: undefined }
  }
  for (const key of due.subscriptions) {
    const [tenantId = '', id = ''] = key.split(' ')
    const subscription = world.tenants.get(tenantId)?.subscriptions.get(id)
    yield subscription
      ? subscriptionRow(tenantId, subscription)
      : { kind: 'subscription', owner: tenantId, id, value: undefined }
  }
}
