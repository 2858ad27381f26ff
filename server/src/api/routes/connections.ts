import {
  connection,
  connectionList,
  createConnection,
  patchConnection,
} from '@tandem/model/api/connections.ts'
import { idPath } from '@tandem/model/api/paging.ts'
import { z } from 'zod'
import { TandemError } from '../../errors.ts'
import { addJob } from '../../queue/add.ts'
import {
  type ConnectionRow,
  getConnection,
  holdConnection,
  listConnections,
} from '../../store/connections.ts'
import type { Db } from '../../store/database.ts'
import { getOrganisation } from '../../store/organisations.ts'
import { type Access, organisationScope } from '../access.ts'
import { changeConnection } from '../change-connection.ts'
import { connectionAnswer, connectionAnswers } from '../connection-answer.ts'
import { draftConnection, editConnection } from '../connection-edits.ts'
import { activate, newAttempt, suspend } from '../connection-states.ts'
import type { ApiDeps, App } from '../deps.ts'
import { fieldNames, noteConnection } from '../note-act.ts'
import { once } from '../once.ts'

const tags = ['Connections']
const access: Access[] = ['operator', 'organisation']

/** /connections: how a customer's mailboxes are reached. */
export function connectionRoutes(app: App, deps: ApiDeps): void {
  ofOrganisation(app, deps)
  oneConnection(app, deps)
  moves(app, deps)
}

function ofOrganisation(app: App, deps: ApiDeps): void {
  app.get(
    '/organisations/:id/connections',
    {
      config: { access },
      schema: {
        tags,
        summary: 'Connections of an organisation',
        params: idPath,
        response: { 200: connectionList },
      },
    },
    async (request) => {
      const { id } = await getOrganisation(deps.db, request.params.id, organisationScope(request))
      return { items: await connectionAnswers(deps.db, await listConnections(deps.db, id)), nextCursor: null }
    },
  )
  app.post(
    '/organisations/:id/connections',
    {
      config: { access },
      schema: {
        tags,
        summary: 'Add a connection as a draft',
        params: idPath,
        body: createConnection,
        response: { 201: connection },
      },
    },
    async (request, reply) =>
      await once(request, reply, deps.db, {
        status: 201,
        work: async (tx) => {
          const { id } = await getOrganisation(tx, request.params.id, organisationScope(request))
          const row = await draftConnection(tx, deps, id, request.body)
          await noteConnection(tx, request, row, 'added', { method: row.method })
          return await connectionAnswer(tx, row)
        },
      }),
  )
}

function oneConnection(app: App, deps: ApiDeps): void {
  app.get(
    '/connections/:id',
    {
      config: { access },
      schema: { tags, summary: 'One connection', params: idPath, response: { 200: connection } },
    },
    async (request) =>
      await connectionAnswer(
        deps.db,
        await getConnection(deps.db, request.params.id, organisationScope(request)),
      ),
  )
  app.patch(
    '/connections/:id',
    {
      config: { access },
      schema: {
        tags,
        summary: 'Change settings; a proven connection becomes a draft with them',
        params: idPath,
        body: patchConnection,
        response: { 200: connection },
      },
    },
    async (request, reply) =>
      await changeConnection(
        deps,
        request,
        reply,
        { act: 'changed', detail: { fields: fieldNames(request.body) } },
        (tx, row) => editConnection(tx, deps, row, request.body),
      ),
  )
}

type Move = (tx: Db, row: ConnectionRow) => Promise<unknown>
const summaries: [name: string, summary: string, act: string, move: Move][] = [
  ['activate', 'Put a verified or suspended connection to use', 'activated', activate],
  ['suspend', 'Stop all work for its mailboxes and drop its tokens', 'suspended', suspend],
  ['attempts', 'Begin a new attempt: settings stay, the credential is dropped', 'attempt-begun', newAttempt],
]

function moves(app: App, deps: ApiDeps): void {
  for (const [name, summary, act, move] of summaries) {
    app.post(
      `/connections/:id/${name}`,
      { config: { access }, schema: { tags, summary, params: idPath, response: { 200: connection } } },
      async (request, reply) => await changeConnection(deps, request, reply, { act }, move),
    )
  }
  app.post(
    '/connections/:id/discoveries',
    {
      config: { access },
      schema: {
        tags,
        summary: 'Read the directory again; mailboxes found appear as they come',
        params: idPath,
        response: { 202: z.object({ connectionId: z.uuid() }) },
      },
    },
    async (request, reply) =>
      await once(request, reply, deps.db, {
        status: 202,
        work: async (tx) => {
          const row = await holdConnection(tx, request.params.id, organisationScope(request))
          if (row.state !== 'verified' && row.state !== 'active')
            throw new TandemError('wrong-state', `Verify the connection first: it is ${row.state}.`)
          await addJob(tx, 'discover', { connectionId: row.id }, { jobKey: `discover:${row.id}` })
          await noteConnection(tx, request, row, 'directory-read')
          return { connectionId: row.id }
        },
      }),
  )
}
