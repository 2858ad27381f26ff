import { z } from 'zod'
import { instant } from './paging.ts'

/** A kind of record. */
export const recordKind = z.enum(['contacts', 'events', 'tasks'])
export const actionQuery = z.strictObject({
  kind: recordKind.optional().describe('Absent: every kind that is kept in step'),
})

/** The work is asked for; the stream tells how it goes. */
export const accepted = z.object({ task: z.string(), state: z.literal('queued') }).meta({ id: 'Accepted' })

/**
 * The answer to the wipe guard's question. `true`: the records were really deleted there, delete them here. `false`:
 * delete nothing: with `putBack` they are made anew in the mailbox, without it the whole mailbox is read once more.
 */
export const wipeAnswer = z
  .strictObject({
    accept: z.boolean(),
    putBack: z.boolean().optional(),
    kind: recordKind.default('contacts'),
  })
  .refine(({ accept, putBack }) => !(accept && putBack), {
    path: ['putBack'],
    message: 'goes with "accept": false: either they are deleted here, or put back there',
  })

const changes = { fromMailbox: z.int(), fromTandem: z.int() }
/** Changes in one hour: those that came from the mailbox, and those made here for the mailbox. */
export const timelineHour = z.object({
  hour: instant,
  ...changes,
  /** The same for each kind of record that changed in this hour: `contacts`, `events`, `tasks`. */
  byKind: z.record(z.string(), z.object(changes)),
  /** Messages that went out as the mailbox's person. */
  sent: z.int(),
})
export type TimelineHour = z.infer<typeof timelineHour>

/** The last 24 hours, oldest first; hours without changes are there with zeros. */
export const timeline = z
  .object({ items: z.array(timelineHour), nextCursor: z.null() })
  .meta({ id: 'Timeline' })
