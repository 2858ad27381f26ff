import { z } from 'zod'
import { id } from './paging.ts'

/** Who is asking. */
export const session = z
  .object({
    kind: z.enum(['operator', 'administrator', 'agent', 'key', 'invitation']),
    id: z.string(),
    email: z.string().nullable(),
    /** The only organisation this caller sees; `null`: all. */
    organisationId: id.nullable(),
    /** The only mailboxes an agent may open; `null`: all of theirs. */
    mailboxIds: z.array(id).nullable(),
    version: z.string(),
  })
  .meta({ id: 'Session' })
export type Session = z.infer<typeof session>
