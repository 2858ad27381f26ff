import type { Answer } from '@tandem/client/src/client.ts'
import { download, tandem, v1 } from './api.ts'

export type Erasure = Answer<'get', '/organisations/{id}/erasures'>['items'][number]
export type ErasureCounts = Erasure['counts']
export type StartedErasure = Erasure & { salt: string }

/** What a person may ask for: to get what is kept of them, and to have it erased. */
export const personalData = {
  list: (id: string) => tandem.get('/organisations/{id}/erasures', { path: { id } }),
  count: async (id: string, addresses: string[]): Promise<ErasureCounts> => {
    const body = { addresses, reason: 'A count', dryRun: true }
    return (await tandem.post('/organisations/{id}/erasures', { path: { id }, body })).counts
  },
  erase: async (id: string, given: { addresses: string[]; reason: string }): Promise<StartedErasure> => {
    const body = { ...given, dryRun: false }
    return (await tandem.post('/organisations/{id}/erasures', { path: { id }, body })) as StartedErasure
  },
  export: (id: string, addresses: string[]) => download(`${v1}/organisations/${id}/exports`, { addresses }),
}
