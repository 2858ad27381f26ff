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
    /** Of a person: `needed` opens nothing else before it is set up. */
    twoFactor: z.enum(['on', 'off', 'needed']).nullable(),
    version: z.string(),
  })
  .meta({ id: 'Session' })
export type Session = z.infer<typeof session>
