import { z } from 'zod'

/** A postal address, as Microsoft Graph's `physicalAddress`. */
export const physicalAddress = z.strictObject({
  street: z.string().max(4000).nullish(),
  city: z.string().max(255).nullish(),
  state: z.string().max(255).nullish(),
  postalCode: z.string().max(255).nullish(),
  countryOrRegion: z.string().max(255).nullish(),
})

/** One address of a contact; `name` is what Outlook shows for it. */
export const emailAddress = z.strictObject({
  name: z.string().max(255).nullish(),
  address: z
    .string()
    .max(320)
    .regex(/^[^\s@]+@[^\s@]+$/u, 'is not an e-mail address: write it as name@domain')
    .nullish(),
})

const text = z.string().max(255).nullish()
const longText = z.string().max(4000).nullish()
const texts = (most: number) => z.array(z.string().max(255)).max(most).optional()

/**
 * The writable fields of a contact, with Microsoft Graph v1.0's names and types
 * (CSDL `microsoft.graph.contact`). An absent field is not touched by a PATCH, `null` empties it.
 */
export const contactFields = z.strictObject({
  assistantName: text,
  /** ISO 8601 with time zone; Outlook keeps the day, at 11:59 UTC. */
  birthday: z.iso.datetime({ offset: true }).nullish(),
  businessAddress: physicalAddress.nullish(),
  businessHomePage: longText,
  businessPhones: texts(2),
  categories: texts(100),
  children: texts(100),
  companyName: text,
  department: text,
  displayName: text,
  emailAddresses: z.array(emailAddress).max(3).optional(),
  fileAs: text,
  generation: text,
  givenName: text,
  homeAddress: physicalAddress.nullish(),
  homePhones: texts(2),
  imAddresses: texts(3),
  initials: text,
  jobTitle: text,
  manager: text,
  middleName: text,
  mobilePhone: text,
  nickName: text,
  officeLocation: text,
  otherAddress: physicalAddress.nullish(),
  /** Notes; up to about 1 MB of text is accepted. */
  personalNotes: z.string().max(1_000_000).nullish(),
  profession: text,
  spouseName: text,
  surname: text,
  title: text,
  yomiCompanyName: text,
  yomiGivenName: text,
  yomiSurname: text,
})
export type ContactFields = z.infer<typeof contactFields>

/** A contact as the API shows it. */
export const contact = contactFields.extend({
  id: z.uuid(),
  mailboxId: z.uuid(),
  /** Raised by one with every edit of either side; send it back with an edit (`If-Match: "<version>"`). */
  version: z.int(),
  createdAt: z.iso.datetime({ offset: true }),
  updatedAt: z.iso.datetime({ offset: true }),
  /** `synced`: the mailbox holds the same. `pending`: an edit is on its way. `refused`: the mailbox said no. */
  syncState: z.enum(['synced', 'pending', 'refused']),
  /** True while a conflict of this contact waits for a decision. */
  hasConflict: z.boolean(),
})
export type Contact = z.infer<typeof contact>
