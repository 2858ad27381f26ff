import type { CustomerEntry, Meeting, WholeCustomer } from '@tandem/model/api/customers.ts'
import type { ContactFields } from '@tandem/model/contact.ts'
import { phonesOf, shownName } from '../lib/search-text.ts'
import type { EntryRow } from '../store/customer-history.ts'

/** A line of a customer's history as it is answered. */
export function toEntry(row: EntryRow): CustomerEntry {
  const { kind, id, mailboxId, item } = row
  if (kind === 'meeting') return { kind, ...toMeeting(row) }
  const at = row.at.toISOString()
  // What the database put together has the shape of the kind; the schema of the answer looks at it again.
  if (kind === 'note') return { kind, id, at, ...item } as CustomerEntry
  const whose = kind === 'mail' ? { mailboxId } : { queueId: mailboxId }
  return { kind, id, at, ...whose, ...item } as CustomerEntry
}

/** A meeting with a customer as it is answered. */
export function toMeeting({ id, mailboxId, at, item }: EntryRow): Meeting {
  const { endsAt, ...facts } = item as Omit<Meeting, 'id' | 'mailboxId' | 'at'>
  return {
    id,
    mailboxId,
    at: at.toISOString(),
    ...facts,
    endsAt: endsAt && new Date(endsAt).toISOString(),
  }
}

/** What of a contact is shown of a customer. */
export function toContactLine(row: {
  id: string
  mailboxId: string
  fields: ContactFields
}): WholeCustomer['contacts'][number] {
  const { id, mailboxId, fields } = row
  return { id, mailboxId, name: shownName(fields), phones: phonesOf(fields) }
}
