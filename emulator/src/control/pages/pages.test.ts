import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { sharedKeyFolder } from '../../keys.ts'
import { createEmulator, type Emulator } from '../../main.ts'
import { type Client, createClient } from '../../test-clients.ts'
import { callControl } from '../room.ts'

let emulator: Emulator
let client: Client
let tenant: Emulator['tenants'][number]
let home: string

beforeAll(async () => {
  emulator = await createEmulator({ seed: 'demo' })
  client = createClient(emulator)
  tenant = emulator.tenants[0]!
  home = `/~/${tenant.id}/mailbox/${tenant.users[0]!.id}`
})

afterEach(() => emulator.reset())
afterAll(() => emulator.close())

const get = async (path: string) => (await client.send('GET', path)).text
const post = (path: string, form: Record<string, string> = {}, origin = emulator.url) =>
  client.form(path, form, { origin })
const links = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, href = '']) => href)

/** What a browser would send for the page's form: every input as it is shown. */
function formOf(page: string): Record<string, string> {
  const decode = (text: string) => text.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)))
  const inputs = [...page.matchAll(/<input[^>]* name="([^"]*)" value="([^"]*)"/g)]
  const areas = [...page.matchAll(/<textarea name="([^"]*)"[^>]*>\n?([^<]*)</g)]
  return Object.fromEntries(
    [...inputs, ...areas].map(([, name = '', value = '']) => [name, decode(value).replace(/\r?\n/g, '\r\n')]),
  )
}

