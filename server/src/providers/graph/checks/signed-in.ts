import { ProviderError } from '../../failures.ts'
import type { Sentence, Subject } from '../../login/sentence.ts'
import { concernsLater, sentenceFor } from '../../login/sentences.ts'
import type { CheckOutcome } from '../../provider.ts'
import type { GraphContext } from './context.ts'

/**
 * Signs in (once for all checks: the access remembers) and says what that tells about `subject`: it is in order when the
 * sign-in worked, or was refused for something that comes later.
 */
export async function signInTells(context: GraphContext, subject: Subject): Promise<Sentence | undefined> {
  try {
    await context.access.token()
    return undefined
  } catch (error) {
    if (!(error instanceof ProviderError) || error.failure.kind !== 'SignInRefused') throw error
    const { failure } = error
    const sentence = sentenceFor(failure, context.settings)
    if (concernsLater(subject, sentence)) return undefined
    if (failure.evidence) context.saw(failure.evidence)
    return sentence
  }
}

/** A sentence as the outcome of a failed check. */
export function failedWith({
  headline,
  meaning,
  actor,
  remedy,
  minutes,
}: Omit<Sentence, 'subject'>): CheckOutcome {
  return { state: 'failed', headline, meaning, actor, remedy, minutes }
}
