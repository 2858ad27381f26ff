/**
 * The properties of `contact` as the service's own model (CSDL v1.0, August 2026) has them, in the order in which the service writes them.
 */
export type PropertyType = 'string' | 'dateTime' | 'strings' | 'address' | 'email' | 'emails'

export interface Property {
  type: PropertyType
  /** Set by the service; ignored when written, as the service does with computed properties. */
  readOnly?: boolean
}

export const contactProperties: Record<string, Property> = {
  id: { type: 'string', readOnly: true },
  createdDateTime: { type: 'dateTime', readOnly: true },
  lastModifiedDateTime: { type: 'dateTime', readOnly: true },
  changeKey: { type: 'string', readOnly: true },
  categories: { type: 'strings' },
  parentFolderId: { type: 'string' },
  birthday: { type: 'dateTime' },
  fileAs: { type: 'string' },
  displayName: { type: 'string' },
  givenName: { type: 'string' },
  initials: { type: 'string' },
  middleName: { type: 'string' },
  nickName: { type: 'string' },
  surname: { type: 'string' },
  title: { type: 'string' },
  yomiGivenName: { type: 'string' },
  yomiSurname: { type: 'string' },
  yomiCompanyName: { type: 'string' },
  generation: { type: 'string' },
  imAddresses: { type: 'strings' },
  jobTitle: { type: 'string' },
  companyName: { type: 'string' },
  department: { type: 'string' },
  officeLocation: { type: 'string' },
  profession: { type: 'string' },
  businessHomePage: { type: 'string' },
  assistantName: { type: 'string' },
  manager: { type: 'string' },
  homePhones: { type: 'strings' },
  mobilePhone: { type: 'string' },
  businessPhones: { type: 'strings' },
  spouseName: { type: 'string' },
  personalNotes: { type: 'string' },
  children: { type: 'strings' },
  emailAddresses: { type: 'emails' },
  primaryEmailAddress: { type: 'email' },
  secondaryEmailAddress: { type: 'email' },
  tertiaryEmailAddress: { type: 'email' },
  homeAddress: { type: 'address' },
  businessAddress: { type: 'address' },
  otherAddress: { type: 'address' },
}

export const addressParts = ['street', 'city', 'state', 'countryOrRegion', 'postalCode'] as const

/** Places in `emailAddresses` that have a property of their own. */
export const emailPlaces = ['primaryEmailAddress', 'secondaryEmailAddress', 'tertiaryEmailAddress'] as const
