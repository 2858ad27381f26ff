import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createEvent } from '../tenant/events.ts'
import { createContact } from '../tenant/mailbox.ts'
import { testTenant } from './test-tenant.ts'

const names = [
  'users',
  'contacts',
  'contactFolders',
  'childFolders',
  'delta',
  'photo',
  '$value',
  '$count',
  'me',
  'anna@hafen.example',
  'calendar',
  'calendars',
  'calendarView',
  'events',
  'instances',
  'accept',
  'todo',
  'lists',
  'tasks',
  'extensions',
]
const odd = [
  "contacts('x')",
  "('",
  '%',
  '%00',
  '..',
  'microsoft.graph.delta()',
  '__proto__',
  'constructor',
  '$batch',
  'ü',
]
const segment = fc.oneof(fc.constantFrom(...names), fc.constantFrom(...odd), fc.string({ maxLength: 5 }))
const value = fc.oneof(
  fc.constantFrom(
    '1',
    '-1',
    'givenName',
    '__proto__',
    "givenName eq 'a'",
    'not',
    '((((',
    "a/any(b:b/c eq 'd')",
    "'",
    'true',
  ),
  fc.constantFrom("singleValueExtendedProperties($filter=id eq 'String 0x1')", "x/any(x:x eq 'a' or y eq 2)"),
  fc.string({ maxLength: 12 }),
)
const option = fc.constantFrom(
  '$select',
  '$filter',
  '$orderby',
  '$top',
  '$skip',
  '$expand',
  '$search',
  '$deltatoken',
  '$skiptoken',
  '$count',
  'startDateTime',
  'endDateTime',
)
const bodyValue = fc.oneof(
  fc.json(),
  fc.string(),
  fc
    .jsonValue()
    .map((inner) => JSON.stringify({ requests: [inner, { id: '1', method: 'GET', url: inner }] })),
  fc
    .jsonValue()
    .map((inner) =>
      JSON.stringify({ givenName: inner, emailAddresses: inner, homeAddress: inner, birthday: inner }),
    ),
  fc.jsonValue().map((inner) =>
    JSON.stringify({
      subject: inner,
      start: inner,
      end: { dateTime: inner, timeZone: 'UTC' },
      attendees: inner,
      recurrence: { pattern: inner, range: inner },
    }),
  ),
  fc
    .jsonValue()
    .map((inner) => JSON.stringify({ title: 'a', body: inner, dueDateTime: inner, extensions: inner })),
  fc.jsonValue().map((inner) =>
    JSON.stringify({
      changeType: 'created',
      resource: inner,
      notificationUrl: inner,
      expirationDateTime: inner,
    }),
  ),
)

test('Whatever is asked, the answer is one of the service: never a failure of the room, never an unknown shape', async () => {
  const t = testTenant()
  const contact = createContact(t.world, t.tenant, t.anna, 'contacts', { givenName: 'a' })
  t.claims.roles.push('Calendars.ReadWrite', 'Tasks.ReadWrite.All')
  const midnight = { dateTime: '2027-03-01T00:00:00', timeZone: 'UTC', zone: 'UTC' }
  const calendar = t.anna.mailbox!.defaultCalendarId
  const event = createEvent(t.world, t.tenant, t.anna, calendar, { start: midnight, end: midnight })
  const [list] = [...t.anna.mailbox!.todoLists.keys()]
  const anySegment = fc.oneof(segment, fc.constantFrom(contact.id, event.id, calendar, list!))
  const path = fc.oneof(
    fc.array(anySegment, { maxLength: 7 }).map((parts) => parts.join('/')),
    anySegment.map((last) => `users/${t.anna.id}/contacts/${last}`),
    anySegment.map((last) => `users/${t.anna.id}/contactFolders/${last}/contacts`),
    anySegment.map((last) => `users/${t.anna.id}/events/${last}`),
    anySegment.map((last) => `users/${t.anna.id}/events/${event.id}/${last}`),
    anySegment.map((last) => `users/${t.anna.id}/todo/lists/${list}/${last}`),
    fc.constantFrom(
      '$batch',
      'subscriptions',
      'users',
      'organization',
      `users/${t.anna.id}/contacts/delta`,
      `users/${t.anna.id}/contactFolders`,
      `users/${t.anna.id}/calendarView`,
      `users/${t.anna.id}/calendarView/delta`,
      `users/${t.anna.id}/events`,
      `users/${t.anna.id}/todo/lists/${list}/tasks`,
    ),
  )
  const method = fc.constantFrom('GET', 'GET', 'POST', 'PATCH', 'PUT')
  const request = fc.record({
    path,
    method,
    query: fc.array(fc.tuple(option, value), { maxLength: 3 }),
    body: bodyValue,
  })
  await fc.assert(
    fc.asyncProperty(request, async ({ path: asked, method: verb, query, body }) => {
      const response = await t.room({
        method: verb,
        path: `/v1.0/${asked}`,
        query: new URLSearchParams(query),
        headers: { authorization: 'Bearer app', 'content-type': 'application/json' },
        body: Buffer.from(body),
        origin: 'https://graph.test',
        id: 'r',
      })
      expect(response?.status).toBeGreaterThanOrEqual(200)
      if ((response?.status ?? 0) >= 400)
        expect(JSON.parse(String(response?.body)).error.code).toMatch(/^\w+$/)
    }),
    { numRuns: 2500 },
  )
})
