import type { PatchCustomer } from '@tandem/model/api/customers.ts'
import { tandem } from './api.ts'

/** Whoever writes to the queues. */
export const customers = {
  find: (search: string, signal?: AbortSignal) =>
    tandem.get('/customers', { query: { search: search || undefined, limit: 20 }, signal }),
  get: (id: string) => tandem.get('/customers/{id}', { path: { id } }),
  history: (id: string, query: { search?: string | undefined; cursor?: string | undefined }) =>
    tandem.get('/customers/{id}/timeline', { path: { id }, query: { ...query, limit: 50 } }),
  change: (id: string, body: PatchCustomer) => tandem.patch('/customers/{id}', { path: { id }, body }),
  part: (id: string, addresses: string[]) =>
    tandem.post('/customers/{id}/part', { path: { id }, body: { addresses } }),
  merge: (id: string, customer: string) =>
    tandem.post('/customers/{id}/merge', { path: { id }, body: { customer } }),
}
