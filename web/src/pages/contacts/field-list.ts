import type { ContactFields } from '../../shapes.ts'

export type FieldName = keyof ContactFields
type FieldKind = 'text' | 'long' | 'texts' | 'emails' | 'address' | 'day'
export interface Field {
  name: FieldName
  label: string
  kind: FieldKind
  /** How many lines the mailbox keeps. */
  most?: number
}

/** All writable fields of a contact in the groups of the panel, in Outlook's words. */
export const fieldGroups: { title: string; fields: Field[] }[] = [
  {
    title: 'Reach',
    fields: [
      { name: 'emailAddresses', label: 'E-mail', kind: 'emails', most: 3 },
      { name: 'mobilePhone', label: 'Mobile', kind: 'text' },
      { name: 'businessPhones', label: 'Business phones', kind: 'texts', most: 2 },
      { name: 'homePhones', label: 'Home phones', kind: 'texts', most: 2 },
      { name: 'imAddresses', label: 'Chat', kind: 'texts', most: 3 },
    ],
  },
  {
    title: 'Name',
    fields: [
      { name: 'title', label: 'Title', kind: 'text' },
      { name: 'givenName', label: 'First name', kind: 'text' },
      { name: 'middleName', label: 'Middle name', kind: 'text' },
      { name: 'surname', label: 'Last name', kind: 'text' },
      { name: 'generation', label: 'Suffix', kind: 'text' },
      { name: 'displayName', label: 'Display name', kind: 'text' },
      { name: 'fileAs', label: 'File as', kind: 'text' },
      { name: 'nickName', label: 'Nickname', kind: 'text' },
      { name: 'initials', label: 'Initials', kind: 'text' },
      { name: 'yomiGivenName', label: 'Yomi first name', kind: 'text' },
      { name: 'yomiSurname', label: 'Yomi last name', kind: 'text' },
    ],
  },
  {
    title: 'Work',
    fields: [
      { name: 'companyName', label: 'Company', kind: 'text' },
      { name: 'jobTitle', label: 'Job title', kind: 'text' },
      { name: 'department', label: 'Department', kind: 'text' },
      { name: 'officeLocation', label: 'Office', kind: 'text' },
      { name: 'profession', label: 'Profession', kind: 'text' },
      { name: 'manager', label: 'Manager', kind: 'text' },
      { name: 'assistantName', label: 'Assistant', kind: 'text' },
      { name: 'businessHomePage', label: 'Web page', kind: 'text' },
      { name: 'yomiCompanyName', label: 'Yomi company', kind: 'text' },
    ],
  },
  {
    title: 'Addresses',
    fields: [
      { name: 'businessAddress', label: 'Business', kind: 'address' },
      { name: 'homeAddress', label: 'Home', kind: 'address' },
      { name: 'otherAddress', label: 'Other', kind: 'address' },
    ],
  },
  {
    title: 'Personal',
    fields: [
      { name: 'birthday', label: 'Birthday', kind: 'day' },
      { name: 'spouseName', label: 'Partner', kind: 'text' },
      { name: 'children', label: 'Children', kind: 'texts', most: 100 },
      { name: 'categories', label: 'Categories', kind: 'texts', most: 100 },
      { name: 'personalNotes', label: 'Notes', kind: 'long' },
    ],
  },
]

const byName = new Map(
  fieldGroups.flatMap((group) => group.fields).map((field) => [field.name as string, field]),
)

/** How a field is called in the page; an unknown one by its own name. */
export function fieldLabel(name: string): string {
  return byName.get(name.split('.')[0] ?? name)?.label ?? name
}

export function fieldNamed(name: string): Field | undefined {
  return byName.get(name.split('.')[0] ?? name)
}
