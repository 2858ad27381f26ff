import { z } from 'zod'
import { readContact } from '../graph/contact-body.ts'
import {
  createContactFolder,
  deleteContact,
  expireDeltaTokens,
  findContact,
  moveContact,
  updateContact,
} from '../tenant/mailbox.ts'
import type { Contact, Mailbox } from '../tenant/types.ts'
import {
  type ControlCall,
  ControlRefused,
  type ControlRoute,
  folderOf,
  mailboxOf,
  withBody,
} from './route.ts'
import { addContact, fill } from './seed-parts.ts'

const fields = z.record(z.string(), z.unknown())
const created = z.strictObject({ folderId: z.string().optional(), fields })
const changed = z.strictObject({ folderId: z.string().optional(), fields: fields.default({}) })
const filling = z.strictObject({
  contacts: z.number().int().positive().max(100_000),
  seed: z.number().int().default(1),
  folderId: z.string().optional(),
})

/** Calls that do in a mailbox what its person would do in Outlook. */
export const mailboxRoutes: ControlRoute[] = [
  {
    method: 'GET',
    path: '/mailboxes/{address}/contacts',
    run: (call) => {
      const all = [...mailboxOf(call).mailbox.contacts.values()]
      const [skip, top] = [Number(call.query.get('skip') ?? 0), Number(call.query.get('top') ?? 1000)]
      return { count: all.length, contacts: all.slice(skip, skip + top).map(shown) }
    },
  },
  {
    method: 'GET',
    path: '/mailboxes/{address}/contacts/{contact}',
    run: (call) => shown(contactOf(call, mailboxOf(call).mailbox)),
  },
  withBody('POST', '/mailboxes/{address}/contacts', created, (call) => {
    const { tenant, user, mailbox } = mailboxOf(call)
    const folder = folderOf(mailbox, call.body.folderId)
    return shown(addContact(call.world, tenant, user, folder, call.body.fields))
  }),
  withBody('PATCH', '/mailboxes/{address}/contacts/{contact}', changed, (call) => {
    const { tenant, user, mailbox } = mailboxOf(call)
    const contact = contactOf(call, mailbox)
    const { folderId } = call.body
    const write = readContact(call.body.fields, contact.fields.emailAddresses as unknown[] | undefined)
    if (Object.keys(call.body.fields).length > 0) {
      updateContact(call.world, tenant, user, contact, write.fields, write.extended)
    }
    if (folderId !== undefined) moveContact(call.world, tenant, user, contact, folderOf(mailbox, folderId))
    return shown(contact)
  }),
  {
    method: 'DELETE',
    path: '/mailboxes/{address}/contacts/{contact}',
    run: (call) => {
      const { tenant, user, mailbox } = mailboxOf(call)
      deleteContact(call.world, tenant, user, contactOf(call, mailbox))
    },
  },
  withBody(
    'POST',
    '/mailboxes/{address}/folders',
    z.strictObject({ displayName: z.string().min(1) }),
    (call) => {
      const { tenant, user } = mailboxOf(call)
      return { id: createContactFolder(call.world, tenant, user, call.body.displayName).id }
    },
  ),
  withBody('POST', '/mailboxes/{address}/fill', filling, (call) => {
    const { tenant, user, mailbox } = mailboxOf(call)
    const { contacts, seed, folderId } = call.body
    fill(call.world, tenant, user, folderOf(mailbox, folderId), contacts, seed)
    return { contacts: mailbox.contacts.size }
  }),
  {
    method: 'POST',
    path: '/mailboxes/{address}/expire-delta',
    run: (call) => {
      const { tenant, user, mailbox } = mailboxOf(call)
      expireDeltaTokens(mailbox)
      // Persistence listens to the directory for what no other event tells of.
      call.world.emit({
        kind: 'folder',
        tenantId: tenant.id,
        userId: user.id,
        changeType: 'updated',
        folderId: mailbox.defaultContactFolderId,
      })
    },
  },
]

function contactOf(call: ControlCall, mailbox: Mailbox): Contact {
  const contact = findContact(mailbox, call.params.contact ?? '')
  if (contact === undefined) throw new ControlRefused(404, `There is no contact ${call.params.contact}.`)
  return contact
}

function shown(contact: Contact): unknown {
  const { id, immutableId, folderId, changeKey, createdAt, modifiedAt, fields: values, extended } = contact
  return { id, immutableId, folderId, changeKey, createdAt, modifiedAt, fields: values, extended }
}
