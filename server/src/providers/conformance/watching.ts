import { expect, test } from 'vitest'
import { type Bench, type Desk, drafts, type Person, type Sample } from './bench.ts'

/** How a mailbox is watched. */
export function testWatching<T extends object>(bench: () => Bench, sample: Sample<T>): void {
  test('a watch lives at least a day, is told of a change with its secret, and can be renewed', async () => {
    const { desk, watch, notifications } = await watched(bench())
    const request = { collection: sample.kind, folder: undefined, url: notifications.url, secret: 's3cret' }
    const started = await watch.start(request)
    expect(started.expiresAt.getTime()).toBeGreaterThan(bench().now() + 24 * 3600 * 1000)
    await sample.of(desk.session).create(drafts(sample, 'News'), undefined)
    const answer = bench().provider.notification!(await notifications.next())
    expect(answer.status).toBeLessThan(300)
    expect(answer.hints).toEqual([{ subscriptionId: started.id, secret: 's3cret', kind: 'pull' }])
    const renewed = await watch.start({ ...request, current: started.id })
    expect(renewed.id).toBe(started.id)
    expect(renewed.expiresAt.getTime()).toBeGreaterThanOrEqual(started.expiresAt.getTime())
  })

  test('a folder that was chosen is watched', async () => {
    const { desk, watch, notifications } = await watched(bench())
    const folder = await sample.hand(desk.person).addFolder('Chosen')
    const { id } = await watch.start({ collection: sample.kind, folder, url: notifications.url, secret: 's' })
    await sample.hand(desk.person).create(sample.named('News'), { folder })
    const answer = bench().provider.notification!(await notifications.next())
    expect(answer.hints).toEqual([{ subscriptionId: id, secret: 's', kind: 'pull' }])
  })

  test('a watch that is gone is made anew when renewed; stopping twice is no error', async () => {
    const { watch, notifications } = await watched(bench())
    const request = { collection: sample.kind, folder: undefined, url: notifications.url, secret: 's' }
    const started = await watch.start(request)
    await watch.stop(started.id)
    await watch.stop(started.id)
    const anew = await watch.start({ ...request, current: started.id })
    expect(anew.id).not.toBe(started.id)
  })
}

/** What is no notification. */
export function testNonsense(bench: () => Bench): void {
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
