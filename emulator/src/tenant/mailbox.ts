import { addDefaultCalendar } from './calendar.ts'
import { logItem, logLeft } from './change-log.ts'
import { changeKey, idKind, immutableIdFor, newFolderId, newImmutableId, newItemId } from './item-ids.ts'
import { addMailFolders, noMail } from './mail-state.ts'
import { addWellKnownLists } from './todo-lists.ts'
import type { Contact, ContactFolder, Mailbox, Tenant, User } from './types.ts'
import type { ChangeType, World } from './world.ts'

/** A mailbox with its well-known contacts folder. */
export function createMailbox(world: World, userId: string): Mailbox {
  const mailbox: Mailbox = {
    userId,
    guid: world.ids.guid(),
    rootFolderId: '',
    defaultContactFolderId: '',
    contactFolders: new Map(),
    contacts: new Map(),
    defaultCalendarId: '',
    calendars: new Map(),
    events: new Map(),
    todoLists: new Map(),
    tasks: new Map(),
    mail: noMail(),
    changeNumber: 1,
    deltaHorizon: 0,
    itemNumber: 1,
  }
  mailbox.rootFolderId = newFolderId(mailbox)
  const contacts = newFolder(mailbox, mailbox.rootFolderId, 'Contacts')
  contacts.wellKnownName = 'contacts'
  mailbox.defaultContactFolderId = contacts.id
  addDefaultCalendar(mailbox)
  addWellKnownLists(mailbox)
  addMailFolders(mailbox)
  return mailbox
}

/** The mailbox of a user who must have one. */
export function mailboxOf(user: User): Mailbox {
  if (user.mailbox === undefined) throw new Error(`${user.userPrincipalName} has no mailbox`)
  return user.mailbox
}

/** A living contact by its folder-bound or immutable id. */
export function findContact(mailbox: Mailbox, id: string): Contact | undefined {
  const kind = idKind(id)
  if (kind === 'immutable') return mailbox.contacts.get(id)
  if (kind !== 'item') return undefined
  const contact = mailbox.contacts.get(immutableIdFor(mailbox, id))
  return contact?.id === id.replace(/=$/, '') ? contact : undefined
}

/** A living contact folder by its id or well-known name. */
export function findContactFolder(mailbox: Mailbox, id: string): ContactFolder | undefined {
  const folder = mailbox.contactFolders.get(
    id.toLowerCase() === 'contacts' ? mailbox.defaultContactFolderId : id,
  )
  return folder?.deleted ? undefined : folder
}

/** Adds a contact to a folder; `fields` are stored as given, with the names that Exchange derives when they are absent. */
export function createContact(
  world: World,
  tenant: Tenant,
  user: User,
  folderId: string,
  fields: Record<string, unknown>,
  extended: Record<string, string> = {},
): Contact {
  const mailbox = mailboxOf(user)
  const folder = folderFor(mailbox, folderId)
  const immutableId = newImmutableId(mailbox)
  const now = world.clock.now()
  const changed = nextChange(mailbox)
  const contact: Contact = {
    id: newItemId(mailbox, immutableId),
    immutableId,
    folderId: folder.id,
    changeKey: changeKey(mailbox, changed),
    changed,
    entered: changed,
    createdAt: now,
    modifiedAt: now,
    fields: { ...derivedNames(fields), ...fields },
    extended: { ...extended },
  }
  mailbox.contacts.set(immutableId, contact)
  logItem(folder, contact, true)
  tell(world, tenant, user, 'created', contact)
  return contact
}

/** Merges fields into a contact; the fields that are not named stay. */
export function updateContact(
  world: World,
  tenant: Tenant,
  user: User,
  contact: Contact,
  fields: Record<string, unknown>,
  extended: Record<string, string> = {},
): Contact {
  Object.assign(contact.fields, fields)
  Object.assign(contact.extended, extended)
  return touch(world, tenant, user, contact)
}

/** Removes a contact from the mailbox; delta goes on to tell of it. */
export function deleteContact(world: World, tenant: Tenant, user: User, contact: Contact): void {
  const mailbox = mailboxOf(user)
  mailbox.contacts.delete(contact.immutableId)
  contact.changed = nextChange(mailbox)
  logLeft(folderFor(mailbox, contact.folderId), contact.changed, { ...contact })
  tell(world, tenant, user, 'deleted', contact)
}

/** Moves a contact: it gets a new folder-bound id and keeps the immutable one. */
export function moveContact(
  world: World,
  tenant: Tenant,
  user: User,
  contact: Contact,
  folderId: string,
): Contact {
  const mailbox = mailboxOf(user)
  const source = folderFor(mailbox, contact.folderId)
  const target = folderFor(mailbox, folderId)
  const { id, entered } = contact
  const leftAt = nextChange(mailbox)
  contact.folderId = target.id
  contact.id = newItemId(mailbox, contact.immutableId)
  contact.changed = nextChange(mailbox)
  contact.entered = contact.changed
  contact.changeKey = changeKey(mailbox, contact.changed)
  contact.modifiedAt = world.clock.now()
  logLeft(source, leftAt, { id, immutableId: contact.immutableId, entered })
  logItem(target, contact, true)
  tell(world, tenant, user, 'deleted', contact, { folderId: source.id, id })
  tell(world, tenant, user, 'created', contact)
  return contact
}

