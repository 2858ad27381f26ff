import type { Failure } from '../../failures.ts'
import type { CheckOutcome } from '../../provider.ts'
import { letterRefusals } from './refusals-letter.ts'
import { mailboxRefusals } from './refusals-mailbox.ts'
import { requestRefusals } from './refusals-request.ts'

/** What the service answered, and the sentence for it; the first row that fits is taken. */
export interface RefusalRow {
  status?: number | undefined
  code?: RegExp | undefined
  /** The service's own words: they tell apart what has one code. */
  text?: RegExp | undefined
  actor: NonNullable<CheckOutcome['actor']>
  minutes: number
  /** `{mailbox}` in the words below stands for its address. */
  headline: string
  meaning: string
  remedy: string
}

/** A refusal as words for the administrator. */
export type RefusalWords = Pick<RefusalRow, 'actor' | 'minutes' | 'headline' | 'meaning' | 'remedy'>

const rows: RefusalRow[] = [...letterRefusals, ...mailboxRefusals, ...requestRefusals]

/** The sentence for what Graph refused (platform-facts 2.9); undefined where there is none, or no answer came. */
export function refusalWords(failure: Failure, mailbox: string | undefined): RefusalWords | undefined {
  const { status, code = '', text = '' } = failure.evidence ?? {}
  const row = rows.find(
    (one) =>
      (one.status === undefined || one.status === status) &&
      (one.code === undefined || one.code.test(code)) &&
      (one.text === undefined || one.text.test(text)),
  )
  if (row === undefined || status === undefined) return undefined
  const words = (text: string) =>
    text.replace(/^\{mailbox\}/, mailbox ?? 'The mailbox').replaceAll('{mailbox}', mailbox ?? 'the mailbox')
  const { actor, minutes, headline, meaning, remedy } = row
  return { actor, minutes, headline: words(headline), meaning: words(meaning), remedy: words(remedy) }
}
