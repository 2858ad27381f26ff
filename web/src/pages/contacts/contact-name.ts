import type { ContactFields } from '../../shapes.ts'

/** What a contact is called in a list: the first that is given of its names and addresses. */
export function contactName(fields: ContactFields): string {
  const given = [fields.givenName, fields.middleName, fields.surname].filter(Boolean).join(' ')
  const address = fields.emailAddresses?.find((email) => email.address)?.address
  return fields.displayName || given || fields.fileAs || fields.companyName || address || 'Without a name'
}

/** Up to two letters that stand for a contact's picture. */
export function initials(name: string): string {
  const words = name.split(/\s+/).filter((word) => /\p{L}/u.test(word))
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined]
  return letters.map((word) => word?.match(/\p{L}/u)?.[0]?.toLocaleUpperCase() ?? '').join('') || '#'
}

/** The one line below the name: work, address, number. */
export function contactLine(fields: ContactFields): string {
  const work = [fields.jobTitle, fields.companyName].filter(Boolean).join(', ')
  const address = fields.emailAddresses?.find((email) => email.address)?.address
  const phone = fields.mobilePhone || fields.businessPhones?.[0] || fields.homePhones?.[0]
  return [work, address, phone].filter(Boolean).join(' · ')
}
