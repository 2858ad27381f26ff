import {
  type Customer,
  customer,
  customerPage,
  customerQuery,
  mergeCustomer,
  timelinePage,
  timelineQuery,
  wholeCustomer,
} from '@tandem/model/api/customers.ts'
import { idPath } from '@tandem/model/api/paging.ts'
import type { FastifyRequest } from 'fastify'
import { TandemError } from '../../errors.ts'
import { announce } from '../../store/announce.ts'
import { listContacts, listHistory, listMeetings, listTheirs } from '../../store/customer-history.ts'
import { type CustomerRow, getCustomer, listCustomers, mergeCustomers } from '../../store/customers.ts'
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
          const { id, organisationId } = await mustExist(tx, request)
          if (other === id) throw invalid('A customer is one with itself already: name another.')
          if (!(await mergeCustomers(tx, id, other)))
            throw invalid(
              `There is no other customer ${other} in the organisation, or it is another one's part already. GET /api/v1/customers lists them.`,
            )
          const merged = toCustomer(await mustExist(tx, request))
          await announce(tx, { organisationId, topic: 'queue', id })
          await noteAct(tx, request, {
            organisationId,
            act: 'customer.merged',
            target: `customer:${id}`,
            detail: { other },
          })
          return merged
        },
      }),
  )
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

function invalid(detail: string): TandemError {
  return new TandemError('invalid-input', detail, [{ pointer: '/customer', detail }])
}
