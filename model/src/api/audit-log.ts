import { z } from 'zod'
import { id, instant, page, pageQuery } from './paging.ts'

/** One sensitive act, as it was written; `hash` depends on all entries before it. */
export const auditEntry = z
  .object({
    /** `null`: of the installation, not of one organisation. */
    organisationId: id.nullable(),
    /** Its number in its chain: of each organisation, from 1, without gaps. */
    place: z.int(),
    at: instant,
    /** `administrator:ada@example.org`, `key:<id>`, `nobody` (a refused sign-in). */
    who: z.string(),
    act: z.string(),
    /** `connection:<id>`; '' when there is none. */
    target: z.string(),
    detail: z.record(z.string(), z.unknown()),
    /** SHA-256, hex. */
    hash: z.string(),
  })
  .meta({ id: 'AuditEntry' })
export type AuditEntry = z.infer<typeof auditEntry>
export const auditPage = page(auditEntry)

/** Which entries. */
export const auditFilter = z.strictObject({
  organisation: id.optional(),
  act: z
    .string()
    .max(100)
    .optional()
    .describe('`person.invited`, or with a dot at its end what begins so: `person.`'),
  who: z.string().max(400).optional(),
  target: z.string().max(400).optional(),
  from: instant.optional(),
  until: instant.optional(),
})
export const auditQuery = pageQuery.extend(auditFilter.shape)
export const auditExportQuery = auditFilter.extend({ format: z.enum(['csv', 'jsonl']).default('csv') })

export const auditVerification = z.object({
  intact: z.boolean(),
  chains: z.array(
    z.object({
      organisationId: id.nullable(),
      entries: z.int(),
      /** The last hash, hex: kept elsewhere, it shows later that nothing was cut off the end. */
      head: z.string().nullable(),
      /** The first entry that is missing or not as it was written. */
      broken: z.object({ place: z.int(), problem: z.enum(['missing', 'changed']) }).nullable(),
    }),
  ),
})
export type AuditVerification = z.infer<typeof auditVerification>
