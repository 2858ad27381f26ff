import type { Check } from '../../provider.ts'
import type { GraphSettings } from '../settings.ts'
import { failedWith, signInTells } from './signed-in.ts'

/** The tenant exists. */
export const tenant: Check<GraphSettings> = {
  name: 'tenant',
  title: 'The tenant exists',
  after: ['reachable'],
  run: async (context) => {
    const sentence = await signInTells(context, 'tenant')
    return sentence
      ? failedWith(sentence)
      : { state: 'ok', headline: `Microsoft knows the tenant ${context.settings.tenantId}.` }
  },
}
