/** Microsoft's own client against the room: its requests go into the room instead of the network. */
import {
  Client,
  type Context,
  type Middleware,
  type PageCollection,
  PageIterator,
} from '@microsoft/microsoft-graph-client'
import { expect, test } from 'vitest'
import { createContact } from '../tenant/mailbox.ts'
import type { WireRequest } from '../wire.ts'
import { calendarTenant } from './test-calendar.ts'
import { type TestTenant, testTenant } from './test-tenant.ts'

function clientFor(t: TestTenant): Client {
  const intoRoom: Middleware = {
    execute: async (context: Context) => {
      const url = new URL(String(context.request))
      const headers: Record<string, string> = { authorization: 'Bearer app' }
      new Headers(context.options?.headers as Record<string, string>).forEach((value, name) => {
        headers[name] = value
      })
      const request: WireRequest = {
        method: context.options?.method ?? 'GET',
        path: url.pathname,
        query: url.searchParams,
        headers,
        body: Buffer.from(String(context.options?.body ?? '')),
        origin: url.origin,
        id: 'r',
      }
      const response = await t.room(request)
      const body = response?.body === undefined ? null : new Uint8Array(Buffer.from(response.body as string))
      context.response = new Response(body, {
        status: response?.status ?? 404,
        headers: response?.headers ?? {},
      })
    },
  }
  return Client.initWithMiddleware({ middleware: intoRoom })
}

test('The client creates, reads, changes and deletes a contact, and reads errors', async () => {
  const t = testTenant()
  const client = clientFor(t)
  const api = `/users/${t.anna.userPrincipalName}/contacts`
  const made = await client
    .api(api)
    .post({ givenName: 'Inês', emailAddresses: [{ address: 'ines@silva.example', name: 'Inês' }] })
  const changed = await client
    .api(`${api}/${made.id}`)
    .header('If-Match', made['@odata.etag'])
    .patch({ surname: 'Silva' })
  expect(changed).toMatchObject({ givenName: 'Inês', surname: 'Silva' })
  const listed = await client.api(api).select(['surname']).filter("givenName eq 'inês'").count(true).get()
  expect([listed['@odata.count'], listed.value[0].surname]).toEqual([1, 'Silva'])
  await client.api(`${api}/${made.id}`).delete()
  await expect(client.api(`${api}/${made.id}`).get()).rejects.toMatchObject({
    statusCode: 404,
    code: 'ErrorItemNotFound',
    requestId: 'r',
  })
})

test("The client's page iterator follows a delta to its end", async () => {
  const t = testTenant()
  for (let n = 0; n < 25; n += 1) createContact(t.world, t.tenant, t.anna, 'contacts', { givenName: `${n}` })
  const client = clientFor(t)
  const first: PageCollection = await client
    .api(`/users/${t.anna.id}/contacts/delta`)
    .header('Prefer', 'odata.maxpagesize=10')
    .get()
  const seen: string[] = []
  const pages = new PageIterator(client, first, (contact) => {
    seen.push(contact.givenName)
    return true
  })
  await pages.iterate()
  expect(seen).toHaveLength(25)
  expect(pages.getDeltaLink()).toContain('$deltatoken=')
})

test('The client adds, moves and deletes an event, and pages through a view', async () => {
  const t = calendarTenant()
  const client = clientFor(t)
  const api = `/users/${t.anna.userPrincipalName}/events`
  const made = await client
    .api(api)
    .header('Prefer', 'outlook.timezone="Europe/Berlin"')
    .post({
      subject: 'Besichtigung',
      start: { dateTime: '2027-03-01T09:00:00', timeZone: 'Europe/Berlin' },
      end: { dateTime: '2027-03-01T10:00:00', timeZone: 'Europe/Berlin' },
      recurrence: {
        pattern: { type: 'daily', interval: 1 },
        range: { type: 'numbered', startDate: '2027-03-01', numberOfOccurrences: 25 },
      },
    })
  expect(made.start).toEqual({ dateTime: '2027-03-01T09:00:00.0000000', timeZone: 'Europe/Berlin' })
  const view = await client
    .api(`/users/${t.anna.userPrincipalName}/calendarView`)
    .query({ startDateTime: '2027-03-01T00:00:00+01:00', endDateTime: '2027-04-01T00:00:00+02:00' })
    .get()
  const seen: string[] = []
  await new PageIterator(client, view as PageCollection, ({ type }) => {
    seen.push(type)
    return true
  }).iterate()
  expect(seen).toEqual(Array(25).fill('occurrence'))
  const changed = await client.api(`${api}/${made.id}`).patch({ subject: 'Termin' })
  expect(changed.subject).toBe('Termin')
  await client.api(`${api}/${made.id}`).delete()
  await expect(client.api(`${api}/${made.id}`).get()).rejects.toMatchObject({ code: 'ErrorItemNotFound' })
})

test('The client adds a task, completes it and follows the changes', async () => {
  const t = calendarTenant()
  const client = clientFor(t)
  const lists = await client.api(`/users/${t.anna.id}/todo/lists`).get()
  const api = `/users/${t.anna.id}/todo/lists/${lists.value[0].id}/tasks`
  const round = await client.api(`${api}/delta`).get()
  const task = await client
    .api(api)
    .post({ title: 'Call', dueDateTime: { dateTime: '2027-03-01T00:00:00', timeZone: 'UTC' } })
  await client.api(`${api}/${task.id}`).patch({ status: 'completed' })
  const changes = await client.api(round['@odata.deltaLink']).get()
  expect(changes.value).toMatchObject([{ id: task.id, status: 'completed' }])
})
