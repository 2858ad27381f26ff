import {
  createOrganisation as newOrganisation,
  type Organisation,
  organisation,
  organisationList,
  patchOrganisation,
} from '@tandem/model/api/organisations.ts'
import { idPath, pageQuery } from '@tandem/model/api/paging.ts'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Db } from '../../store/database.ts'
import { type OrganisationHealth, organisationHealth } from '../../store/organisation-health.ts'
import {
  createOrganisation,
  deleteOrganisation,
  getOrganisation,
  listOrganisations,
  type OrganisationRow,
  updateOrganisation,
} from '../../store/organisations.ts'
import { organisationScope } from '../access.ts'
import { unpackCursor } from '../cursor.ts'
import type { ApiDeps, App } from '../deps.ts'
import { noteAct } from '../note-act.ts'
import { once } from '../once.ts'
import { toPage } from '../to-page.ts'
import { whoseMove } from '../whose-move.ts'

const tags = ['Organisations']

/** /organisations: the customers, each with its health at a glance. */
export function organisationRoutes(app: App, deps: ApiDeps): void {
  readRoutes(app, deps)
  writeRoutes(app, deps)
}

function readRoutes(app: App, deps: ApiDeps): void {
  app.get(
    '/organisations',
    {
      config: { access: ['operator', 'organisation'] },
      schema: {
        tags,
        summary: 'Organisations with their health',
        querystring: pageQuery.extend({ search: z.string().max(200).optional() }),
        response: { 200: organisationList },
      },
    },
    async (request) => {
      const { cursor, limit, search } = request.query
      const key = unpackCursor(cursor, 2)
      const rows = await listOrganisations(deps.db, {
        scope: organisationScope(request),
        limit: limit + 1,
        ...(search !== undefined && { search }),
        ...(key && { after: { name: key[0] ?? '', id: key[1] ?? '' } }),
      })
      const health = await organisationHealth(
        deps.db,
        rows.map((row) => row.id),
      )
      return toPage(
        rows,
        limit,
        (row) => toOrganisation(row, health.get(row.id)),
        (row) => [row.name, row.id],
      )
    },
  )
  app.get(
    '/organisations/:id',
    {
      config: { access: ['operator', 'organisation'] },
      schema: { tags, summary: 'One organisation', params: idPath, response: { 200: organisation } },
    },
    async (request) =>
      await withHealth(
        deps.db,
        await getOrganisation(deps.db, request.params.id, organisationScope(request)),
      ),
  )
}

function writeRoutes(app: App, deps: ApiDeps): void {
  app.post(
    '/organisations',
    {
      config: { access: 'operator' },
      schema: {
        tags,
        summary: 'Add an organisation',
        body: newOrganisation,
        response: { 201: organisation },
      },
    },
    async (request, reply) =>
      await once(request, reply, deps.db, {
        status: 201,
        work: async (tx) => {
          const row = await createOrganisation(tx, request.body)
          await noteOrganisation(tx, request, row.id, 'added', { name: row.name })
          return await withHealth(tx, row)
        },
      }),
  )
  app.patch(
    '/organisations/:id',
    {
      config: { access: 'operator' },
      schema: {
        tags,
        summary: 'Change name or contacts',
        params: idPath,
        body: patchOrganisation,
        response: { 200: organisation },
      },
    },
    async (request, reply) =>
      await once(request, reply, deps.db, {
        status: 200,
        work: async (tx) => {
          const row = await updateOrganisation(tx, request.params.id, request.body)
          await noteOrganisation(tx, request, row.id, 'changed', { ...request.body })
          return await withHealth(tx, row)
        },
      }),
  )
  app.delete(
    '/organisations/:id',
    {
      config: { access: 'operator' },
      schema: {
        tags,
        summary: 'Remove an organisation with all it holds in Tandem',
        params: idPath,
        response: { 200: idPath },
      },
    },
    async (request, reply) =>
      await once(request, reply, deps.db, {
        status: 200,
        work: async (tx) => {
          await deleteOrganisation(tx, request.params.id)
          await noteOrganisation(tx, request, request.params.id, 'removed', {})
          return { id: request.params.id }
        },
      }),
  )
}

async function noteOrganisation(
  tx: Db,
  request: FastifyRequest,
  id: string,
  act: string,
  detail: Record<string, unknown>,
): Promise<void> {
  const target = `organisation:${id}`
  await noteAct(tx, request, { organisationId: id, act: `organisation.${act}`, target, detail })
}

async function withHealth(db: Db, row: OrganisationRow): Promise<Organisation> {
  return toOrganisation(row, (await organisationHealth(db, [row.id])).get(row.id))
}

function toOrganisation(row: OrganisationRow, known: OrganisationHealth | undefined): Organisation {
  const health = known ?? nothingYet(row.id)
  const expiries = health.connections.flatMap(({ expiresAt }) => (expiresAt === null ? [] : [expiresAt]))
  return {
    id: row.id,
    name: row.name,
    contactEmails: row.contact_emails,
    createdAt: row.created_at.toISOString(),
    connections: health.connections.map(({ id, method, state, attempt, expiresAt }) => ({
      id,
      method,
      state: state as Organisation['connections'][number]['state'],
      attempt,
      expiresAt,
    })),
    mailboxes: health.mailboxes,
    openConflicts: health.openConflicts,
    lastChangeAt: health.lastChangeAt,
    nextExpiryAt: expiries.sort()[0] ?? null,
    nextMove: whoseMove(health, new Date()),
  }
}

/** The organisation was added between the two statements. */
function nothingYet(organisationId: string): OrganisationHealth {
  const mailboxes = { found: 0, on: 0, off: 0, trouble: 0 }
  return {
    organisationId,
    connections: [],
    mailboxes,
    openInvitations: 0,
    openConflicts: 0,
    lastChangeAt: null,
  }
}
