import { createContact, deleteContact, derivedNames, moveContact, updateContact } from '../tenant/mailbox.ts'
import type { Contact } from '../tenant/types.ts'
import type { WireResponse } from '../wire.ts'
import {
  checkIfMatch,
  jsonBody,
  type MailboxCall,
  mailboxRoute,
  type Route,
  wantsImmutableIds,
} from './call.ts'
import { readContact } from './contact-body.ts'
import { contactJson, shapeFor } from './contact-json.ts'
import { countContacts, listContacts, withExtended } from './contact-query.ts'
import { parseExpand } from './extended-properties.ts'
import { checkNames, entity, readOptions } from './odata.ts'
import { readContacts, writeContacts } from './permissions.ts'
import { contactOf, contactsContext, folderById, folderOf } from './places.ts'
import { contactProperties } from './properties.ts'

/** `contacts` of the default folder and of a named one. */
export const contactRoutes: Route[] = [
  'users/{user}/contacts',
  'users/{user}/contactFolders/{folder}/contacts',
].flatMap((path) => [
  mailboxRoute('GET', path, readContacts, list),
  mailboxRoute('POST', path, writeContacts, create),
  mailboxRoute('GET', `${path}/$count`, readContacts, (call) => countContacts(call, folderOf(call).id)),
  mailboxRoute('GET', `${path}/{contact}`, readContacts, get),
  mailboxRoute('PATCH', `${path}/{contact}`, writeContacts, update),
  mailboxRoute('DELETE', `${path}/{contact}`, writeContacts, remove),
  mailboxRoute('POST', `${path}/{contact}/permanentDelete`, writeContacts, remove),
])

function list(call: MailboxCall): WireResponse {
  return listContacts(call, folderOf(call).id, contactsContext(call))
}

function get(call: MailboxCall): WireResponse {
  return answer(call, 200, contactOf(call))
}

function create(call: MailboxCall): WireResponse {
  const folder = folderOf(call)
  const write = readContact(jsonBody(call.request))
  const target = write.parentFolderId === undefined ? folder : folderById(call, write.parentFolderId)
  const contact = createContact(call.world, call.tenant, call.user, target.id, write.fields, write.extended)
  const at = `${call.request.origin}/v1.0/users/${call.user.id}/contacts/${contact.id}`
  return answer(call, 201, contact, { location: at })
}

/** A PATCH of `parentFolderId` moves the contact: the reference lists the property as one that can be updated. */
function update(call: MailboxCall): WireResponse {
  const contact = contactOf(call)
  checkIfMatch(call.request, contact.changeKey)
  const write = readContact(jsonBody(call.request), contact.fields.emailAddresses as unknown[] | undefined)
  const target = write.parentFolderId === undefined ? undefined : folderById(call, write.parentFolderId)
  const { world, tenant, user } = call
  if (target && target.id !== contact.folderId) moveContact(world, tenant, user, contact, target.id)
  updateContact(world, tenant, user, contact, withGeneratedName(call, contact, write.fields), write.extended)
  return answer(call, 200, contact)
}

/** With `displayNames: 'overwritten'` a change of a part of the name that does not name `displayName` regenerates it. */
function withGeneratedName(
  call: MailboxCall,
  contact: Contact,
  fields: Record<string, unknown>,
): Record<string, unknown> {
  const touchesName = ['givenName', 'middleName', 'surname'].some((name) => name in fields)
  if (call.displayNames === 'kept' || !touchesName || 'displayName' in fields) return fields
  const { givenName, middleName, surname, companyName } = { ...contact.fields, ...fields }
  return { ...fields, displayName: derivedNames({ givenName, middleName, surname, companyName }).displayName }
}

/** Whether a deleted contact can still be read by its immutable id (it lies in Deleted Items) is not documented: here it is gone. */
function remove(call: MailboxCall): WireResponse {
  const contact = contactOf(call)
  checkIfMatch(call.request, contact.changeKey)
  deleteContact(call.world, call.tenant, call.user, contact)
  return { status: 204 }
}

function answer(
  call: MailboxCall,
  status: number,
  contact: Contact,
  headers: Record<string, string> = {},
): WireResponse {
  const { select, expand } = readOptions(call.request.query)
  checkNames(select, Object.keys(contactProperties), 'contact')
  const text = contactJson(contact, shapeFor(select, wantsImmutableIds(call.request)))
  const extended = withExtended(text, contact, expand === undefined ? [] : parseExpand(expand))
  return entity(status, `${contactsContext(call)}/$entity`, extended, {
    ...headers,
    etag: `W/"${contact.changeKey}"`,
  })
}
