import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { Operation } from '../wire.ts'
import { seededRandom } from './random.ts'

const match = z.strictObject({
  /** Operation name; `*` stands for any text: `contacts.*`. */
  operation: z.string().optional(),
  method: z.string().optional(),
  /** Part of path and query, as sent. */
  pathContains: z.string().optional(),
  /** Address of the mailbox. */
  mailbox: z.string().optional(),
})

const effect = z.strictObject({
  status: z.number().int().min(100).max(599).optional(),
  /** The body as it is: text, or a value that is sent as JSON. Without it the room's own error shape is used. */
  body: z.unknown().optional(),
  code: z.string().optional(),
  message: z.string().optional(),
  /** Seconds, or a date as text; `null`: no such header. */
  retryAfter: z.union([z.number(), z.string(), z.null()]).optional(),
  headers: z.record(z.string(), z.string()).optional(),
  /** Waits first; alone it only slows the request down. */
  delayMs: z.number().int().min(0).max(600_000).optional(),
  /** Destroys the connection: `before` the work is done, or `after` it, in place of the answer. */
  cut: z.enum(['before', 'after']).optional(),
  /** 401: the token's lifetime is over. */
  tokenExpired: z.literal(true).optional(),
  /** 410 of a delta request: the state is gone, start again. */
  gone: z.literal(true).optional(),
})

/** A fault as `POST /_control/faults` takes it. Without `times` and `probability` it strikes until it is removed. */
export const faultSchema = z.strictObject({
  id: z.string().min(1).optional(),
  match: match.default({}),
  times: z.number().int().positive().optional(),
  probability: z.number().min(0).max(1).optional(),
  seed: z.number().int().default(1),
  effect,
})

type FaultRequest = z.input<typeof faultSchema>
export type FaultEffect = z.output<typeof effect>

/** A fault with how often it has struck. */
export type Fault = z.output<typeof faultSchema> & { id: string; struck: number }

/** The faults that are set now. */
export interface Faults {
  add(request: FaultRequest): Fault
  list(): Fault[]
  remove(id: string): boolean
  clear(): void
  /** The faults that strike this operation, in the order in which they were added; each is counted. */
  strike(operation: Operation): Fault[]
}

interface Armed {
  fault: Fault
  random: () => number
  operation: RegExp | undefined
}

/** No faults at first. */
export function createFaults(): Faults {
  const armed = new Map<string, Armed>()
  return {
    add: (request) => {
      const fault = { ...faultSchema.parse(request), struck: 0 }
      const named = { ...fault, id: fault.id ?? randomUUID() }
      armed.set(named.id, {
        fault: named,
        random: seededRandom(named.seed),
        operation: named.match.operation === undefined ? undefined : glob(named.match.operation),
      })
      return named
    },
    list: () => [...armed.values()].map(({ fault }) => ({ ...fault })),
    remove: (id) => armed.delete(id),
    clear: () => armed.clear(),
    strike: (operation) =>
      armed.size === 0
        ? []
        : [...armed.values()].filter((one) => strikes(one, operation)).map((one) => one.fault),
  }
}

function strikes({ fault, random, operation: pattern }: Armed, operation: Operation): boolean {
  const { method, pathContains, mailbox } = fault.match
  const { request } = operation
  if (fault.times !== undefined && fault.struck >= fault.times) return false
  if (pattern !== undefined && !pattern.test(operation.name)) return false
  if (method !== undefined && method.toUpperCase() !== request.method) return false
  if (mailbox !== undefined && mailbox.toLowerCase() !== operation.mailbox?.toLowerCase()) return false
  if (pathContains !== undefined && !`${request.path}?${request.query}`.includes(pathContains)) return false
  if (fault.probability !== undefined && random() >= fault.probability) return false
  fault.struck += 1
  return true
}

function glob(pattern: string): RegExp {
  const escaped = pattern.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${escaped.join('.*')}$`, 'i')
}
