import type { Check, CheckOutcome } from '../../provider.ts'
import { type GraphSettings, looksLikeSecretId } from '../settings.ts'
import { failedWith, signInTells } from './signed-in.ts'

/** The secret or certificate is accepted: there is a token. */
export const credential: Check<GraphSettings> = {
  name: 'credential',
  title: 'The credential is accepted',
  after: ['application'],
  run: async (context) => {
    const sentence = await signInTells(context, 'credential')
    if (!sentence) return { state: 'ok', headline: `The ${context.credential.kind} was accepted.` }
    const given = context.credential
    if (given.kind === 'secret' && looksLikeSecretId(given.value)) return secretIdGiven(given.value)
    return failedWith(sentence)
  },
}

/** Its ends alone are shown: should it be a secret after all, nothing is given away. */
function secretIdGiven(value: string): CheckOutcome {
  return {
    state: 'failed',
    headline: 'This is the Secret ID; we need the Value.',
    meaning: `What was entered (${value.slice(0, 4)}…${value.slice(-4)}) has the shape of a Secret ID. Microsoft shows two columns; the one we need is called Value, and it is shown only once, right after the secret was made.`,
    actor: 'administrator',
    remedy:
      'Entra admin centre → App registrations → your application → Certificates & secrets → New client secret → copy the column “Value” → paste it here. The old secret can be deleted.',
    minutes: 2,
  }
}
