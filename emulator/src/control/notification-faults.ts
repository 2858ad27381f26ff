import { z } from 'zod'
import { seededRandom } from './random.ts'

const share = z.number().min(0).max(1).default(0)

/** How unreliable change notifications are: shares between 0 and 1, decided by a seeded generator. */
export const notificationFaultSchema = z.strictObject({
  drop: share,
  double: share,
  /** Share of notifications that come late, by `delayMs`. */
  delay: share,
  delayMs: z.number().int().min(0).max(600_000).default(1000),
  seed: z.number().int().default(1),
})

type NotificationFault = z.output<typeof notificationFaultSchema>

/** What happens to one notification. */
interface NotificationFate {
  drop?: boolean
  copies?: number
  delayMs?: number
}

/** The present unreliability, and how often it struck. */
export interface NotificationFaults {
  set(request: z.input<typeof notificationFaultSchema>): void
  clear(): void
  state(): (NotificationFault & { dropped: number; doubled: number; delayed: number }) | undefined
  /** Called once for every notification that is about to be sent. */
  decide(): NotificationFate
}

/** Reliable until told otherwise. */
export function createNotificationFaults(): NotificationFaults {
  let fault: NotificationFault | undefined
  let random = seededRandom(1)
  let struck = { dropped: 0, doubled: 0, delayed: 0 }
  return {
    set: (request) => {
      fault = notificationFaultSchema.parse(request)
      random = seededRandom(fault.seed)
      struck = { dropped: 0, doubled: 0, delayed: 0 }
    },
    clear: () => {
      fault = undefined
    },
    state: () => fault && { ...fault, ...struck },
    decide: () => {
      if (fault === undefined) return {}
      // All three are always drawn, so that one share does not shift the others' decisions.
      const [drop, double, late] = [random() < fault.drop, random() < fault.double, random() < fault.delay]
      if (drop) struck.dropped += 1
      else if (double) struck.doubled += 1
      if (!drop && late) struck.delayed += 1
      return { ...(drop && { drop }), ...(double && { copies: 2 }), ...(late && { delayMs: fault.delayMs }) }
    },
  }
}
