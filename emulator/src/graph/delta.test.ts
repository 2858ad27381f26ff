import { expect, test } from 'vitest'
import { dumpWorld, loadWorld } from '../tenant/dump.ts'
import {
  createContact,
  createContactFolder,
  deleteContact,
  expireDeltaTokens,
  mailboxOf,
  moveContact,
  updateContact,
} from '../tenant/mailbox.ts'
import { type Reply, type TestTenant, testTenant } from './test-tenant.ts'

const delta = '/v1.0/users/anna@hafen.example/contacts/delta'

type Line = Record<string, unknown> & { id: string }

/** Follows next links to the end. */
async function round(t: TestTenant, url: string, headers: Record<string, string> = {}) {
  const lines: Line[] = []
  let pages = 0
  for (let at = url; ; ) {
    const reply: Reply = await t.ask('GET', at, { headers })
    expect(reply.status).toBe(200)
    lines.push(...(reply.json.value as Line[]))
    pages += 1
    const next = reply.json['@odata.nextLink']
    if (next === undefined) return { lines, pages, link: reply.json['@odata.deltaLink'] as string }
    expect(reply.json['@odata.deltaLink']).toBeUndefined()
    at = next
  }
}

function fill(t: TestTenant, count: number) {
  return Array.from({ length: count }, (_, at) =>
    createContact(t.world, t.tenant, t.anna, 'contacts', { givenName: `G${at}`, surname: 'S' }),
  )
}

test('A first round pages through all contacts, the next one tells only what changed', async () => {
  const t = testTenant()
  const made = fill(t, 25)
  const first = await round(t, delta, { prefer: 'odata.maxpagesize=10' })
  expect([first.pages, first.lines.length]).toEqual([3, 25])
  expect((await round(t, first.link)).lines).toEqual([])
  updateContact(t.world, t.tenant, t.anna, made[4]!, { givenName: 'Changed' })
  deleteContact(t.world, t.tenant, t.anna, made[7]!)
  const added = createContact(t.world, t.tenant, t.anna, 'contacts', { givenName: 'New' })
  const brief = createContact(t.world, t.tenant, t.anna, 'contacts', { givenName: 'Brief' })
  deleteContact(t.world, t.tenant, t.anna, brief)
  const second = await round(t, first.link)
  expect(second.lines).toEqual([
    expect.objectContaining({
      id: made[4]!.id,
      givenName: 'Changed',
      '@odata.type': '#microsoft.graph.contact',
    }),
    { '@odata.type': '#microsoft.graph.contact', id: made[7]!.id, '@removed': { reason: 'deleted' } },
    expect.objectContaining({ id: added.id, givenName: 'New' }),
  ])
})

test('What happens between two pages of a first round is in its later pages', async () => {
  const t = testTenant()
  const made = fill(t, 6)
  const first = await t.ask('GET', delta, { headers: { prefer: 'odata.maxpagesize=3' } })
  updateContact(t.world, t.tenant, t.anna, made[0]!, { givenName: 'Changed' })
  deleteContact(t.world, t.tenant, t.anna, made[1]!)
  deleteContact(t.world, t.tenant, t.anna, made[5]!)
  const rest = await round(t, first.json['@odata.nextLink']!)
  expect(rest.lines.map((line) => [line.id, line.givenName ?? 'removed'])).toEqual([
    [made[3]!.id, 'G3'],
    [made[4]!.id, 'G4'],
    [made[0]!.id, 'Changed'],
    [made[1]!.id, 'removed'],
  ])
})

test('$select and the kind of id hold for the whole round, and other options are refused', async () => {
  const t = testTenant()
  const [contact] = fill(t, 1)
  const { lines, link } = await round(t, `${delta}?$select=givenName`)
  expect(lines).toEqual([
    {
      '@odata.type': '#microsoft.graph.contact',
      '@odata.etag': `W/"${contact!.changeKey}"`,
      id: contact!.id,
      givenName: 'G0',
    },
  ])
  updateContact(t.world, t.tenant, t.anna, contact!, { surname: 'T' })
  const later = await round(t, link, { prefer: 'IdType="ImmutableId"' })
  expect(Object.keys(later.lines[0]!)).toEqual(['@odata.type', '@odata.etag', 'id', 'givenName'])
  expect(later.lines[0]!.id).toBe(contact!.immutableId)
  const refused = await t.ask('GET', `${delta}?$filter=givenName eq 'x'&$top=5`)
  expect([refused.status, refused.json.error.code]).toEqual([400, 'ErrorInvalidUrlQuery'])
  expect(refused.json.error.message).toContain("'$filter, $top'")
})

