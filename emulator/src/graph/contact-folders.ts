import { createContactFolder, deleteContactFolder, renameContactFolder } from '../tenant/mailbox.ts'
import type { ContactFolder } from '../tenant/types.ts'
import type { WireResponse } from '../wire.ts'
import { jsonBody, type MailboxCall, mailboxRoute, type Route } from './call.ts'
import { GraphError, refuse } from './errors.ts'
import { parseFilter, passes, usesOf } from './filter.ts'
import { checkNames, collection, comparison, entity, linkWith, plainCount, readOptions } from './odata.ts'
import { readContacts, writeContacts } from './permissions.ts'
import { folderById, folderOf, mailboxContext } from './places.ts'

/** Properties of `contactFolder`. */
export const folderProperties = ['id', 'parentFolderId', 'displayName'] as const

/** `contactFolders` lists the folders below the default one, which is not among them itself (docs issue 6327). */
export const contactFolderRoutes: Route[] = [
  mailboxRoute('GET', 'users/{user}/contactFolders', readContacts, list),
  mailboxRoute('GET', 'users/{user}/contactFolders/$count', readContacts, (call) =>
    plainCount(children(call).length),
  ),
  mailboxRoute('POST', 'users/{user}/contactFolders', writeContacts, create),
  mailboxRoute('GET', 'users/{user}/contactFolders/{folder}', readContacts, get),
  mailboxRoute('PATCH', 'users/{user}/contactFolders/{folder}', writeContacts, update),
  mailboxRoute('DELETE', 'users/{user}/contactFolders/{folder}', writeContacts, remove),
  mailboxRoute('POST', 'users/{user}/contactFolders/{folder}/permanentDelete', writeContacts, remove),
  mailboxRoute('GET', 'users/{user}/contactFolders/{folder}/childFolders', readContacts, list),
  mailboxRoute('POST', 'users/{user}/contactFolders/{folder}/childFolders', writeContacts, create),
]

/** A folder as the service shows it. */
export function folderJson(folder: ContactFolder, select: readonly string[] | undefined): string {
  const shown = folderProperties.filter((name) => name === 'id' || !select || select.includes(name))
  return JSON.stringify(Object.fromEntries(shown.map((name) => [name, folder[name]])))
}

function list(call: MailboxCall): WireResponse {
  const options = readOptions(call.request.query)
  checkNames(options.select, folderProperties, 'contactFolder')
  if (options.search !== undefined) throw refuse.urlQuery("The query parameter '$search' is not supported.")
  let found = children(call)
  if (options.filter !== undefined) {
    const filter = parseFilter(options.filter)
    checkNames(
      usesOf(filter).map(({ name }) => name),
      folderProperties,
      'contactFolder',
    )
    found = found.filter((folder) => passes(filter, (name) => folder[name as 'id'] ?? null))
  }
  checkNames(
    options.orderBy?.map(({ name }) => name),
    folderProperties,
    'contactFolder',
  )
  if (options.orderBy) found.sort(comparison(options.orderBy, (folder, name) => folder[name as 'id']))
  const [top, skip] = [options.top ?? 10, options.skip ?? 0]
  const items = found.slice(skip, skip + top).map((folder) => folderJson(folder, options.select))
  return collection(context(call), items, {
    ...(options.count && { count: found.length }),
    ...(top > 0 &&
      skip + top < found.length && { nextLink: linkWith(call.request, '$skip', String(skip + top)) }),
  })
}

function children(call: MailboxCall): ContactFolder[] {
  const parent = folderOf(call)
  return [...call.mailbox.contactFolders.values()].filter(
    (folder) => folder.parentFolderId === parent.id && !folder.deleted,
  )
}

function get(call: MailboxCall): WireResponse {
  return answer(call, 200, folderOf(call))
}

function create(call: MailboxCall): WireResponse {
  const parent = folderOf(call)
  const { displayName } = readFolder(jsonBody(call.request))
  if (!displayName) {
    throw new GraphError(400, 'ErrorInvalidRequest', "The required property 'displayName' is missing.")
  }
  checkFree(call, parent.id, displayName)
  const { world, tenant, user } = call
  return answer(call, 201, createContactFolder(world, tenant, user, displayName, parent.id))
}

function update(call: MailboxCall): WireResponse {
  const folder = folderOf(call)
  const { displayName = folder.displayName, parentFolderId } = readFolder(jsonBody(call.request))
  const parent = parentFolderId === undefined ? folder.parentFolderId : parentOf(call, parentFolderId)
  checkFree(call, parent, displayName, folder)
  const { world, tenant, user } = call
  return answer(call, 200, renameContactFolder(world, tenant, user, folder, displayName, parent))
}

function remove(call: MailboxCall): WireResponse {
  const folder = folderOf(call)
  if (folder.wellKnownName !== undefined) throw refuse.wellKnownFolder()
  deleteContactFolder(call.world, call.tenant, call.user, folder)
  return { status: 204 }
}

function parentOf(call: MailboxCall, id: string): string {
  return id === call.mailbox.rootFolderId ? id : folderById(call, id).id
}

function readFolder(body: Record<string, unknown>): { displayName?: string; parentFolderId?: string } {
  const read: Record<string, string> = {}
  for (const [name, value] of Object.entries(body)) {
    if (name.includes('@') || name === 'id') continue
    if (name !== 'displayName' && name !== 'parentFolderId') {
      throw refuse.bodyShape(
        `The property '${name}' does not exist on type 'microsoft.graph.contactFolder'. Make sure to only use property names that are defined by the type.`,
      )
    }
    if (typeof value !== 'string') {
      throw refuse.bodyShape(
        `Cannot convert the literal '${String(value)}' to the expected type 'Edm.String'.`,
      )
    }
    read[name] = value
  }
  return read
}

function checkFree(
  call: MailboxCall,
  parentFolderId: string,
  displayName: string,
  self?: ContactFolder,
): void {
  const wanted = displayName.toLowerCase()
  for (const folder of call.mailbox.contactFolders.values()) {
    if (folder === self || folder.deleted || folder.parentFolderId !== parentFolderId) continue
    if (folder.displayName.toLowerCase() === wanted) throw refuse.folderExists()
  }
}

function context(call: MailboxCall): string {
  const { folder } = call.params
  const path = folder === undefined ? 'contactFolders' : `contactFolders('${folder}')/childFolders`
  return mailboxContext(call, path)
}

function answer(call: MailboxCall, status: number, folder: ContactFolder): WireResponse {
  const { select } = readOptions(call.request.query)
  checkNames(select, folderProperties, 'contactFolder')
  return entity(status, `${mailboxContext(call, 'contactFolders')}/$entity`, folderJson(folder, select))
}