/** Sets or (with `undefined`) removes a contact's picture. */
export function setPhoto(
  world: World,
  tenant: Tenant,
  user: User,
  contact: Contact,
  photo: Contact['photo'],
): Contact {
  if (photo === undefined) delete contact.photo
  else contact.photo = photo
  return touch(world, tenant, user, contact)
}

/** Outlook's own defaults: `Given Surname` for display, `Surname, Given` for filing, the company where there is no name. */
export function derivedNames(fields: Record<string, unknown>): Record<string, unknown> {
  if (fields.displayName !== undefined && fields.fileAs !== undefined) return {}
  const text = (name: string) => (typeof fields[name] === 'string' ? String(fields[name]).trim() : '')
  const given = [text('givenName'), text('middleName')].filter((part) => part !== '').join(' ')
  const whole = [given, text('surname')].filter((part) => part !== '').join(' ')
  const filed = [text('surname'), given].filter((part) => part !== '').join(', ')
  const displayName = text('displayName') || whole || text('companyName')
  return { displayName, fileAs: filed || displayName }
}

/** Adds a contact folder below another (default: below the well-known one). */
export function createContactFolder(
  world: World,
  tenant: Tenant,
  user: User,
  displayName: string,
  parentFolderId?: string,
): ContactFolder {
  const mailbox = mailboxOf(user)
  const folder = newFolder(mailbox, parentFolderId ?? mailbox.defaultContactFolderId, displayName)
  tellFolder(world, tenant, user, 'created', folder)
  return folder
}

/** Renames a contact folder and, when told, hangs it below another. */
export function renameContactFolder(
  world: World,
  tenant: Tenant,
  user: User,
  folder: ContactFolder,
  displayName: string,
  parentFolderId: string = folder.parentFolderId,
): ContactFolder {
  Object.assign(folder, { displayName, parentFolderId })
  folder.changed = nextChange(mailboxOf(user))
  tellFolder(world, tenant, user, 'updated', folder)
  return folder
}

/** Removes a contact folder with the folders and contacts in it. */
export function deleteContactFolder(world: World, tenant: Tenant, user: User, folder: ContactFolder): void {
  const mailbox = mailboxOf(user)
  for (const child of mailbox.contactFolders.values()) {
    if (child.parentFolderId === folder.id && !child.deleted) deleteContactFolder(world, tenant, user, child)
  }
  for (const contact of [...mailbox.contacts.values()]) {
    if (contact.folderId === folder.id) deleteContact(world, tenant, user, contact)
  }
  folder.deleted = true
  folder.changed = nextChange(mailbox)
  tellFolder(world, tenant, user, 'deleted', folder)
}

/** From now on every delta token given out so far answers 410. */
export function expireDeltaTokens(mailbox: Mailbox): void {
  mailbox.deltaHorizon = nextChange(mailbox)
}

function newFolder(mailbox: Mailbox, parentFolderId: string, displayName: string): ContactFolder {
  const changed = nextChange(mailbox)
  const id = newFolderId(mailbox)
  const folder: ContactFolder = {
    id,
    parentFolderId,
    displayName,
    changed,
    created: changed,
    log: [],
    stale: 0,
  }
  mailbox.contactFolders.set(id, folder)
  return folder
}

function nextChange(mailbox: Mailbox): number {
  mailbox.changeNumber += 1
  return mailbox.changeNumber
}

function folderFor(mailbox: Mailbox, folderId: string): ContactFolder {
  const folder = findContactFolder(mailbox, folderId)
  if (folder === undefined) throw new Error(`no contact folder ${folderId}`)
  return folder
}

function touch(world: World, tenant: Tenant, user: User, contact: Contact): Contact {
  const mailbox = mailboxOf(user)
  contact.changed = nextChange(mailbox)
  contact.changeKey = changeKey(mailbox, contact.changed)
  contact.modifiedAt = world.clock.now()
  logItem(folderFor(mailbox, contact.folderId), contact, false)
  tell(world, tenant, user, 'updated', contact)
  return contact
}

function tell(
  world: World,
  tenant: Tenant,
  user: User,
  changeType: ChangeType,
  contact: Contact,
  place: { folderId: string; id: string } = contact,
): void {
  const { folderId, id } = place
  world.emit({ kind: 'contact', tenantId: tenant.id, userId: user.id, changeType, folderId, id, contact })
}

function tellFolder(
  world: World,
  tenant: Tenant,
  user: User,
  changeType: ChangeType,
  folder: ContactFolder,
): void {
  world.emit({ kind: 'folder', tenantId: tenant.id, userId: user.id, changeType, folderId: folder.id })
}
