import { expect, test } from 'vitest'
import { queriesTouched, readEvent } from './live-events.ts'

test('a thousand changes of one mailbox touch its timeline once', () => {
  const events = Array.from({ length: 1000 }, (_, index) => ({
    topic: 'change' as const,
    kind: 'contacts',
    mailboxId: 'm',
    recordId: `r${index % 2}`,
    operation: 'create',
    version: 1,
  }))
  const touched = queriesTouched(events)
  expect(touched.filter(([what]) => what === 'timeline')).toEqual([['timeline', 'm']])
  expect(touched.filter(([what]) => what === 'history')).toHaveLength(2)
})

test('what it does not know is left alone', () => {
  expect(readEvent('change', '{"mailboxId":"m"}')).toBeUndefined()
  expect(readEvent('mailbox', '{"topic":"mailbox"}')).toBeUndefined()
  expect(readEvent('mailbox', '{"id":"m","topic":"mailbox"}')).toEqual({ topic: 'mailbox', id: 'm' })
})

test('mail of a queue touches the queues, every list of conversations and the customers', () => {
  const event = readEvent('queue', '{"id":"m","topic":"queue","organisationId":"o"}')
  expect(queriesTouched([event!])).toEqual([['queues'], ['conversations'], ['customers'], ['agents']])
})
