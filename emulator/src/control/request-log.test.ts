import { expect, test } from 'vitest'
import { createRequestLog, type LogEntry } from './request-log.ts'

const entry = (at: number, more: Partial<LogEntry> = {}): LogEntry => ({
  id: String(at),
  time: at,
  method: 'GET',
  path: '/',
  operation: 'contacts.list',
  status: 200,
  milliseconds: 1,
  ...more,
})

test('the ring forgets the oldest requests, the counts nothing', () => {
  const log = createRequestLog(3)
  for (let at = 1; at <= 5; at += 1) log.add(entry(at))
  expect(log.list().map(({ id }) => id)).toEqual(['3', '4', '5'])
  expect(log.counts()).toEqual({ requests: 5, operations: { 'contacts.list': 5 }, statuses: { 200: 5 } })
  expect(log.list({ limit: 1 }).map(({ id }) => id)).toEqual(['5'])
})

test('a request is found by what is in its batch', () => {
  const log = createRequestLog()
  log.add(
    entry(1, {
      operation: '$batch',
      batch: [{ operation: 'contacts.create', mailbox: 'A@x.example', status: 429 }],
    }),
  )
  log.add(entry(2))
  const found = (filter: object) => log.list(filter).map(({ id }) => id)
  expect(found({ operation: 'contacts.create', mailbox: 'a@x.example', status: 429 })).toEqual(['1'])
  expect(found({ operation: 'contacts.create', status: 200 })).toEqual([])
  expect(found({ since: 2 })).toEqual(['2'])
})
