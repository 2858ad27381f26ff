import {
  type Customer,
  customer,
  customerPage,
  customerQuery,
  mergeCustomer,
  partCustomer as partBody,
  patchCustomer,
  timelinePage,
  timelineQuery,
  wholeCustomer,
} from '@tandem/model/api/customers.ts'
import { idPath } from '@tandem/model/api/paging.ts'
import type { FastifyRequest } from 'fastify'
import { TandemError } from '../../errors.ts'
import { searchable } from '../../lib/search-text.ts'
import { announce } from '../../store/announce.ts'
import { listContacts, listHistory, listMeetings, listTheirs } from '../../store/customer-history.ts'
import {
  type CustomerRow,
  changeCustomer,
  getCustomer,
  listCustomers,
  mergeCustomers,
  partCustomer,
} from '../../store/customers.ts'
import type { Db } from '../../store/database.ts'
import { type Access, organisationScope } from '../access.ts'
import { toConversation } from '../conversation-answer.ts'
import { unpackCursor } from '../cursor.ts'
import { toContactLine, toEntry, toMeeting } from '../customer-answer.ts'
import type { ApiDeps, App } from '../deps.ts'
import { noteAct } from '../note-act.ts'
import { once } from '../once.ts'
import { toPage } from '../to-page.ts'

const tags = ['Queues']
const config = { access: ['organisation', 'agent'] satisfies Access[] }

/** /customers: whoever writes to the queues, by their addresses. */
export function customerRoutes(app: App, { db }: ApiDeps): void {
  listRoutes(app, db)
  singleRoute(app, db)
  changeRoutes(app, db)
  mergeRoute(app, db)
}

function listRoutes(app: App, db: ApiDeps['db']): void {
  app.get(
    '/customers',
    {
      config,
      schema: {
        tags,
        summary: 'Customers by name, by their address or by words',
        querystring: customerQuery,
        response: { 200: customerPage },
      },
    },
    async (request) => {
      const { address, search = '', cursor, limit } = request.query
      const place = unpackCursor(cursor, 2)
      const rows = await listCustomers(db, {
        organisationId: organisationScope(request),
        address,
        search,
        after: place && { place: place[0]!, id: place[1]! },
        limit: limit + 1,
      })
      return toPage(rows, limit, toCustomer, (row) => [row.place, row.id])
    },
  )
  app.get(
    '/customers/:id/timeline',
    {
      config,
      schema: {
        tags,
        summary:
          'What happened with a customer, newest first: conversations, notes, mail from any mailbox, meetings',
        params: idPath,
        querystring: timelineQuery,
        response: { 200: timelinePage },
      },
    },
    async (request) => {
      const { search = '', cursor, limit } = request.query
      const place = unpackCursor(cursor, 2)
      const rows = await listHistory(db, await mustExist(db, request), {
        search,
        after: place && { place: place[0]!, id: place[1]! },
        limit: limit + 1,
      })
      return toPage(rows, limit, toEntry, (row) => [row.place, row.id])
    },
  )
}

function singleRoute(app: App, db: ApiDeps['db']): void {
  app.get(
    '/customers/:id',
    {
      config,
      schema: {
        tags,
        summary: 'A customer with their contacts, conversations and meetings',
        params: idPath,
        response: { 200: wholeCustomer },
      },
    },
    async (request) => {
      const row = await mustExist(db, request)
      return {
        ...toCustomer(row),
        contacts: (await listContacts(db, row, 5)).map(toContactLine),
        conversations: (await listTheirs(db, row, 20)).map(toConversation),
        meetings: (await listMeetings(db, row, 6)).map(toMeeting),
      }
    },
  )
}

