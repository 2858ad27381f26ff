import { z } from 'zod'

/** One request that a check made, and what came back. Never holds a secret or a token. */
export const evidence = z.object({
  request: z.string(),
  status: z.int().optional(),
  code: z.string().optional(),
  requestId: z.string().optional(),
  at: z.iso.datetime({ offset: true }),
  /** The service's own words. */
  text: z.string().optional(),
})

/** What one permission opens in one mailbox, as it was tried. */
export const accessRow = z.object({
  mailbox: z.string(),
  permission: z.string(),
  /** As it should be. */
  expected: z.enum(['allowed', 'refused']),
  /** `unknown`: the answer proves neither. `propagating`: not as it should be, but a change needs time and is looked at again. */
  found: z.enum(['allowed', 'refused', 'unknown', 'propagating']),
  at: z.iso.datetime({ offset: true }),
  /** What was asked to find out. */
  proof: z.string(),
})
export type AccessRow = z.infer<typeof accessRow>

/** The result of one check: what happened, what it means, who acts, what to do. */
export const checkResult = z.object({
  /** File name of the check in server/src/verify/. */
  check: z.string(),
  title: z.string(),
  state: z.enum(['waiting', 'running', 'ok', 'warning', 'failed', 'skipped']),
  /** One sentence of cause, in plain words; the headline. */
  headline: z.string().optional(),
  meaning: z.string().optional(),
  actor: z.enum(['administrator', 'operations', 'microsoft', 'nobody']).optional(),
  remedy: z.string().optional(),
  /** A script that does the remedy. */
  script: z.string().optional(),
  minutes: z.int().optional(),
  /** What failed may come right by itself within so many minutes: the other side needs time for a change. */
  settlesWithin: z.int().optional(),
  /** What was learned, to be compared with the next report: by name a text or a list. */
  facts: z.record(z.string(), z.union([z.string(), z.array(z.string())])).optional(),
  access: z.array(accessRow).optional(),
  evidence: z.array(evidence).default([]),
  milliseconds: z.number().optional(),
})
export type CheckResult = z.infer<typeof checkResult>
export type Evidence = z.infer<typeof evidence>

/** One difference to the last report that passed. */
export const drift = z.object({
  /** The same difference has the same key from one report to the next. */
  key: z.string(),
  check: z.string(),
  /** In words, with the day on which it was first seen (UTC). */
  text: z.string(),
  at: z.iso.datetime({ offset: true }),
})
export type Drift = z.infer<typeof drift>

export const verification = z.object({
  id: z.uuid(),
  connectionId: z.uuid(),
  attempt: z.int(),
  state: z.enum(['queued', 'running', 'passed', 'failed']),
  checks: z.array(checkResult),
  requestedBy: z.string(),
  /** A person asked, its time had come, or a change that needs time was looked at again. */
  reason: z.enum(['person', 'schedule', 'again']),
  /** When it is looked at again without anybody asking, and until when at most. */
  again: z
    .object({ at: z.iso.datetime({ offset: true }), until: z.iso.datetime({ offset: true }) })
    .nullable(),
  /** What differs from the last report that passed. */
  drift: z.array(drift),
  /** Per mailbox and permission. */
  access: z.array(accessRow),
  createdAt: z.iso.datetime({ offset: true }),
  startedAt: z.iso.datetime({ offset: true }).nullable(),
  finishedAt: z.iso.datetime({ offset: true }).nullable(),
})
export type Verification = z.infer<typeof verification>

/** A report in a line: enough for a list; `GET /setup/verifications/{id}` answers it whole. */
export const verificationSummary = verification
  .pick({
    id: true,
    attempt: true,
    state: true,
    reason: true,
    again: true,
    createdAt: true,
    startedAt: true,
    finishedAt: true,
  })
  .extend({
    /** Of the first check that failed. */
    headline: z.string().nullable(),
  })
export type VerificationSummary = z.infer<typeof verificationSummary>
