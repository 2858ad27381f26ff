import { createContactFolder, findContactFolder } from '../../tenant/mailbox.ts'
import type { Contact, ContactFolder, Mailbox, Tenant, User } from '../../tenant/types.ts'
import { type Html, html, type Page, seeOther } from './html.ts'
import { needed, type PageCall, PageRefused, type PageRoute, pageMailbox, pageTenant } from './page-call.ts'

const perPage = 50

/** The start page, a tenant's page, and a mailbox with its folders and contacts. */
export const mailboxRoutes: PageRoute[] = [
  { method: 'GET', path: '/', run: startPage },
  { method: 'GET', path: '/~/{tenant}', run: tenantPage },
  { method: 'GET', path: '/~/{tenant}/mailbox/{user}', run: mailboxPage },
  {
    method: 'POST',
    path: '/~/{tenant}/mailbox/{user}/folders',
    run: (call) => {
      const { tenant, user } = pageMailbox(call)
      const folder = createContactFolder(call.world, tenant, user, needed(call, 'displayName', 'The name'))
      return seeOther(`${mailboxPath(tenant, user)}?folder=${encodeURIComponent(folder.id)}`)
    },
  },
]

/** Where a mailbox's page is. */
export function mailboxPath(tenant: Tenant, user: User): string {
  return `/~/${tenant.id}/mailbox/${user.id}`
}

function startPage({ world }: PageCall): Page {
  const rows = [...world.tenants.values()].map(
    (tenant) => html`<tr><td><a href="/~/${tenant.id}">${tenant.displayName}</a></td>
<td>${tenant.domains.join(', ')}</td><td>${tenant.users.size}</td><td class="value">${tenant.id}</td></tr>`,
  )
  const body = html`<p>This is the other side of the wire: the mailboxes and the administration of the emulated organisations.
Change a contact here, and see it arrive; change it there, and see it here after a reload.</p>
<div class="wide"><table><caption hidden>Tenants</caption>
<thead><tr><th scope="col">Organisation</th><th scope="col">Domains</th><th scope="col">People</th><th scope="col">Tenant id</th></tr></thead>
<tbody>${rows}</tbody></table></div>
<p>What is sent to nobody here arrives in <a href="/~/outside">the world outside</a>.</p>`
  return { title: 'The other side', body }
}

function tenantPage(call: PageCall): Page {
  const tenant = pageTenant(call)
  const rows = [...tenant.users.values()].map((user) => {
    const name = html`<bdi>${user.displayName}</bdi>`
    const path = mailboxPath(tenant, user)
    return html`<tr><td>${user.mailbox ? html`<a href="${path}">${name}</a>` : name}</td>
<td>${user.userPrincipalName}</td><td>${kindOf(user)}</td><td>${user.mailbox?.contacts.size ?? '–'}</td></tr>`
  })
  const admin = [
    ['applications', 'App registrations'],
    ['users', 'Users'],
    ['groups', 'Groups'],
    ['policies', 'Application access policies and roles'],
    ['sign-ins', 'Sign-in log'],
  ].map(([path, text]) => html`<li><a href="/~/${tenant.id}/${path}">${text}</a></li>`)
  const body = html`<dl><dt>Tenant id</dt><dd class="value">${tenant.id}</dd><dt>Domains</dt><dd>${tenant.domains.join(', ')}</dd></dl>
<h2>Administration</h2><ul>${admin}</ul>
<h2>Mailboxes</h2><div class="wide"><table>
<thead><tr><th scope="col">Name</th><th scope="col">Address</th><th scope="col">Kind</th><th scope="col">Contacts</th></tr></thead>
<tbody>${rows}</tbody></table></div>`
  return { title: tenant.displayName, body }
}

