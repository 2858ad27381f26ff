import { type Locale, locales } from './locales.ts'
import { seededRandom } from './random.ts'

type Fields = Record<string, unknown>
type Random = () => number

const jobs = [
  'Owner',
  'Mortgage adviser',
  'Notary',
  'Home inspector',
  'Property manager',
  'Architect',
  'Surveyor',
  'Buyer',
]
const categories = ['Buyer', 'Seller', 'Landlord', 'Hot lead', 'VIP', 'Press', 'Red category', 'Nachbar']
const notes = [
  'Looks for three bedrooms near the water, budget 650k.\r\nCall after 5 pm only.',
  'Met at the open house on Pier 4. Has a dog (large!), needs a garden.',
  'Speaks little English; daughter translates — ask for her first.',
  'Key under №7 • alarm code with the office • “do not ring the bell”',
  'Referred by the notary. Wants to sell before the summer holidays 🏖️',
]

/**
 * A varied contact that `seed` and `index` determine: names of many scripts, numbers in the formats in which people
 * type them, and most of the fields that a contact can have now and then.
 */
export function generateContact(seed: number, index: number): Fields {
  const random = seededRandom(Math.imul(seed, 2_654_435_761) ^ Math.imul(index + 1, 40_503))
  random()
  // Half of the people are from the first two regions, as in a real office's address book.
  const locale = random() < 0.5 ? locales[Math.floor(random() * 2)] : pick(random, locales)
  if (locale === undefined) throw new Error('there are no locales')
  const name = personName(random, locale)
  const fields: Fields = { ...name.fields, emailAddresses: emails(random, name, index) }
  addPhones(fields, random, locale)
  addWork(fields, random, locale)
  addAddresses(fields, random, locale)
  addPrivate(fields, random)
  return fields
}

interface Name {
  fields: Fields
  display: string
  latin: string
}

function personName(random: Random, locale: Locale): Name {
  const given = Math.floor(random() * locale.given.length)
  const family = Math.floor(random() * locale.surnames.length)
  const givenName = locale.given[given] ?? ''
  const surname = locale.surnames[family] ?? ''
  const eastern = ['中国', '日本'].includes(locale.country)
  const display = eastern ? `${surname}${givenName}` : `${givenName} ${surname}`
  const latinGiven = locale.latin?.given[given] ?? givenName
  const latinSurname = locale.latin?.surnames[family] ?? surname
  const fields: Fields = {
    displayName: display,
    givenName,
    surname,
    fileAs: eastern ? display : `${surname}, ${givenName}`,
  }
  if (random() < 0.12) fields.middleName = pick(random, ['J.', 'Marie', 'Ann', 'T.'])
  if (random() < 0.12) fields.title = pick(random, ['Dr.', 'Prof.', 'Ms.', 'Mr.'])
  if (random() < 0.08) fields.nickName = latinGiven.slice(0, 3)
  if (random() < 0.05) fields.generation = pick(random, ['Jr.', 'III'])
  if (locale.country === '日本')
    Object.assign(fields, { yomiGivenName: latinGiven, yomiSurname: latinSurname })
  return { fields, display, latin: `${latinGiven} ${latinSurname}` }
}

function emails(random: Random, name: Name, index: number): Fields[] {
  const plain = name.latin
    .normalize('NFD')
    .replace(/[^A-Za-z ]/g, '')
    .toLowerCase()
    .trim()
    .replace(/ +/g, '.')
  const local = `${plain || 'contact'}.${index + 1}`
  const count = random() < 0.08 ? 0 : random() < 0.7 ? 1 : random() < 0.7 ? 2 : 3
  const domains = ['example.com', 'mail.example.net', 'example.org']
  return domains.slice(0, count).map((domain) => ({ name: name.display, address: `${local}@${domain}` }))
}

function addPhones(fields: Fields, random: Random, locale: Locale): void {
  const phone = () => digits(random, pick(random, locale.phones))
  if (random() < 0.8) fields.mobilePhone = phone()
  if (random() < 0.5) fields.businessPhones = random() < 0.2 ? [phone(), phone()] : [phone()]
  if (random() < 0.2) fields.homePhones = [phone()]
}

function addWork(fields: Fields, random: Random, locale: Locale): void {
  if (random() < 0.55) {
    fields.companyName = pick(random, locale.companies)
    fields.jobTitle = pick(random, jobs)
  }
  if (random() < 0.15) fields.department = pick(random, ['Sales', 'Closing', 'Legal', 'Rentals'])
  if (random() < 0.1) fields.officeLocation = `Pier ${1 + Math.floor(random() * 9)}`
  if (random() < 0.1) fields.businessHomePage = 'https://www.example.com/about us?lang=en&x=1'
  if (random() < 0.05) fields.assistantName = 'Robin Cho'
  if (random() < 0.05) fields.manager = 'Dr. Ulla Öberg'
  if (random() < 0.06) fields.imAddresses = ['sip:desk@example.com']
}

function addAddresses(fields: Fields, random: Random, locale: Locale): void {
  const count = random() < 0.3 ? 0 : random() < 0.7 ? 1 : random() < 0.7 ? 2 : 3
  for (const kind of ['homeAddress', 'businessAddress', 'otherAddress'].slice(0, count)) {
    const place = pick(random, locale.places)
    fields[kind] = {
      street: digits(random, pick(random, locale.streets)),
      city: place.city,
      ...(place.state !== undefined && { state: place.state }),
      postalCode: digits(random, place.code),
      countryOrRegion: locale.country,
    }
  }
}

function addPrivate(fields: Fields, random: Random): void {
  if (random() < 0.3) fields.personalNotes = pick(random, notes)
  if (random() < 0.35) fields.categories = [pick(random, categories)]
  if (random() < 0.25) {
    const day = Date.UTC(
      1945 + Math.floor(random() * 60),
      Math.floor(random() * 12),
      1 + Math.floor(random() * 28),
      11,
      59,
    )
    fields.birthday = `${new Date(day).toISOString().slice(0, 19)}Z`
  }
  if (random() < 0.1) fields.spouseName = pick(random, ['Chris', 'Marit', 'Ahmed', '美玲'])
  if (random() < 0.06) fields.children = ['Ada', 'Zoë']
  if (random() < 0.06) fields.profession = 'Real estate'
}

function digits(random: Random, pattern: string): string {
  return pattern.replace(/#/g, () => String(Math.floor(random() * 10)))
}

function pick<T>(random: Random, values: T[]): T {
  return values[Math.floor(random() * values.length)] as T
}
