import type { Connection } from '@tandem/model/api/connections.ts'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type ConnectionRow, getConnection, holdConnection } from '../store/connections.ts'
import type { Db } from '../store/database.ts'
import { organisationScope } from './access.ts'
import { connectionAnswer } from './connection-answer.ts'
import type { ApiDeps } from './deps.ts'
import { once } from './once.ts'

/** One change of a connection, which is held meanwhile; answers how it stands afterwards. */
export async function changeConnection(
  deps: Pick<ApiDeps, 'db'>,
  request: FastifyRequest<{ Params: { id: string } }>,
  reply: FastifyReply,
  work: (tx: Db, row: ConnectionRow) => Promise<unknown>,
): Promise<Connection> {
  return await once(request, reply, deps.db, {
    status: 200,
    work: async (tx) => {
      const row = await holdConnection(tx, request.params.id, organisationScope(request))
      await work(tx, row)
      return await connectionAnswer(tx, await getConnection(tx, row.id))
    },
  })
}