function changeRoutes(app: App, db: ApiDeps['db']): void {
  app.patch(
    '/customers/:id',
    {
      config,
      schema: {
        tags,
        summary: 'Call a customer by another name, or give them labels',
        params: idPath,
        body: patchCustomer,
        response: { 200: customer },
      },
    },
    async (request, reply) =>
      await once(request, reply, db, {
        status: 200,
        work: async (tx) => {
          const { name, labels } = request.body
          const before = await mustExist(tx, request)
          const { id } = before
          await changeCustomer(tx, id, { name, labels: labels && eachOnce(labels) })
          // Who they are stands in no log that outlives them.
          return await changed(tx, request, before, 'changed', { fields: Object.keys(request.body) })
        },
      }),
  )
  app.post(
    '/customers/:id/part',
    {
      config,
      schema: {
        tags,
        summary: 'Make addresses a customer of their own, with the conversations that were begun from them',
        params: idPath,
        body: partBody,
        response: { 200: customer },
      },
    },
    async (request, reply) =>
      await once(request, reply, db, {
        status: 200,
        work: async (tx) => {
          const before = await mustExist(tx, request)
          const { id } = before
          const addresses = [...new Set(request.body.addresses)]
          if (!(await partCustomer(tx, id, addresses)))
            throw invalid(
              '/addresses',
              'Name some of this customer’s addresses and leave at least one: GET /api/v1/customers/{id} shows them.',
            )
          const left = before.addresses.filter((address) => !addresses.includes(address))
          return await changed(tx, request, { ...before, addresses: left }, 'parted', {
            addresses: addresses.length,
          })
        },
      }),
  )
}

function mergeRoute(app: App, db: ApiDeps['db']): void {
  app.post(
    '/customers/:id/merge',
    {
      config,
      schema: {
        tags,
        summary: 'Make two customers one: the addresses and conversations of the other are then of this one',
        params: idPath,
        body: mergeCustomer,
        response: { 200: customer },
      },
    },
    async (request, reply) =>
      await once(request, reply, db, {
        status: 200,
        work: async (tx) => {
          const { customer: other } = request.body
          const before = await mustExist(tx, request)
          const { id } = before
          if (other === id) throw invalid('/customer', 'A customer is one with itself already: name another.')
          if (!(await mergeCustomers(tx, id, other)))
            throw invalid(
              '/customer',
              `There is no other customer ${other} in the organisation, or it is another one's part already. GET /api/v1/customers lists them.`,
            )
          return await changed(tx, request, before, 'merged', { other })
        },
      }),
  )
}

/**
 * The customer as it is now, or as it is `known` to be where the act took it out of the caller's sight: with an address go the conversations for which
 * an agent saw it. Whoever looks at it or at its conversations is told.
 */
async function changed(
  tx: Db,
  request: FastifyRequest,
  known: CustomerRow,
  act: 'changed' | 'merged' | 'parted',
  detail: Record<string, unknown>,
): Promise<Customer> {
  const { id, organisationId } = known
  const row = (await getCustomer(tx, id, organisationScope(request))) ?? known
  await announce(tx, { organisationId, topic: 'queue', id })
  await noteAct(tx, request, { organisationId, act: `customer.${act}`, target: `customer:${id}`, detail })
  return toCustomer(row)
}

/** By alphabet; of those that differ by case or accents alone the first. */
function eachOnce(labels: string[]): string[] {
  const first = new Map(labels.toReversed().map((label) => [searchable(label), label]))
  return [...first.values()].sort((one, other) => one.localeCompare(other))
}

async function mustExist(db: Db, request: FastifyRequest): Promise<CustomerRow> {
  const { id } = request.params as { id: string }
  const row = await getCustomer(db, id, organisationScope(request))
  if (row) return row
  throw new TandemError(
    'not-found',
    'There is no such customer, or they have become one with another. GET /api/v1/customers?address=… finds them.',
  )
}

function toCustomer({ place: _, ...row }: CustomerRow): Customer {
  return row
}

function invalid(pointer: string, detail: string): TandemError {
  return new TandemError('invalid-input', detail, [{ pointer, detail }])
}
