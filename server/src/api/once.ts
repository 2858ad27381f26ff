import { createHash } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { TandemError } from '../errors.ts'
import type { Database, Db } from '../store/database.ts'
import { claimKey, readAnswer, storeAnswer } from '../store/idempotency.ts'
import { principalKey } from './access.ts'

/**
 * Carries out a write in one transaction and sets the answer's status. With an `Idempotency-Key` the answer is stored
 * in the same transaction: a crash leaves either both or neither, and a second request with the key is given the
 * stored answer. Errors are not stored: they changed nothing, so the request may be corrected and sent again.
 * `remember` says what is stored when the answer holds something that may only be shown once.
 */
export async function once<T>(
  request: FastifyRequest,
  reply: FastifyReply,
  db: Database,
  write: { status: 200 | 201 | 202; work: (tx: Db) => Promise<T>; remember?: (answer: T) => T },
): Promise<T> {
  const key = idempotencyKey(request)
  if (key === undefined) {
    const answer = await db.transaction().execute(write.work)
    reply.status(write.status)
    return answer
  }
  const use = { principal: principalKey(request), key, requestHash: hashOf(request) }
  const answer = await db.transaction().execute(async (tx) => {
    if (!(await claimKey(tx, use))) throw inProgress()
    const stored = await readAnswer(tx, use)
    if (stored !== undefined) {
      if (!stored.requestHash.equals(use.requestHash)) throw usedForAnother()
      reply.header('idempotency-replayed', 'true')
      return stored.body as T
    }
    const fresh = await write.work(tx)
    await storeAnswer(tx, use, write.status, write.remember === undefined ? fresh : write.remember(fresh))
    return fresh
  })
  reply.status(write.status)
  return answer
}

function idempotencyKey({ headers }: FastifyRequest): string | undefined {
  const key = headers['idempotency-key']
  if (key === undefined) return undefined
  if (typeof key === 'string' && /^[\x21-\x7e]{1,255}$/.test(key)) return key
  throw new TandemError(
    'invalid-input',
    'The header Idempotency-Key takes 1 to 255 visible ASCII characters, for example a UUID.',
  )
}

/** Everything that makes a request the same: method, address, the version edited, body. */
function hashOf(request: FastifyRequest): Buffer {
  const parts = [request.method, request.url, request.headers['if-match'] ?? null, request.body ?? null]
  return createHash('sha256').update(JSON.stringify(parts)).digest()
}

function inProgress(): TandemError {
  return new TandemError(
    'in-progress',
    'A request with this Idempotency-Key is being carried out. Ask again after a second for its answer.',
  )
}

function usedForAnother(): TandemError {
  return new TandemError(
    'idempotency-conflict',
    'This Idempotency-Key came with a different request before. Use a new key for a new request.',
  )
}
