/** How a property of a contact appears in the form. */
export interface ContactField {
  name: string
  label: string
  kind: 'text' | 'long' | 'lines' | 'date'
  /** Set for parts of an address: the property that holds it. */
  part?: string
}

/** Groups of fields, in the order of Outlook's own form. */
export const contactGroups: { title: string; fields: ContactField[] }[] = [
  {
    title: 'Name',
    fields: texts({
      title: 'Title',
      givenName: 'First name',
      middleName: 'Middle name',
      surname: 'Last name',
      generation: 'Suffix',
      nickName: 'Nickname',
      initials: 'Initials',
      displayName: 'Display name',
      fileAs: 'File as',
      yomiGivenName: 'First name (phonetic)',
      yomiSurname: 'Last name (phonetic)',
      yomiCompanyName: 'Company (phonetic)',
    }),
  },
  {
    title: 'Work',
    fields: texts({
      companyName: 'Company',
      jobTitle: 'Job title',
      department: 'Department',
      officeLocation: 'Office',
      profession: 'Profession',
      manager: 'Manager',
      assistantName: 'Assistant',
      businessHomePage: 'Web page',
    }),
  },
  {
    title: 'Telephone and chat',
    fields: [
      ...texts({ mobilePhone: 'Mobile phone' }),
      { name: 'businessPhones', label: 'Business phones (one per line)', kind: 'lines' },
      { name: 'homePhones', label: 'Home phones (one per line)', kind: 'lines' },
      { name: 'imAddresses', label: 'Chat addresses (one per line)', kind: 'lines' },
    ],
  },
  ...[
    ['homeAddress', 'Home address'],
    ['businessAddress', 'Business address'],
    ['otherAddress', 'Other address'],
  ].map(([property = '', title = '']) => ({ title, fields: addressFields(property) })),
  {
    title: 'Personal',
    fields: [
      { name: 'birthday', label: 'Birthday', kind: 'date' },
      ...texts({ spouseName: 'Spouse or partner' }),
      { name: 'children', label: 'Children (one per line)', kind: 'lines' },
      { name: 'categories', label: 'Categories (one per line)', kind: 'lines' },
      { name: 'personalNotes', label: 'Notes', kind: 'long' },
    ],
  },
]

/** E-mail addresses have a name each and a place of three. */
export const emailPlaces = [0, 1, 2]

type Fields = Record<string, unknown>

/** What the form shows for a field. */
export function shownValue(fields: Fields, { name, kind, part }: ContactField): string {
  const value = part === undefined ? fields[name] : (fields[part] as Fields | undefined)?.[name]
  if (value === undefined || value === null) return ''
  if (kind === 'lines') return (value as string[]).join('\n')
  return kind === 'date' ? String(value).slice(0, 10) : String(value)
}

/** What the form shows for an e-mail address. */
export function shownEmail(fields: Fields, place: number): { name: string; address: string } {
  const email = (fields.emailAddresses as Fields[] | undefined)?.[place]
  return { name: String(email?.name ?? ''), address: String(email?.address ?? '') }
}

/** The name of a field's input. */
export function inputName({ name, part }: ContactField): string {
  return part === undefined ? name : `${part}.${name}`
}

/** The properties that the person changed; everything that was left as shown stays exactly as it was stored. */
export function changedFields(fields: Fields, form: URLSearchParams): Fields {
  const changed: Fields = {}
  for (const field of contactGroups.flatMap((group) => group.fields)) {
    const given = form.get(inputName(field))
    if (given === null || plain(given) === plain(shownValue(fields, field))) continue
    if (field.part === undefined) changed[field.name] = stored(field, given)
    else {
      const address = (changed[field.part] ?? fields[field.part] ?? {}) as Fields
      changed[field.part] = { ...address, [field.name]: given === '' ? null : given }
    }
  }
  const emails = emailPlaces.map((place) => ({
    name: form.get(`email${place}.name`) ?? '',
    address: form.get(`email${place}.address`) ?? '',
  }))
  const shown = emailPlaces.map((place) => shownEmail(fields, place))
  if (form.has('email0.address') && JSON.stringify(emails) !== JSON.stringify(shown)) {
    changed.emailAddresses = emails
      .filter(({ address }) => address !== '')
      .map(({ name, address }) => ({ name: name || address, address }))
  }
  return changed
}

function stored({ kind }: ContactField, given: string): unknown {
  if (kind === 'lines')
    return plain(given)
      .split('\n')
      .filter((line) => line !== '')
  if (given === '') return null
  // Outlook writes birthdays as 11:59 UTC, so that they fall on the same day in every time zone.
  return kind === 'date' ? `${given}T11:59:00Z` : given
}

/** Browsers send line ends as CR LF. */
function plain(text: string): string {
  return text.replaceAll('\r\n', '\n')
}

function texts(labels: Record<string, string>): ContactField[] {
  return Object.entries(labels).map(([name, label]) => ({ name, label, kind: 'text' }))
}

function addressFields(part: string): ContactField[] {
  const labels = {
    street: 'Street',
    city: 'City',
    state: 'State',
    postalCode: 'Postal code',
    countryOrRegion: 'Country',
  }
  return Object.entries(labels).map(([name, label]) => ({
    name,
    label,
    kind: name === 'street' ? 'long' : 'text',
    part,
  }))
}
