import {
  changeMailFolder,
  childFolders,
  copyMailFolder,
  createMailFolder,
  deleteMailFolder,
  findMailFolder,
  isWithin,
} from '../tenant/mail-folders.ts'
import type { MailFolder } from '../tenant/mail-types.ts'
import type { Mailbox } from '../tenant/types.ts'
import type { WireResponse } from '../wire.ts'
import { jsonBody, type MailboxCall, mailboxRoute, type Route } from './call.ts'
import { GraphError, refuse } from './errors.ts'
import { parseFilter, passes, usesOf } from './filter.ts'
import { neededMailFolder, parentId } from './mail-places.ts'
import { checkNames, collection, comparison, entity, linkWith, plainCount, readOptions } from './odata.ts'
import { readBasicMail, writeMail } from './permissions.ts'
import { mailboxContext } from './places.ts'

/** Properties of `mailFolder`, in the order of the service. */
export const mailFolderProperties = [
  'id',
  'displayName',
  'parentFolderId',
  'childFolderCount',
  'unreadItemCount',
  'totalItemCount',
  'isHidden',
] as const

/** `mailFolders` lists the folders below the root. */
export const mailFolderRoutes: Route[] = [
  mailboxRoute('GET', 'users/{user}/mailFolders', readBasicMail, list),
  mailboxRoute('GET', 'users/{user}/mailFolders/$count', readBasicMail, (call) =>
    plainCount(visible(call, call.mailbox.rootFolderId).length),
  ),
  mailboxRoute('POST', 'users/{user}/mailFolders', writeMail, create),
  mailboxRoute('GET', 'users/{user}/mailFolders/{mailFolder}', readBasicMail, get),
  mailboxRoute('PATCH', 'users/{user}/mailFolders/{mailFolder}', writeMail, update),
  mailboxRoute('DELETE', 'users/{user}/mailFolders/{mailFolder}', writeMail, remove),
  mailboxRoute('POST', 'users/{user}/mailFolders/{mailFolder}/permanentDelete', writeMail, removeForGood),
  mailboxRoute('POST', 'users/{user}/mailFolders/{mailFolder}/move', writeMail, move),
  mailboxRoute('POST', 'users/{user}/mailFolders/{mailFolder}/copy', writeMail, copy),
  mailboxRoute('GET', 'users/{user}/mailFolders/{mailFolder}/childFolders', readBasicMail, list),
  mailboxRoute('POST', 'users/{user}/mailFolders/{mailFolder}/childFolders', writeMail, create),
]

/** A folder as the service shows it. */
export function mailFolderJson(
  mailbox: Mailbox,
  folder: MailFolder,
  select: readonly string[] | undefined,
): string {
  const shown = mailFolderProperties.filter((name) => name === 'id' || !select || select.includes(name))
  return JSON.stringify(Object.fromEntries(shown.map((name) => [name, property(mailbox, folder, name)])))
}

function property(mailbox: Mailbox, folder: MailFolder, name: string): string | number | boolean {
  switch (name) {
    case 'childFolderCount':
      return childFolders(mailbox, folder.id).length
    case 'unreadItemCount':
      return folder.unread
    case 'totalItemCount':
      return folder.total
    case 'isHidden':
      return folder.isHidden ?? false
    default:
      return folder[name as 'id' | 'displayName' | 'parentFolderId']
  }
}

function list(call: MailboxCall): WireResponse {
  const { mailbox } = call
  const options = readOptions(call.request.query)
  checkNames(options.select, mailFolderProperties, 'mailFolder')
  if (options.search !== undefined) throw refuse.urlQuery("The query parameter '$search' is not supported.")
  let found = visible(call, parentOf(call))
  if (options.filter !== undefined) {
    const filter = parseFilter(options.filter)
    checkNames(
      usesOf(filter).map(({ name }) => name),
      mailFolderProperties,
      'mailFolder',
    )
    found = found.filter((folder) => passes(filter, (name) => property(mailbox, folder, name)))
  }
  const order = options.orderBy ?? [{ name: 'displayName', descending: false }]
  checkNames(
    order.map(({ name }) => name),
    mailFolderProperties,
    'mailFolder',
  )
  found.sort(comparison(order, (folder, name) => property(mailbox, folder, name)))
  const [top, skip] = [options.top ?? 10, options.skip ?? 0]
  const items = found.slice(skip, skip + top).map((folder) => mailFolderJson(mailbox, folder, options.select))
  return collection(context(call), items, {
    ...(options.count && { count: found.length }),
    ...(top > 0 &&
      skip + top < found.length && { nextLink: linkWith(call.request, '$skip', String(skip + top)) }),
  })
}

/** Hidden folders are only listed for those who ask (user-list-mailfolders). */
function visible(call: MailboxCall, parentFolderId: string): MailFolder[] {
  const withHidden = call.request.query.get('includeHiddenFolders')?.toLowerCase() === 'true'
  return childFolders(call.mailbox, parentFolderId).filter(({ isHidden }) => withHidden || !isHidden)
}

function parentOf(call: MailboxCall): string {
  return parentId(call, call.params.mailFolder ?? 'msgfolderroot')
}