test('A move is a removal in the old folder and an arrival in the new one', async () => {
  const t = testTenant()
  const [contact] = fill(t, 1)
  const folder = createContactFolder(t.world, t.tenant, t.anna, 'Owners')
  const inFolder = `/v1.0/users/${t.anna.id}/contactFolders/${folder.id}/contacts/delta`
  const [from, to] = [await round(t, delta), await round(t, inFolder)]
  const oldId = contact!.id
  moveContact(t.world, t.tenant, t.anna, contact!, folder.id)
  expect((await round(t, from.link)).lines).toEqual([
    expect.objectContaining({ id: oldId, '@removed': { reason: 'deleted' } }),
  ])
  expect((await round(t, to.link)).lines).toEqual([
    expect.objectContaining({ id: contact!.id, givenName: 'G0' }),
  ])
  moveContact(t.world, t.tenant, t.anna, contact!, 'contacts')
  const back = await round(t, from.link, { prefer: 'IdType="ImmutableId"' })
  expect(back.lines).toEqual([expect.objectContaining({ id: contact!.immutableId, givenName: 'G0' })])
})

test('Tokens survive a restart of the emulator', async () => {
  const t = testTenant()
  fill(t, 3)
  const { link } = await round(t, delta)
  const dump = JSON.parse(JSON.stringify(dumpWorld(t.world)))
  loadWorld(t.world, dump)
  expect((await round(t, link)).lines).toEqual([])
})

test('An expired token answers 410 with the place to start anew, a forged one 400', async () => {
  const t = testTenant()
  fill(t, 2)
  const { link } = await round(t, delta)
  expireDeltaTokens(mailboxOf(t.anna))
  const gone = await t.ask('GET', link)
  expect([gone.status, gone.json.error.code]).toEqual([410, 'SyncStateNotFound'])
  expect((await round(t, gone.headers.location!)).lines).toHaveLength(2)
  const forged = await t.ask('GET', `${delta}?$deltatoken=abc`)
  expect([forged.status, forged.json.error.code]).toEqual([400, 'SyncStateInvalid'])
  const ofOther = await t.ask('GET', link.replace('anna@', 'bernd@'))
  expect(ofOther.status).toBe(400)
})

test('GET /contactFolders/delta tells of folders made, renamed and removed', async () => {
  const t = testTenant()
  const folders = '/v1.0/users/anna@hafen.example/contactFolders'
  const first = await round(t, `${folders}/delta`)
  expect(first.lines.map((line) => line.displayName)).toEqual(['Contacts'])
  const made = (await t.ask('POST', folders, { body: { displayName: 'Owners' } })).json
  const second = await round(t, first.link)
  expect(second.lines.map((line) => line.displayName)).toEqual(['Owners'])
  await t.ask('DELETE', `${folders}/${made.id}`)
  expect((await round(t, second.link)).lines).toEqual([
    { '@odata.type': '#microsoft.graph.contactFolder', id: made.id, '@removed': { reason: 'deleted' } },
  ])
  expect((await round(t, first.link)).lines).toEqual([])
})

test('50,000 contacts are served as delta pages in a few times the CPU time that their JSON alone takes', async () => {
  const t = testTenant({ limits: { requests: 1e9 } })
  const fields = {
    givenName: 'Inês',
    surname: 'Silva',
    displayName: 'Inês Silva',
    companyName: 'Silva Imóveis',
    businessPhones: ['+351 1', '+351 2'],
    emailAddresses: [{ name: 'Inês Silva', address: 'ines@silva.example' }],
    homeAddress: { street: 'Rua 1', city: 'Porto', countryOrRegion: 'PT', postalCode: '4000' },
    personalNotes: 'Looks for a flat with three rooms near the river.',
  }
  for (let made = 0; made < 50_000; made += 1) createContact(t.world, t.tenant, t.anna, 'contacts', fields)
  const spentOn = (before: NodeJS.CpuUsage) => {
    const { user, system } = process.cpuUsage(before)
    return user + system
  }
  const rounds: number[] = []
  let bare = 0
  for (let round = 0; round < 2; round += 1) {
    const bodies: Buffer[] = []
    const before = process.cpuUsage()
    for (let at: string | undefined = delta; at !== undefined; ) {
      const body = await pageBody(t, at)
      bodies.push(body)
      at = /"@odata.nextLink":"([^"]+)"/.exec(body.toString('utf8', 0, 1000))?.[1]
    }
    rounds.push(spentOn(before))
    const pages = bodies.map((body) => JSON.parse(body.toString()))
    expect(pages.reduce((sum, page) => sum + page.value.length, 0)).toBe(50_000)
    const plain = process.cpuUsage()
    for (const page of pages) Buffer.from(JSON.stringify(page))
    bare += spentOn(plain) / 2
  }
  const [first, again] = rounds.map((spent) => spent / bare)
  process.stdout.write(
    `delta over 50,000 contacts: ${first?.toFixed(1)} times its JSON, then again ${again?.toFixed(1)}\n`,
  )
  expect(first).toBeLessThan(15)
  expect(again).toBeLessThan(5)
})

/** One page as the HTTP layer gets it. */
async function pageBody(t: TestTenant, link: string): Promise<Buffer> {
  const url = new URL(link, 'https://graph.test')
  const headers = { authorization: 'Bearer app', prefer: 'odata.maxpagesize=1000' }
  const request = {
    method: 'GET',
    path: url.pathname,
    query: url.searchParams,
    headers,
    body: Buffer.alloc(0),
  }
  const response = await t.room({ ...request, origin: url.origin, id: 'r' })
  return response?.body as Buffer
}
