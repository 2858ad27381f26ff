import { type BulkResult, bulkAnswer, contactBulk, mailboxPath } from '@tandem/model/api/contacts.ts'
import type { z } from 'zod'
import { hint } from '../../queue/add.ts'
import { newBatch, type Owner } from '../../store/batches.ts'
import { createContacts, deleteContacts, updateContacts } from '../../store/contact-edits.ts'
import type { Db } from '../../store/database.ts'
import { type LockedRecord, lockRecords } from '../../store/record-writes.ts'
import type { ApiDeps, App } from '../deps.ts'
import { mailboxOf, mustBeOn } from '../mailbox-path.ts'
import { once } from '../once.ts'

type Bulk = z.infer<typeof contactBulk>

/** POST …/contacts/bulk: up to 1,000 edits in one transaction and one batch (one undo); each has its own result. */
export function contactBulkRoutes(app: App, { db }: ApiDeps): void {
  app.post(
    '/mailboxes/:mailbox/contacts/bulk',
    {
      config: { access: ['organisation', 'agent'] },
      schema: {
        tags: ['Contacts'],
        summary: 'Create, change and delete many contacts',
        params: mailboxPath,
        body: contactBulk,
        response: { 200: bulkAnswer },
      },
    },
    async (request, reply) => {
      const mailbox = await mailboxOf(request, db, request.params.mailbox)
      mustBeOn(mailbox)
      return await once(request, reply, db, {
        status: 200,
        work: async (tx) => {
          const results = await carryOut(tx, mailbox, request.body)
          await hint(tx, [{ mailboxId: mailbox.id, task: 'push:contacts', reason: 'edit' }])
          return results
        },
      })
    },
  )
}

async function carryOut(tx: Db, mailbox: Owner, bulk: Bulk) {
  const batch = newBatch(mailbox, 'contacts', 'api')
  const ids = [...bulk.update, ...bulk.delete].map((edit) => edit.id)
  const locked = await lockRecords(tx, { mailboxId: mailbox.id, kind: 'contacts' }, ids)
  const named = new Set<string>()
  const refusals = [...bulk.update, ...bulk.delete].map((edit) => refusalOf(locked, named, edit))
  const refusedUpdates = refusals.slice(0, bulk.update.length)
  const refusedDeletes = refusals.slice(bulk.update.length)
  const edits = bulk.update
    .filter((_, place) => refusedUpdates[place] === undefined)
    .map(({ id, version, ...changes }) => ({ id, version, changes }))
  const doomed = bulk.delete.filter((_, place) => refusedDeletes[place] === undefined)
  const created = await createContacts(tx, mailbox, bulk.create, 'api', batch)
  const updated = await updateContacts(tx, mailbox, edits, batch)
  const deleted = await deleteContacts(tx, mailbox, doomed, batch)
  return {
    create: created.map(({ id, version }) => ({ ok: true as const, id, version })),
    update: inOrder(refusedUpdates, updated),
    delete: inOrder(refusedDeletes, deleted),
  }
}

/** Why an edit cannot be carried out, or undefined. */
function refusalOf(
  locked: Map<string, LockedRecord>,
  named: Set<string>,
  edit: { id: string; version?: number },
): BulkResult | undefined {
  const contact = locked.get(edit.id)
  const refuse = (code: string, detail: string) => ({ ok: false as const, id: edit.id, code, detail })
  if (named.has(edit.id))
    return refuse('invalid-input', 'This contact is named twice: send one edit per contact.')
  named.add(edit.id)
  if (contact === undefined || contact.deleted) {
    return refuse('not-found', 'There is no such contact in this mailbox: it may have been deleted.')
  }
  if (edit.version === undefined || edit.version === contact.version) return undefined
  return {
    ...refuse('stale-version', `The contact has version ${contact.version}: read it again, then edit.`),
    currentVersion: contact.version,
  }
}

function inOrder(
  refusals: (BulkResult | undefined)[],
  done: { id: string; version?: number }[],
): BulkResult[] {
  const left = done.values()
  return refusals.map((refusal) => refusal ?? { ok: true as const, ...left.next().value! })
}
