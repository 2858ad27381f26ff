import { setTimeout as wait } from 'node:timers/promises'
import type { Operation, OperationWatch, WireRequest, WireResponse } from '../wire.ts'
import { faultAnswer } from './fault-answer.ts'
import type { Fault, Faults } from './faults.ts'
import type { LogEntry, RequestLog } from './request-log.ts'

/** Watches the operations of all rooms: faults before the work, the log after it. */
export interface Watch extends OperationWatch {
  /** Called by the HTTP layer once a request is answered; true: the connection must be cut in place of the answer. */
  finish(request: WireRequest, answer: WireResponse, time: number, milliseconds: number): boolean
}

interface Seen {
  operation: Operation | undefined
  faults: string[]
  cut: boolean
  batch: NonNullable<LogEntry['batch']>
}

/** A watch that consults `faults` and writes `log`; `now` is the world's clock. */
export function createWatch(faults: Faults, log: RequestLog, now: () => number): Watch {
  const open = new Map<string, Seen>()
  const struck = new WeakMap<Operation, Fault[]>()
  return {
    begin: (operation) => {
      const striking = faults.strike(operation)
      if (striking.length === 0) return undefined
      struck.set(operation, striking)
      return suffer(operation, striking, now)
    },
    end: (operation, answer) => {
      const striking = struck.get(operation) ?? []
      const whole = operation.batch ?? operation.request
      const seen = open.get(whole.id) ?? { operation: undefined, faults: [], cut: false, batch: [] }
      open.set(whole.id, seen)
      seen.cut ||= answer.cut === true || striking.some(({ effect }) => effect.cut === 'after')
      const ids = striking.map(({ id }) => id)
      if (operation.batch === undefined) {
        seen.operation = operation
        seen.faults = ids
      } else {
        const part = { operation: operation.name, status: answer.status }
        seen.batch.push({
          ...part,
          ...(operation.mailbox !== undefined && { mailbox: operation.mailbox }),
          ...(ids.length > 0 && { faults: ids }),
        })
      }
    },
    finish: (request, answer, time, milliseconds) => {
      const seen = open.get(request.id)
      open.delete(request.id)
      const cut = answer.cut === true || seen?.cut === true
      if (!isOwn(request.path)) log.add(entryOf(request, cut ? 0 : answer.status, seen, time, milliseconds))
      return cut
    },
  }
}

/** Calls of the control interface and views of our own pages are no requests to the service. */
function isOwn(path: string): boolean {
  return /^\/(_control|~)(\/|$)|^\/(favicon\.ico)?$/.test(path)
}

async function suffer(
  operation: Operation,
  striking: Fault[],
  now: () => number,
): Promise<WireResponse | undefined> {
  const delay = striking.reduce((sum, { effect }) => sum + (effect.delayMs ?? 0), 0)
  if (delay > 0) await wait(delay)
  if (striking.some(({ effect }) => effect.cut === 'before')) return { status: 0, cut: true }
  for (const { effect } of striking) {
    const answer = faultAnswer(operation, effect, now())
    if (answer !== undefined) return answer
  }
  return undefined
}

function entryOf(
  request: WireRequest,
  status: number,
  seen: Seen | undefined,
  time: number,
  milliseconds: number,
): LogEntry {
  const operation = seen?.operation
  return {
    id: request.id,
    time,
    method: request.method,
    path: request.path,
    operation: operation?.name ?? 'unknown',
    ...(operation?.tenantId !== undefined && { tenantId: operation.tenantId }),
    ...(operation?.applicationId !== undefined && { applicationId: operation.applicationId }),
    ...(operation?.mailbox !== undefined && { mailbox: operation.mailbox }),
    status,
    milliseconds,
    ...(seen && seen.faults.length > 0 && { faults: seen.faults }),
    ...(seen && seen.batch.length > 0 && { batch: seen.batch }),
  }
}
