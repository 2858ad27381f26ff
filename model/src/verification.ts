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
  evidence: z.array(evidence).default([]),
  milliseconds: z.number().optional(),
})
export type CheckResult = z.infer<typeof checkResult>
export type Evidence = z.infer<typeof evidence>

export const verification = z.object({
  id: z.uuid(),
  connectionId: z.uuid(),
  attempt: z.int(),
  state: z.enum(['queued', 'running', 'passed', 'failed']),
  checks: z.array(checkResult),
  requestedBy: z.string(),
  createdAt: z.iso.datetime({ offset: true }),
  startedAt: z.iso.datetime({ offset: true }).nullable(),
  finishedAt: z.iso.datetime({ offset: true }).nullable(),
})
export type Verification = z.infer<typeof verification>