function mailboxPage(call: PageCall): Page {
  const { tenant, user, mailbox } = pageMailbox(call)
  const folder = findContactFolder(mailbox, call.query.get('folder') || 'contacts')
  if (folder === undefined) throw new PageRefused(404, 'This folder is not there any more.')
  const search = call.query.get('q') ?? ''
  const found = contactsOf(mailbox, folder, search)
  const pages = Math.max(1, Math.ceil(found.length / perPage))
  const page = Math.min(pages, Math.max(1, Math.floor(Number(call.query.get('page'))) || 1))
  const path = mailboxPath(tenant, user)
  const rows = found.slice((page - 1) * perPage, page * perPage).map((contact) => contactRow(path, contact))
  const link = (to: number, text: string) =>
    html`<a href="${path}?${new URLSearchParams({ folder: folder.id, q: search, page: String(to) }).toString()}">${text}</a> `
  const body = html`<p>${user.userPrincipalName} · ${kindOf(user)} · <a href="${path}/mail">Mail</a> · <a href="${path}/calendar">Calendar</a> · <a href="${path}/tasks">Tasks</a></p>
${folderList(path, mailbox, folder)}
<form method="get" action="${path}" role="search"><input type="hidden" name="folder" value="${folder.id}">
<label>Search in ${folder.displayName}<input type="search" name="q" value="${search}"></label> <button>Search</button></form>
<p>${found.length} contacts${search !== '' && ` for “${search}”`} ·
<a href="${path}/new?folder=${encodeURIComponent(folder.id)}">New contact</a></p>
<div class="wide"><table>
<thead><tr><th scope="col">Name</th><th scope="col">E-mail</th><th scope="col">Phone</th><th scope="col">Company</th><th scope="col">Categories</th></tr></thead>
<tbody>${rows}</tbody></table></div>
<p>Page ${page} of ${pages} ${page > 1 && link(page - 1, 'Previous')}${page < pages && link(page + 1, 'Next')}</p>`
  return {
    title: `${folder.displayName} – ${user.displayName}`,
    trail: [[`/~/${tenant.id}`, tenant.displayName]],
    body,
  }
}

function folderList(path: string, mailbox: Mailbox, current: ContactFolder): Html {
  const folders = [...mailbox.contactFolders.values()].filter(({ deleted }) => !deleted)
  const items = folders.map((folder) => {
    const href = `${path}?folder=${encodeURIComponent(folder.id)}`
    const mark = folder === current && html` aria-current="page"`
    return html`<li><a href="${href}"${mark}><bdi>${folder.displayName}</bdi></a></li>`
  })
  return html`<nav aria-label="Contact folders"><ol>${items}</ol></nav>
<details><summary>New folder</summary><form method="post" action="${path}/folders">
<label>Name<input name="displayName" required></label> <button>Add folder</button></form></details>`
}

function contactRow(path: string, { immutableId, fields }: Contact): Html {
  const emails = (fields.emailAddresses as { address?: string }[] | undefined) ?? []
  const phones = [fields.mobilePhone, ...((fields.businessPhones as string[] | undefined) ?? [])].filter(
    Boolean,
  )
  const categories = (fields.categories as string[] | undefined) ?? []
  return html`<tr><td><a href="${path}/contact/${encodeURIComponent(immutableId)}"><bdi>${String(fields.displayName || '(no name)')}</bdi></a></td>
<td>${emails.map(({ address }) => html`${address}<br>`)}</td><td dir="ltr">${phones.map((phone) => html`${String(phone)}<br>`)}</td>
<td><bdi>${String(fields.companyName ?? '')}</bdi></td><td>${categories.join(', ')}</td></tr>`
}

/** Contacts of a folder by name; the search looks at names, company, addresses and numbers. */
function contactsOf(mailbox: Mailbox, folder: ContactFolder, search: string): Contact[] {
  const words = search.toLocaleLowerCase().split(/\s+/).filter(Boolean)
  const order = new Intl.Collator()
  return [...mailbox.contacts.values()]
    .filter((contact) => contact.folderId === folder.id)
    .filter(({ fields }) => {
      const { displayName, givenName, surname, companyName, emailAddresses, mobilePhone, businessPhones } =
        fields
      const text = JSON.stringify([
        displayName,
        givenName,
        surname,
        companyName,
        emailAddresses,
        mobilePhone,
        businessPhones,
      ])
      return words.every((word) => text.toLocaleLowerCase().includes(word))
    })
    .sort((a, b) => order.compare(String(a.fields.displayName ?? ''), String(b.fields.displayName ?? '')))
}

function kindOf(user: User): string {
  const marks = [
    { user: 'Person', shared: 'Shared mailbox', room: 'Room', none: 'No mailbox' }[user.mailboxKind],
    ...(user.accountEnabled || user.mailboxKind === 'shared' ? [] : ['sign-in blocked']),
    ...(user.licensed ? [] : ['no licence']),
    ...(user.onPremises ? ['on an own server'] : []),
  ]
  return marks.join(', ')
}
