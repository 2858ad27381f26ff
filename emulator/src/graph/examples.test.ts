/** The published examples of the reference, replayed: status, content type, every shown property with the same JSON type. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createContact, createContactFolder } from '../tenant/mailbox.ts'
import { hasReference, modelProblems } from './csdl-check.ts'
import { type Example, missing, publishedExamples } from './test-examples.ts'
import { type Listener, listen } from './test-listener.ts'
import { type TestTenant, testTenant } from './test-tenant.ts'

/** Which examples are replayed, and where their placeholders lead. */
const covered: Record<string, (t: TestTenant) => string> = {
  'contact-get#1': (t) => `/me/contacts/${contactId(t)}`,
  'contact-delete#1': (t) => `/me/contacts/${contactId(t)}`,
  'user-list-contacts#1': () => '/me/contacts',
  'contactfolder-list-childfolders#1': () => '/me/contactFolders/contacts/childFolders',
  'contactfolder-post-childfolders#1': () => '/me/contactFolders/contacts/childFolders',
  'contactfolder-update#1': (t) => `/me/contactFolders/${folderId(t)}`,
  'contactfolder-delete#1': (t) => `/me/contactFolders/${folderId(t)}`,
  'user-get#1': (t) => `/users/${t.anna.id}`,
  'user-get#2': () => '/me',
  'user-get#3': (t) => `/users/${t.anna.id}?$select=displayName,givenName,postalCode`,
  'user-list-licensedetails#1': () => '/me/licenseDetails',
  'organization-list#1': () => '/organization',
  'user-get-mailboxsettings#1': () => '/me/mailboxSettings',
  'subscription-list#1': () => '/subscriptions',
  'subscription-post-subscriptions#1': () => '/subscriptions',
  'subscription-delete#1': (t) => `/subscriptions/${[...t.tenant.subscriptions.keys()][0]}`,
}

/** Differences that are meant, each with its reason. */
const meant: Record<string, string> = {
  'contactfolder-post-childfolders#1 status':
    'the text of the page promises 201 Created, its example shows 200',
}

function contactId(t: TestTenant): string {
  return [...t.anna.mailbox!.contacts.values()][0]!.id
}

function folderId(t: TestTenant): string {
  return [...t.anna.mailbox!.contactFolders.values()].find((folder) => folder.displayName === 'Buyers')!.id
}

describe.skipIf(!hasReference)('Published examples', () => {
  const examples = new Map<string, Example>()
  let listener: Listener

  beforeAll(async () => {
    listener = await listen()
    for (const [name, example] of publishedExamples()) examples.set(name, example)
  })
  afterAll(() => listener.close())

  test.each(Object.keys(covered))('%s', async (name) => {
    const { request, response } = examples.get(name) as Example
    const t = exampleTenant(examples)
    if (name.startsWith('subscription-'))
      await t.ask('POST', '/v1.0/subscriptions', { body: subscriptionBody(t, listener) })
    const path = covered[name]!(t)
    const body = bodyFor(name, t, listener, request.body_json)
    const reply = await t.ask(request.method, `/v1.0${path}`, body === null ? {} : { body })
    if (!(`${name} status` in meant)) expect(reply.status).toBe(response.status)
    if (response.body_json === null) return
    expect(reply.headers['content-type']).toMatch(/^application\/json/)
    expect(missing(response.body_json, reply.json, name)).toEqual([])
  })

  test('The check against the model finds an unknown property and a wrong type', () => {
    const answer = {
      '@odata.context': "https://x/v1.0/$metadata#users('a')/contacts",
      value: [{ id: 'a', shoeSize: 4, children: 'Tom' }],
    }
    expect(modelProblems(answer)).toEqual([
      'contact[0].shoeSize is not in the model',
      'contact[0].children is no collection',
    ])
  })
})

/** A person who signed in, since the examples speak of `me`, with the contact of the example. */
function exampleTenant(examples: Map<string, Example>): TestTenant {
  const t = testTenant()
  const scp = 'Contacts.ReadWrite User.Read.All Organization.Read.All MailboxSettings.Read'
  Object.assign(t.claims, { scp, roles: [], oid: t.anna.id, idtyp: 'user' })
  const shown = examples.get('contact-get#1')!.response.body_json as Record<string, unknown>
  createContact(t.world, t.tenant, t.anna, 'contacts', { ...shown, birthday: '1974-07-22T00:00:00Z' })
  createContactFolder(t.world, t.tenant, t.anna, 'Buyers')
  return t
}

function subscriptionBody(t: TestTenant, listener: Listener): Record<string, unknown> {
  return {
    changeType: 'created',
    notificationUrl: listener.url,
    lifecycleNotificationUrl: listener.url,
    resource: 'me/contacts',
    expirationDateTime: new Date(t.world.clock.now() + 3_600_000).toISOString(),
    clientState: 'secretClientValue',
    latestSupportedTlsVersion: 'v1_2',
  }
}

/** Bodies as published; a subscription's address and times must be living ones, a folder's parent an existing one. */
function bodyFor(
  name: string,
  t: TestTenant,
  listener: Listener,
  published: Record<string, unknown> | null,
): Record<string, unknown> | null {
  if (name.startsWith('subscription-post')) return { ...published, ...subscriptionBody(t, listener) }
  if (name.startsWith('contactfolder-update'))
    return { ...published, parentFolderId: t.anna.mailbox!.defaultContactFolderId }
  return published
}
