import { z } from 'zod'
import { connectionState, credentialFacts } from './connections.ts'
import { id } from './paging.ts'

/** When the credential in use of a connection ends. */
export const expiry = z.object({
  connectionId: id,
  organisationId: id,
  organisationName: z.string(),
  method: z.string(),
  state: connectionState,
  credential: credentialFacts,
  /** As the directory says, else as declared; null: nobody knows. */
  endsAt: z.string().nullable(),
  source: z.enum(['directory', 'declared', 'unknown']),
})
export type Expiry = z.infer<typeof expiry>

/** Those that end first come first, those without a date last. */
export const expiryList = z.object({ items: z.array(expiry) })

/** A credential that is held beside the one in use. */
export const heldPath = z.object({ id, which: z.enum(['next', 'previous']) })
