import { z } from 'zod'
import { verification, verificationSummary } from '../verification.ts'
import { page } from './paging.ts'

/** Reports of a connection, newest first; every one is kept. */
export const verificationList = page(verification)

/** The newest report whole, those before it in a line each: asked for several times a second while one fills. */
export const setupVerifications = z.object({
  newest: verification.nullable(),
  /** Newest first, at most 50. */
  earlier: z.array(verificationSummary),
})
