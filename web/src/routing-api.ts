import type { TryRouting } from '@tandem/model/api/queue-trials.ts'
import type { Agent, QueueRouting } from '@tandem/model/api/routing.ts'
import { tandem } from './api.ts'

export type { QueueTest, TriedRouting } from '@tandem/model/api/queue-trials.ts'
export type {
  Agent,
  OpeningHours,
  QueueRouting,
  RoutingRule,
  Skills,
  Supervision,
} from '@tandem/model/api/routing.ts'
export type TriedMail = TryRouting['mail']

/** How queues route, and what trying them shows. */
export const routing = {
  get: (mailbox: string) => tandem.get('/mailboxes/{mailbox}/queue/routing', { path: { mailbox } }),
  put: (mailbox: string, body: QueueRouting) =>
    tandem.put('/mailboxes/{mailbox}/queue/routing', { path: { mailbox }, body }),
  try: (mailbox: string, body: TryRouting) =>
    tandem.post('/mailboxes/{mailbox}/queue/routing/try', { path: { mailbox }, body }),
  names: (organisation?: string) => tandem.get('/queues/names', { query: { organisation } }),
  test: (mailbox: string) => tandem.post('/mailboxes/{mailbox}/queue/test', { path: { mailbox } }),
  lastTest: (mailbox: string) => tandem.get('/mailboxes/{mailbox}/queue/test', { path: { mailbox } }),
}

/** Who works in queues. */
export const agents = {
  list: (organisation?: string) => tandem.get('/agents', { query: { organisation } }),
  change: (id: string, body: Partial<Pick<Agent, 'skills' | 'capacity' | 'presence'>>) =>
    tandem.patch('/agents/{id}', { path: { id }, body }),
}

export const supervision = {
  get: (query: { organisation?: string; queue?: string; hours: number }) =>
    tandem.get('/supervision', { query }),
}
