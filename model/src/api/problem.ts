import { z } from 'zod'

/** Every error of the API: problem details (RFC 9457), `application/problem+json`. */
export const problem = z.object({
  /** Address of the page that explains this kind of problem. */
  type: z.string(),
  title: z.string(),
  status: z.int(),
  /** The code of the catalogue, for programs: `stale-version`. */
  code: z.string(),
  /** What happened here and what to do. */
  detail: z.string(),
  /** Id of the request; the log has it too. */
  instance: z.string(),
  /** The inputs at fault, as JSON pointers (RFC 6901) into the body, or `query/…`, `params/…`. */
  errors: z.array(z.object({ pointer: z.string(), detail: z.string() })).optional(),
  /** With `stale-version`: the version that is current now. */
  currentVersion: z.int().optional(),
  /** With `attendees-would-be-mailed`: the addresses of those who would be mailed. */
  attendees: z.array(z.string()).optional(),
})
export type Problem = z.infer<typeof problem>
