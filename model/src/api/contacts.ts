import { z } from 'zod'
import { contactFields } from '../contact.ts'
import { id, instant, pageQuery } from './paging.ts'

const text = z.string().nullish()
const texts = z.array(z.string()).optional()
const address = z.looseObject({
  street: text,
  city: text,
  state: text,
  postalCode: text,
  countryOrRegion: text,
})

/**
 * The fields of a contact as they are answered: everything the mailbox holds, also what it holds against its own
 * rules (an address without @, a longer text) and fields that Tandem does not know.
 */
const shownFields = {
  assistantName: text,
  birthday: text,
  businessAddress: address.nullish(),
  businessHomePage: text,
  businessPhones: texts,
  categories: texts,
  children: texts,
  companyName: text,
  department: text,
  displayName: text,
  emailAddresses: z.array(z.looseObject({ name: text, address: text })).optional(),
  fileAs: text,
  generation: text,
  givenName: text,
  homeAddress: address.nullish(),
  homePhones: texts,
  imAddresses: texts,
  initials: text,
  jobTitle: text,
  manager: text,
  middleName: text,
  mobilePhone: text,
  nickName: text,
  officeLocation: text,
  otherAddress: address.nullish(),
  personalNotes: text,
  profession: text,
  spouseName: text,
  surname: text,
  title: text,
  yomiCompanyName: text,
  yomiGivenName: text,
  yomiSurname: text,
} satisfies Record<keyof typeof contactFields.shape, z.ZodType>

/** A contact as the API answers it. */
export const shownContact = z
  .looseObject({
    ...shownFields,
    id,
    mailboxId: id,
    /** Raised by one with every change; send it back with an edit (`If-Match: "<version>"`). */
    version: z.int(),
    createdAt: instant,
    updatedAt: instant,
    /** `synced`: the mailbox holds the same. `pending`: an edit is on its way. `refused`: the mailbox said no. */
    syncState: z.enum(['synced', 'pending', 'refused']),
    /** With `refused`: why, in plain words. */
    syncProblem: z.string().optional(),
    /** True while a conflict of this contact waits for a decision. */
    hasConflict: z.boolean(),
  })
  .meta({ id: 'Contact' })
export type ShownContact = z.infer<typeof shownContact>

/** `{mailbox}` of a path: the mailbox's id or its address. */
export const mailboxPath = z.object({
  mailbox: z.string().min(1).max(320).describe('Id or address of the mailbox'),
})
export const contactPath = mailboxPath.extend({ id })

export const contactQuery = pageQuery.extend({
  search: z
    .string()
    .max(200)
    .optional()
    .describe('Words that must all occur, without regard to case and accents; or a phone number'),
  order: z.enum(['name', 'updatedAt']).default('name'),
  total: z.stringbool().default(false).describe('`true`: also say how many there are'),
})

export const contactPage = z.object({
  items: z.array(shownContact),
  nextCursor: z.string().nullable(),
  total: z.int().optional(),
})
export type ContactPage = z.infer<typeof contactPage>

/** An edit: only the fields that change; `null` empties one. The version also goes as `If-Match`. */
export const contactPatch = contactFields.extend({ version: z.int().positive().optional() })

/** At most 1,000 records in all. */
export const contactBulk = z
  .strictObject({
    create: z.array(contactFields).default([]),
    update: z.array(contactFields.extend({ id, version: z.int().positive() })).default([]),
    delete: z.array(z.strictObject({ id, version: z.int().positive().optional() })).default([]),
  })
  .refine(
    (bulk) => bulk.create.length + bulk.update.length + bulk.delete.length <= 1000,
    'Send at most 1,000 records in one request.',
  )

/** What became of one record of a bulk request, in the order of the request. */
export const bulkResult = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), id, version: z.int().optional() }),
  z.object({
    ok: z.literal(false),
    id,
    code: z.string(),
    detail: z.string(),
    currentVersion: z.int().optional(),
  }),
])
export type BulkResult = z.infer<typeof bulkResult>

export const bulkAnswer = z
  .object({ create: z.array(bulkResult), update: z.array(bulkResult), delete: z.array(bulkResult) })
  .meta({ id: 'BulkAnswer' })

export const deletedContact = z.object({ id })

/** One change of a contact; `before` is the record as it was, `null` before its creation. */
export const historyEntry = z
  .object({
    seq: z.string(),
    operation: z.enum(['create', 'update', 'delete']),
    origin: z.enum(['mailbox', 'api', 'undo', 'audit']),
    version: z.int(),
    batchId: id.nullable(),
    at: instant,
    before: z.looseObject({}).nullable(),
    /** Names of the fields that this change set, changed or emptied. */
    fields: z.array(z.string()),
  })
  .meta({ id: 'HistoryEntry' })
export type HistoryEntry = z.infer<typeof historyEntry>

export const history = z.object({ items: z.array(historyEntry), nextCursor: z.string().nullable() })
