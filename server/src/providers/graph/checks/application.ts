import type { Check } from '../../provider.ts'
import type { GraphSettings } from '../settings.ts'
import { failedWith, signInTells } from './signed-in.ts'

/** The application exists in the tenant and is switched on. */
export const application: Check<GraphSettings> = {
  name: 'application',
  title: 'The application exists in the tenant',
  after: ['tenant'],
  run: async (context) => {
    const sentence = await signInTells(context, 'application')
    return sentence
      ? failedWith(sentence)
      : { state: 'ok', headline: `The application ${context.settings.clientId} is known in the tenant.` }
  },
}
