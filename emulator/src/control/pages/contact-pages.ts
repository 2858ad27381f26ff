import { readContact } from '../../graph/contact-body.ts'
import { createContact, deleteContact, findContactFolder, updateContact } from '../../tenant/mailbox.ts'
import type { Contact, Tenant, User } from '../../tenant/types.ts'
import {
  type ContactField,
  changedFields,
  contactGroups,
  emailPlaces,
  inputName,
  shownEmail,
  shownValue,
} from './contact-fields.ts'
import { button, type Html, html, type Page, seeOther } from './html.ts'
import { mailboxPath } from './mailbox-pages.ts'
import { field, type PageCall, PageRefused, type PageRoute, pageContact, pageMailbox } from './page-call.ts'

const base = '/~/{tenant}/mailbox/{user}'

/** Pages on which a person opens, adds, edits and deletes a contact. */
export const contactRoutes: PageRoute[] = [
  { method: 'GET', path: `${base}/new`, run: (call) => newPage(call, {}) },
  { method: 'POST', path: `${base}/new`, run: create },
  { method: 'GET', path: `${base}/contact/{contact}`, run: (call) => editPage(call, pageContact(call)) },
  { method: 'POST', path: `${base}/contact/{contact}`, run: save },
  {
    method: 'POST',
    path: `${base}/contact/{contact}/delete`,
    run: (call) => {
      const { tenant, user } = pageMailbox(call)
      const contact = pageContact(call)
      deleteContact(call.world, tenant, user, contact)
      return seeOther(`${mailboxPath(tenant, user)}?folder=${encodeURIComponent(contact.folderId)}`)
    },
  },
]

function create(call: PageCall) {
  const { tenant, user, mailbox } = pageMailbox(call)
  const folder = findContactFolder(mailbox, field(call, 'folder') || 'contacts')
  if (folder === undefined) throw new PageRefused(404, 'This folder is not there any more.')
  const { fields } = readContact(changedFields({}, call.form))
  const contact = createContact(call.world, tenant, user, folder.id, fields)
  return seeOther(contactPath(tenant, user, contact))
}

function save(call: PageCall) {
  const { tenant, user } = pageMailbox(call)
  const contact = pageContact(call)
  if (field(call, 'changeKey') !== contact.changeKey) {
    const notice =
      'Somebody changed this contact in the meantime. Here it is as it is now; your changes were not saved.'
    return { ...editPage(call, contact), status: 409, notice }
  }
  const changed = changedFields(contact.fields, call.form)
  if (Object.keys(changed).length > 0) {
    const { fields } = readContact(changed)
    updateContact(call.world, tenant, user, contact, fields)
  }
  return seeOther(`${contactPath(tenant, user, contact)}?saved`)
}

function newPage(call: PageCall, fields: Contact['fields']): Page {
  const { tenant, user } = pageMailbox(call)
  const folder = call.query.get('folder') ?? 'contacts'
  const body = html`<form method="post" action="${mailboxPath(tenant, user)}/new" class="grid">
<input type="hidden" name="folder" value="${folder}">
${inputs(fields)}
<p class="full"><button class="primary">Add contact</button></p></form>`
  return { title: 'New contact', trail: trail(tenant, user), body }
}

function editPage(call: PageCall, contact: Contact): Page {
  const { tenant, user } = pageMailbox(call)
  const path = contactPath(tenant, user, contact)
  const body = html`<form method="post" action="${path}" class="grid">
<input type="hidden" name="changeKey" value="${contact.changeKey}">
${inputs(contact.fields)}
<p class="full"><button class="primary">Save</button></p></form>
<p>${button(`${path}/delete`, 'Delete this contact', true)}</p>
<h2>For engineers</h2>
<dl>
<dt>Id</dt><dd class="value">${contact.id}</dd>
<dt>Immutable id</dt><dd class="value">${contact.immutableId}</dd>
<dt>Change key</dt><dd class="value">${contact.changeKey}</dd>
<dt>Created</dt><dd>${new Date(contact.createdAt).toISOString()}</dd>
<dt>Last change</dt><dd>${new Date(contact.modifiedAt).toISOString()}</dd>
</dl>`
  const title = String(contact.fields.displayName || '(no name)')
  return { title, trail: trail(tenant, user), body, ...(call.query.has('saved') && { notice: 'Saved.' }) }
}

function inputs(fields: Contact['fields']): Html[] {
  const emails = emailPlaces.map((place) => {
    const { name, address } = shownEmail(fields, place)
    return html`<label>E-mail ${place + 1}<input name="email${place}.address" value="${address}" dir="auto"></label>
<label>Shown as<input name="email${place}.name" value="${name}" dir="auto"></label>`
  })
  const groups = contactGroups.map(
    ({ title, fields: group }) =>
      html`<fieldset><legend>${title}</legend>${group.map((one) => input(fields, one))}</fieldset>`,
  )
  const [name, ...rest] = groups
  return [name as Html, html`<fieldset><legend>E-mail</legend>${emails}</fieldset>`, ...rest]
}

function input(fields: Contact['fields'], one: ContactField): Html {
  const value = shownValue(fields, one)
  const name = inputName(one)
  if (one.kind === 'lines' || one.kind === 'long') {
    // The line break after the tag is one that HTML drops; without it a value's own first one would be lost.
    return html`<label>${one.label}<textarea name="${name}" rows="2" dir="auto">
${value}</textarea></label>`
  }
  const type = one.kind === 'date' ? 'date' : 'text'
  return html`<label>${one.label}<input type="${type}" name="${name}" value="${value}" dir="auto"></label>`
}

function contactPath(tenant: Tenant, user: User, contact: Contact): string {
  return `${mailboxPath(tenant, user)}/contact/${encodeURIComponent(contact.immutableId)}`
}

function trail(tenant: Tenant, user: User): [string, string][] {
  return [
    [`/~/${tenant.id}`, tenant.displayName],
    [mailboxPath(tenant, user), user.displayName],
  ]
}
