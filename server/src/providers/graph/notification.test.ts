import { expect, test } from 'vitest'
import { readNotification } from './notification.ts'

const post = (body: unknown, query = {}) => readNotification({ query, headers: {}, body })

test('the handshake is answered with the token, as plain text', () => {
  expect(post(undefined, { validationToken: '<b>Validation: token+1</b>' })).toEqual({
    status: 200,
    contentType: 'text/plain; charset=utf-8',
    body: '<b>Validation: token+1</b>',
    hints: [],
  })
})

test('changes and lifecycle events become hints, one per subscription and kind', () => {
  const change = {
    subscriptionId: 's1',
    clientState: 'x',
    changeType: 'updated',
    resource: 'Users/u/Contacts/c',
  }
  const event = (lifecycleEvent: string) => ({ subscriptionId: 's2', clientState: 'y', lifecycleEvent })
  const value = [
    change,
    change,
    event('reauthorizationRequired'),
    event('missed'),
    event('subscriptionRemoved'),
  ]
  expect(post({ value })).toEqual({
    status: 202,
    hints: [
      { subscriptionId: 's1', secret: 'x', kind: 'pull' },
      { subscriptionId: 's2', secret: 'y', kind: 'renew' },
      { subscriptionId: 's2', secret: 'y', kind: 'pull' },
      { subscriptionId: 's2', secret: 'y', kind: 'lost' },
    ],
  })
})

test('entries without a secret, or of an unknown event, are passed over', () => {
  const value = [
    { subscriptionId: 's1' },
    { subscriptionId: 's2', clientState: 'x', lifecycleEvent: 'new' },
    7,
  ]
  expect(post({ value })).toEqual({ status: 202, hints: [] })
})
