import { ProviderError } from '../../failures.ts'
import { signInSentence } from '../../login/sentences.ts'
import type { Check } from '../../provider.ts'
import type { GraphSettings } from '../settings.ts'
import { refusalWords } from './refusals.ts'
import { failedWith } from './signed-in.ts'

/** Minutes after which a fault that passes by itself should be over. */
const passesWithin = 30

/** The same check: what it did not foresee is told by the sentence for the service's code, if there is one. */
export function withWords(check: Check<GraphSettings>): Check<GraphSettings> {
  return {
    ...check,
    run: async (context) => {
      try {
        return await check.run(context)
      } catch (error) {
        if (!(error instanceof ProviderError)) throw error
        const { failure } = error
        const words = signInSentence(failure, context.settings) ?? refusalWords(failure, context.testMailbox)
        if (words === undefined) throw error
        if (failure.evidence) context.saw(failure.evidence)
        const passes = failure.kind === 'Throttled' || failure.kind === 'Unavailable'
        return { ...failedWith(words), ...(passes && { settlesWithin: passesWithin }) }
      }
    },
  }
}