function get(call: MailboxCall): WireResponse {
  const { mailbox, params } = call
  if (parentOf(call) !== mailbox.rootFolderId) return answer(call, 200, neededMailFolder(call))
  const root: MailFolder = {
    id: mailbox.rootFolderId,
    displayName: 'Top of Information Store',
    parentFolderId: mailbox.rootFolderId,
    ...{ total: 0, unread: 0, changed: 0, created: 0, log: [], stale: 0 },
  }
  return answer({ ...call, params }, 200, root)
}

function create(call: MailboxCall): WireResponse {
  const parentFolderId = parentOf(call)
  const { displayName, isHidden = false } = readFolder(jsonBody(call.request))
  if (!displayName) {
    throw new GraphError(400, 'ErrorInvalidRequest', "The required property 'displayName' is missing.")
  }
  checkFree(call, parentFolderId, displayName)
  const { world, tenant, user } = call
  return answer(call, 201, createMailFolder(world, tenant, user, { displayName, parentFolderId, isHidden }))
}

function update(call: MailboxCall): WireResponse {
  const folder = neededMailFolder(call)
  const { displayName = folder.displayName } = readFolder(jsonBody(call.request))
  if (folder.wellKnownName !== undefined) throw refuse.wellKnownFolder()
  checkFree(call, folder.parentFolderId, displayName, folder)
  const { world, tenant, user } = call
  return answer(call, 200, changeMailFolder(world, tenant, user, folder, { displayName }))
}

/** To Deleted Items; what lies there already goes for good. */
function remove(call: MailboxCall): WireResponse {
  const { world, tenant, user, mailbox } = call
  const folder = removable(call)
  const bin = mailbox.mail.wellKnown.deleteditems
  if (isWithin(mailbox, folder, bin)) deleteMailFolder(world, tenant, user, folder)
  else changeMailFolder(world, tenant, user, folder, { parentFolderId: bin })
  return { status: 204 }
}

function removeForGood(call: MailboxCall): WireResponse {
  deleteMailFolder(call.world, call.tenant, call.user, removable(call))
  return { status: 204 }
}

function removable(call: MailboxCall): MailFolder {
  const folder = neededMailFolder(call)
  if (folder.wellKnownName !== undefined) throw refuse.wellKnownFolder()
  return folder
}

/** The published examples answer 200. */
function move(call: MailboxCall): WireResponse {
  const { world, tenant, user, mailbox } = call
  const folder = removable(call)
  const parentFolderId = destinationOf(call)
  const target = findMailFolder(mailbox, parentFolderId)
  if (target && isWithin(mailbox, target, folder.id)) {
    throw new GraphError(400, 'ErrorMoveCopyFailed', 'A folder cannot be moved into itself.')
  }
  checkFree(call, parentFolderId, folder.displayName, folder)
  return answer(call, 200, changeMailFolder(world, tenant, user, folder, { parentFolderId }))
}

function copy(call: MailboxCall): WireResponse {
  const { world, tenant, user } = call
  const folder = neededMailFolder(call)
  const parentFolderId = destinationOf(call)
  checkFree(call, parentFolderId, folder.displayName)
  return answer(call, 200, copyMailFolder(world, tenant, user, folder, parentFolderId))
}

function destinationOf(call: MailboxCall): string {
  const { destinationId } = jsonBody(call.request)
  if (typeof destinationId !== 'string') throw refuse.argument("The property 'DestinationId' is required.")
  return parentId(call, destinationId)
}

function readFolder(body: Record<string, unknown>): { displayName?: string; isHidden?: boolean } {
  const { displayName, isHidden, ...rest } = body
  const unknown = Object.keys(rest).find(
    (name) => !name.includes('@') && !(mailFolderProperties as readonly string[]).includes(name),
  )
  if (unknown !== undefined) {
    throw refuse.bodyShape(
      `The property '${unknown}' does not exist on type 'microsoft.graph.mailFolder'. Make sure to only use property names that are defined by the type.`,
    )
  }
  if (displayName !== undefined && typeof displayName !== 'string') {
    throw refuse.bodyShape(
      `Cannot convert the literal '${String(displayName)}' to the expected type 'Edm.String'.`,
    )
  }
  return { ...(displayName !== undefined && { displayName }), isHidden: isHidden === true }
}

function checkFree(call: MailboxCall, parentFolderId: string, displayName: string, self?: MailFolder): void {
  const wanted = displayName.toLowerCase()
  for (const folder of childFolders(call.mailbox, parentFolderId)) {
    if (folder !== self && folder.displayName.toLowerCase() === wanted) throw refuse.folderExists()
  }
}

function context(call: MailboxCall): string {
  const { mailFolder } = call.params
  return mailboxContext(call, mailFolder ? `mailFolders('${mailFolder}')/childFolders` : 'mailFolders')
}

function answer(call: MailboxCall, status: number, folder: MailFolder): WireResponse {
  const { select } = readOptions(call.request.query)
  checkNames(select, mailFolderProperties, 'mailFolder')
  const text = mailFolderJson(call.mailbox, folder, select)
  return entity(status, `${mailboxContext(call, 'mailFolders')}/$entity`, text)
}
