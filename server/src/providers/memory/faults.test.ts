import { expect, test } from 'vitest'
import { drafts, drain, writable } from '../conformance/bench.ts'
import { contactSample } from '../conformance/samples.ts'
import type { FaultKind } from './faults.ts'
import { createMemoryServer } from './provider.ts'

// What each fault of a write leaves behind: outcomes of four creates, and how many items are there afterwards.
test.each<[FaultKind, string[], number]>([
  ['lost', ['Unavailable', 'Unavailable', 'Unavailable', 'Unavailable'], 4],
  ['half', ['Unavailable', 'Unavailable', 'Unavailable', 'Unavailable'], 2],
  ['cut', ['Unavailable', 'Unavailable', 'Unavailable', 'Unavailable'], 0],
  ['throttled', ['Throttled', 'Throttled', 'Throttled', 'Throttled'], 0],
  ['throttled-half', ['ok', 'ok', 'Throttled', 'Throttled'], 2],
  ['rejected', ['Rejected', 'ok', 'ok', 'ok'], 3],
  ['forbidden', ['Forbidden', 'Forbidden', 'Forbidden', 'Forbidden'], 0],
])('%s', async (kind, outcomes, left) => {
  const { server, contacts } = open()
  server.faults.add({ kind, operation: 'create' })
  const answered = await contacts.create(drafts(contactSample, 'A', 'B', 'C', 'D'), undefined)
  expect(answered.map((outcome) => (outcome.ok ? 'ok' : outcome.failure.kind))).toEqual(outcomes)
  expect((await drain(contacts)).changes).toHaveLength(left)
})

test('a fault waits for its operation, its mailbox and its turn, and strikes once', async () => {
  const { server, contacts } = open()
  server.faults.add({ kind: 'unavailable', operation: 'create', mailbox: 'other' })
  server.faults.add({ kind: 'unavailable', operation: 'create', after: 1 })
  const results: boolean[] = []
  for (const name of ['A', 'B', 'C'])
    results.push((await contacts.create(drafts(contactSample, name), undefined))[0]!.ok)
  expect(results).toEqual([true, false, true])
})

test('the person may act just before a request is carried out', async () => {
  const { server, contacts } = open()
  const mailbox = server.mailbox('a@b')
  const { ref, version } = mailbox.create({ displayName: 'Before' })
  server.onRequest = (operation) => {
    if (operation === 'update') mailbox.edit(ref, { displayName: 'Theirs' })
  }
  const [outcome] = await contacts.update([{ ref, version, changes: { displayName: 'Ours' } }])
  expect(outcome).toMatchObject({ ok: false, failure: { kind: 'Conflict' } })
})

function open() {
  const { provider, server } = createMemoryServer()
  server.mailbox('a@b')
  const access = provider.signIn({}, { kind: 'secret', value: 'x' }, {} as never)
  const session = provider.open({}, access, 'a@b', {} as never)
  return { server, contacts: writable(session.contacts) }
}