test('every page that can be reached by links is there, with a title and one heading', async () => {
  const seen = new Set(['/'])
  for (const path of seen) {
    const { status, text } = await client.send('GET', path)
    expect([path, status]).toEqual([path, 200])
    expect(text.match(/<h1/g)).toHaveLength(1)
    const contacts = [...seen].filter((one) => one.includes('/contact/')).length
    const messages = [...seen].filter((one) => one.includes('/message/')).length
    for (const href of links(text, /href="(\/~\/[^"#]*)"/g)) {
      const plain = href.replaceAll('&#38;', '&')
      if (plain.endsWith('.css') || (plain.includes('/contact/') && contacts > 5)) continue
      if (plain.includes('/message/') && messages > 5) continue
      if (plain.includes('page=') && !plain.includes('page=2')) continue
      // Weeks go on for ever; a few events and tasks stand for all.
      if (plain.includes('week=') && !path.endsWith('/calendar')) continue
      if (
        /\/(event|task)\//.test(plain) &&
        [...seen].filter((one) => /\/(event|task)\//.test(one)).length > 12
      )
        continue
      seen.add(plain)
    }
  }
  expect(seen.size).toBeGreaterThan(40)
})

test('a contact is added, found, edited and deleted', async () => {
  const made = await post(`${home}/new`, {
    folder: 'contacts',
    givenName: 'Ægir <b>',
    surname: '"Þór" & Co',
    'email0.address': 'aegir@example.org',
    businessPhones: '1\r\n2',
    'homeAddress.city': 'Reykjavík',
    birthday: '1980-02-29',
    personalNotes: 'two\r\nlines',
  })
  expect(made.status).toBe(303)
  const path = String(made.headers.location)
  const page = await get(path)
  expect(page).toContain('&#60;b&#62;')
  expect(page).not.toContain('<b>')
  expect(await get(`${home}?q=aegir@example`)).toContain('1 contacts')
  const saved = await post(path, { ...formOf(page), jobTitle: 'Smiður' })
  expect(saved.status).toBe(303)
  const [contact] = (
    callControl(emulator.control, 'GET', `/mailboxes/${tenant.users[0]!.address}/contacts?skip=150`) as {
      contacts: { fields: object }[]
    }
  ).contacts
  expect(contact?.fields).toMatchObject({
    givenName: 'Ægir <b>',
    emailAddresses: [{ name: 'aegir@example.org', address: 'aegir@example.org' }],
    businessPhones: ['1', '2'],
    homeAddress: { city: 'Reykjavík' },
    birthday: '1980-02-29T11:59:00Z',
    jobTitle: 'Smiður',
  })
  expect((await post(`${path}/delete`)).status).toBe(303)
  expect((await client.send('GET', path)).status).toBe(404)
})

test('saving a form as it is shown changes nothing, whatever the contact holds', async () => {
  const address = tenant.users[0]!.address
  const { contacts } = callControl(emulator.control, 'GET', `/mailboxes/${address}/contacts?top=40`) as {
    contacts: { immutableId: string; changeKey: string }[]
  }
  for (const { immutableId, changeKey } of contacts) {
    const path = `${home}/contact/${encodeURIComponent(immutableId)}`
    await post(path, formOf(await get(path)))
    expect(
      callControl(emulator.control, 'GET', `/mailboxes/${address}/contacts/${immutableId}`),
    ).toMatchObject({ changeKey })
  }
})

test('a contact that was changed meanwhile is not overwritten', async () => {
  const [first] = links(await get(home), /href="([^"]*\/contact\/[^"]*)"/g)
  const form = formOf(await get(first!))
  await post(first!, { ...form, jobTitle: 'First' })
  const late = await post(first!, { ...form, jobTitle: 'Second' })
  expect(late.status).toBe(409)
  expect(await get(first!)).toContain('value="First"')
})

test('a form of another site is refused', async () => {
  const elsewhere = await post(`${home}/new`, { givenName: 'X' }, 'https://evil.example')
  const unknown = await client.form(`${home}/new`, { givenName: 'X' })
  expect([elsewhere.status, unknown.status]).toEqual([403, 403])
})

test('a newcomer registers an application, and its secret is shown once and works', async () => {
  const summit = emulator.tenants[1]!
  const list = `/~/${summit.id}/applications`
  const application = String((await post(list, { displayName: 'Tandem-1' })).headers.location)
  const clientId = /client\) ID<\/dt><dd class="value">([^<]+)/.exec(await get(application))?.[1] ?? ''
  await post(`${application}/permissions`, { permission: 'Contacts.ReadWrite' })
  expect(await get(application)).toContain('Not granted for Summit Brokers')
  await post(`${application}/consent`)
  expect(await get(application)).toContain('Granted for Summit Brokers')
  const made = await post(`${application}/secrets`, { description: 'Tandem', days: '90' })
  const first = await get(String(made.headers.location))
  const secret = /class="value">([A-Za-z0-9]{3}8Q~[^<]+)</.exec(first)?.[1] ?? ''
  expect(await get(String(made.headers.location))).not.toContain(secret)
  const form = {
    grant_type: 'client_credentials',
    client_id: clientId,
    client_secret: secret,
    scope: 'https://graph.microsoft.com/.default',
  }
  const answer = await client.form(`/${summit.domain}/oauth2/v2.0/token`, form)
  expect(answer.status).toBe(200)
  const claims = JSON.parse(
    Buffer.from(String(answer.body.access_token).split('.')[1]!, 'base64url').toString(),
  )
  expect(claims.roles).toEqual(['Contacts.ReadWrite'])
  expect(await get(`/~/${summit.id}/sign-ins`)).toContain('Success')
})

test('a certificate is uploaded as PEM, and rubbish is refused with a reason', async () => {
  const application = links(
    await get(`/~/${tenant.id}/applications`),
    /href="(\/~\/[^"]*applications\/[^"]+)"/g,
  )[0]!
  const pem = JSON.parse(readFileSync(join(sharedKeyFolder(), 'keys.json'), 'utf8')).signing as string
  expect((await post(`${application}/certificates`, { certificate: pem })).status).toBe(303)
  const thumbprint = new X509Certificate(pem).fingerprint.replaceAll(':', '')
  expect(await get(application)).toContain(thumbprint)
  const bad = await post(`${application}/certificates`, { certificate: 'rubbish' })
  expect([bad.status, bad.text.includes('no certificate')]).toEqual([400, true])
})

test('users, groups, policies and roles are changed on their pages', async () => {
  const base = `/~/${tenant.id}`
  const world = emulator.world.tenants.get(tenant.id)!
  const user = tenant.users[3]!
  await post(`${base}/users/${user.id}`, { displayName: 'Neu', licensed: 'on', signInState: 'locked' })
  const changed = emulator.world.tenants.get(tenant.id)?.users.get(user.id)
  expect(changed).toMatchObject({
    displayName: 'Neu',
    accountEnabled: false,
    licensed: true,
    signInState: 'locked',
  })
  const group = String((await post(`${base}/groups`, { displayName: 'Pilot' })).headers.location)
  await post(group, { member: user.id })
  expect(world.groups.get(group.split('/').at(-1)!)?.members).toEqual(new Set([user.id]))
  const [principal] = world.servicePrincipals.keys()
  const scope = group.split('/').at(-1)!
  await post(`${base}/policies`, { application: principal!, right: 'DenyAccess', scope, seconds: '60' })
  expect(await get(`${base}/policies`)).toContain('propagating')
  await post(`${base}/roles`, { application: principal!, role: 'Application Contacts.Read', group: scope })
  expect(world.roleAssignments).toMatchObject([{ scopeGroupId: scope }])
  await post(`${base}/roles/${world.roleAssignments[0]?.id}/delete`)
  await post(`${base}/policies/${world.accessPolicies[1]?.id}/delete`)
  expect([world.roleAssignments.length, world.accessPolicies.length]).toEqual([0, 1])
})

test('an event is added with attendees, found in its week, changed, and saved untouched without mailing anybody', async () => {
  const posts = () => (callControl(emulator.control, 'GET', '/posts') as { next: number }).next
  const made = await post(`${home}/new-event`, {
    subject: 'Besichtigung <b>&amp;</b>',
    start: '2027-03-01T09:00',
    end: '2027-03-01T10:30',
    zone: 'Europe/Berlin',
    location: 'Pier "4"',
    attendees: 'daniel.okafor@harborrealty.example\r\nlena@outside.example',
    reminder: '30',
  })
  expect(made.status).toBe(303)
  expect(posts()).toBe(1)
  const path = String(made.headers.location)
  const page = await get(path)
  expect(page).toContain('Besichtigung &#60;b&#62;&#38;amp;&#60;/b&#62;')
  expect(page).toContain('2027-03-01T08:00:00.000Z')
  expect(await get(`${home}/calendar?week=2027-03-03`)).toContain('09:00–10:30')
  expect((await post(path, selected(page))).headers.location).toBe(`${path}?saved`)
  expect(posts()).toBe(1)
  const changed = await post(path, { ...selected(await get(path)), end: '2027-03-01T11:00' })
  expect([changed.status, posts()]).toEqual([303, 2])
  expect((await post(path, selected(page))).status).toBe(409)
  expect((await post(path, { ...selected(await get(path)), zone: 'Nowhere' })).text).toContain('Nowhere')
  await post(`${path}/delete`)
  expect((await client.send('GET', path)).status).toBe(404)
  expect(posts()).toBe(3)
})

test('a series is added; one occurrence is moved, another cancelled', async () => {
  const made = await post(`${home}/new-event`, {
    subject: 'Jour fixe',
    start: '2027-03-01T09:00',
    end: '2027-03-01T09:30',
    zone: 'Europe/Berlin',
    repeat: 'weekly',
    interval: '1',
    'day.monday': 'on',
    count: '5',
  })
  expect(await get(String(made.headers.location))).toContain('as it is: weekly on monday, 5 times')
  const inWeek = async (week: string) => {
    const page = await get(`${home}/calendar?week=${week}`)
    return /href="([^"]*)"><bdi>Jour fixe/.exec(page)?.[1]
  }
  const second = (await inWeek('2027-03-08'))!
  await post(second, { ...selected(await get(second)), start: '2027-03-09T15:00', end: '2027-03-09T15:30' })
  expect(await get(`${home}/calendar?week=2027-03-08`)).toContain('series, changed')
  await post(`${(await inWeek('2027-03-15'))!}/delete`)
  expect(await inWeek('2027-03-15')).toBeUndefined()
  expect(await inWeek('2027-03-22')).toBeDefined()
  expect(await inWeek('2027-04-05')).toBeUndefined()
})

