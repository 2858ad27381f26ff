import { expect, test } from 'vitest'
import { type Bench, contactsOf, type Desk, drafts, type Person } from './bench.ts'

/** How a mailbox is watched. */
export function testWatching(bench: () => Bench): void {
  test('a watch lives at least a day, is told of a change with its secret, and can be renewed', async () => {
    const { desk, watch, notifications } = await watched(bench())
    const request = {
      collection: 'contacts',
      folder: undefined,
      url: notifications.url,
      secret: 's3cret',
    } as const
    const started = await watch.start(request)
    expect(started.expiresAt.getTime()).toBeGreaterThan(Date.now() + 24 * 3600 * 1000)
    await contactsOf(desk).create(drafts('News'), undefined)
    const answer = bench().provider.notification!(await notifications.next())
    expect(answer.status).toBeLessThan(300)
    expect(answer.hints).toEqual([{ subscriptionId: started.id, secret: 's3cret', kind: 'pull' }])
    const renewed = await watch.start({ ...request, current: started.id })
    expect(renewed.id).toBe(started.id)
    expect(renewed.expiresAt.getTime()).toBeGreaterThanOrEqual(started.expiresAt.getTime())
  })

  test('a watch that is gone is made anew when renewed; stopping twice is no error', async () => {
    const { watch, notifications } = await watched(bench())
    const request = {
      collection: 'contacts',
      folder: undefined,
      url: notifications.url,
      secret: 's',
    } as const
    const started = await watch.start(request)
    await watch.stop(started.id)
    await watch.stop(started.id)
    const anew = await watch.start({ ...request, current: started.id })
    expect(anew.id).not.toBe(started.id)
  })

  test('nonsense posted as a notification gives no hint', () => {
    for (const body of [undefined, null, 'x', [], { value: 'x' }, { value: [{}] }]) {
      expect(bench().provider.notification!({ query: {}, headers: {}, body }).hints).toEqual([])
    }
  })
}

async function watched(bench: Bench): Promise<{
  desk: Desk
  watch: NonNullable<Desk['session']['watch']>
  notifications: NonNullable<Person['notifications']>
}> {
  const desk = await bench.mailbox()
  const { watch } = desk.session
  const { notifications } = desk.person
  if (!watch || !notifications) throw new Error('the bench must be able to watch')
  return { desk, watch, notifications }
}
