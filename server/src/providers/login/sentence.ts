import type { CheckOutcome } from '../provider.ts'

/** What a sign-in code is about: the check that reports it. */
export type Subject = 'tenant' | 'application' | 'credential'

export interface Sentence {
  subject: Subject
  headline: string
  meaning: string
  actor: NonNullable<CheckOutcome['actor']>
  remedy: string
  minutes: number
}

/** What was entered, to be named in the sentences; nothing secret. */
export interface Entered {
  tenantId: string
  clientId: string
  /** Of methods that sign in as a person. */
  account?: string | undefined
}

/**
 * A sentence as data: who acts, the minutes it takes, headline, meaning, remedy. `{tenant}`, `{application}` and `{account}` stand for
 * what was entered.
 */
type SentenceRow = [
  actor: Sentence['actor'],
  minutes: number,
  headline: string,
  meaning: string,
  remedy: string,
]
/** Sentences by the service's code. */
export type SentenceTable = Record<string, SentenceRow>