test('an invitation is answered on its page', async () => {
  const daniel = tenant.users.find(({ address }) => address.startsWith('daniel'))!
  const made = await post(`${home}/new-event`, {
    subject: 'Signing',
    start: '2027-03-01T09:00',
    end: '2027-03-01T10:00',
    zone: 'UTC',
    attendees: daniel.address,
  })
  const theirs = `/~/${tenant.id}/mailbox/${daniel.id}`
  const copy = /href="([^"]*)"><bdi>Signing/.exec(await get(`${theirs}/calendar?week=2027-03-01`))?.[1]
  await post(`${copy}/accept`)
  expect(await get(copy!)).toContain('Your answer: accepted')
  expect(await get(String(made.headers.location))).toContain('required: accepted')
  await post(`${copy}/decline`)
  expect((await client.send('GET', copy!)).status).toBe(404)
})

test('a task is added, changed, completed and deleted', async () => {
  await post(`${home}/tasks`, { title: 'Schlüssel', due: '2027-03-01' })
  const path = /href="([^"]*)"><bdi>Schlüssel/.exec(await get(`${home}/tasks`))?.[1]
  const form = selected(await get(path!))
  await post(path!, { ...form, title: 'Schlüssel holen', importance: 'high', reminder: '2027-03-01T08:00' })
  expect(await get(path!)).toContain('value="2027-03-01T08:00"')
  await post(`${path}/complete`)
  expect(await get(path!)).toContain('<option value="completed" selected>')
  await post(`${path}/delete`)
  expect((await client.send('GET', path!)).status).toBe(404)
})

/** As `formOf`, with what is chosen. */
function selected(page: string): Record<string, string> {
  const selects = [...page.matchAll(/<select name="([^"]*)">(.*?)<\/select>/gs)]
  const chosen = selects.map(([, name = '', options = '']) => [
    name,
    /value="([^"]*)" selected/.exec(options)?.[1] ?? /value="([^"]*)"/.exec(options)?.[1] ?? '',
  ])
  return { ...formOf(page), ...Object.fromEntries(chosen) }
}
