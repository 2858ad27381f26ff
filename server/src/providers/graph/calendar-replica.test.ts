import type { EventContent } from '@tandem/model/event.ts'
import fc from 'fast-check'
import { Agent } from 'undici'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createEmulator, type Emulator } from '../../../../emulator/src/main.ts'
import { addUser } from '../../../../emulator/src/tenant/directory.ts'
import { expireDeltaTokens, mailboxOf } from '../../../../emulator/src/tenant/mailbox.ts'
import { handsOf } from '../../../testing/graph-hands.ts'
import { dayText } from '../../lib/calendar/days.ts'
import { expand } from '../../lib/calendar/recurrence.ts'
import { writable } from '../conformance/bench.ts'
import type { Collection, Reach } from '../provider.ts'
import { sureWindow } from '../window.ts'
import { graph } from './provider.ts'

const domain = 'replica.example'
let emulator: Emulator
let reach: Reach
let people = 0

beforeAll(async () => {
  const applications = [
    { displayName: 'Tandem-1', secrets: [{}], permissions: ['Calendars.ReadWrite', 'User.Read.All'] },
  ]
  emulator = await createEmulator({
    limits: { pageSize: 7 },
    seed: { tenants: [{ displayName: 'Replica', domains: [domain], applications }] },
  })
  const dispatcher = new Agent({ connect: { ca: emulator.ca } })
  const { url } = emulator
  reach = { dispatcher, loginUrl: url, serviceUrl: url, timeout: 5000, wanted: { calendar: true } }
})

afterAll(async () => {
  await reach.dispatcher.close()
  await emulator.close()
})

/** Days from today: some near, some on either side of the window's edges. */
const day = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: -20, max: 60 }) },
  { weight: 1, arbitrary: fc.constantFrom(-300, -92, -90, -88, 819, 821, 1200) },
)
const which = fc.nat(4)
const step = fc.oneof(
  { weight: 2, arbitrary: fc.record({ do: fc.constant('single' as const), day }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('series' as const), day, count: fc.integer({ min: 2, max: 12 }) }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('rename' as const), which }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('move' as const), which, day }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('exception' as const),
      which,
      nth: fc.nat(11),
      hour: fc.integer({ min: 1, max: 20 }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('cancel' as const), which, nth: fc.nat(11) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('delete' as const), which }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('expire' as const) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('read' as const), meanwhile: fc.boolean() }) },
)

test('whoever follows the changes holds what the mailbox holds, through whatever its person does', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 25, size: 'max' }), async (steps) => {
      const { calendar, act } = mailbox()
      const replica = new Replica(calendar)
      for (const one of steps) {
        if (one.do === 'read')
          await replica.read(one.meanwhile ? () => act({ do: 'rename', which: 0 }) : undefined)
        else await act(one)
      }
      await replica.read()
      const named = []
      for await (const page of calendar.identify(undefined)) named.push(...page)
      // What has left the window may be held as it was then; what is surely in it must be as it is.
      const near = named.filter(({ beyond }) => !beyond).map(({ ref, version }) => [ref, version])
      expect(near.map(([ref]) => [ref, replica.held.get(ref!)?.version])).toEqual(near)
      const items = await calendar.get(near.map(([ref]) => ref!))
      for (const { ref, item } of items) expect(replica.held.get(ref)?.item).toEqual(item)
      // Nothing is held that is gone, but what had left the window before: that is for the audit to find.
      const refs = new Set(named.map(({ ref }) => ref))
      const gone = [...replica.held].filter(([ref]) => !refs.has(ref)).map(([, { item }]) => item)
      for (const item of gone) expect(expand(item, sureWindow(Date.now()), { limit: 1 })).toEqual([])
    }),
    { numRuns: 25 },
  )
}, 120_000)

/** What a follower of the changes knows. */
class Replica {
  readonly held = new Map<string, { version: string; item: EventContent }>()
  private cursor: string | undefined
  private readonly calendar: Collection<EventContent>

  constructor(calendar: Collection<EventContent>) {
    this.calendar = calendar
  }

  async read(meanwhile?: () => Promise<void>): Promise<void> {
    let listed: Set<string> | undefined
    let isFirst = true
    for await (const page of this.calendar.changes(this.cursor, undefined)) {
      for (const change of page) {
        if (change.kind === 'reset') listed = new Set()
        else if (change.kind === 'checkpoint') this.cursor = change.cursor
        else if (change.kind === 'delete') this.held.delete(change.ref)
        else {
          this.held.set(change.ref, change)
          listed?.add(change.ref)
        }
      }
      if (isFirst && page.length > 1) await meanwhile?.()
      if (page.length > 1) isFirst = false
    }
    // After a reset what was not listed is gone, or out of the window.
    if (listed) for (const ref of this.held.keys()) if (!listed.has(ref)) this.held.delete(ref)
  }
}

type Step = typeof step extends fc.Arbitrary<infer One> ? One : never
type Act = Exclude<Step, { do: 'read' }>

function mailbox() {
  const tenant = [...emulator.world.tenants.values()][0]!
  const { clientId, clientSecret, id: tenantId } = emulator.tenants[0]!
  const address = `replica${++people}@${domain}`
  const user = addUser(emulator.world, tenant, { userPrincipalName: address, displayName: address })
  const settings = { tenantId, clientId: clientId! }
  const access = graph.signIn(settings, { kind: 'secret', value: clientSecret! }, reach)
  const { events } = handsOf({ world: emulator.world, tenant, user })
  const made: { ref: string; day: number; count: number }[] = []
  let renamed = 0

  const act = async (one: Act): Promise<void> => {
    if (one.do === 'expire') return expireDeltaTokens(mailboxOf(user))
    if (one.do === 'single' || one.do === 'series') {
      const count = one.do === 'single' ? 1 : one.count
      made.push({ ref: await events.create(content(one.day, count)), day: one.day, count })
      return
    }
    const place = 'which' in one ? one.which % Math.max(made.length, 1) : 0
    const target = made[place]
    if (!target) return
    if (one.do === 'delete') {
      made.splice(place, 1)
      return await events.delete(target.ref)
    }
    if (one.do === 'rename') return await events.edit(target.ref, { subject: `Name ${++renamed}` })
    if (one.do === 'move') {
      const { start, end, recurrence } = content(one.day, target.count)
      target.day = one.day
      return await events.edit(target.ref, { start, end, ...(recurrence && { recurrence }) })
    }
    if (target.count === 1) return
    const date = dayText(today + target.day + (one.nth % target.count))
    if (one.do === 'cancel') return await events.edit(target.ref, { cancelledDates: [date] })
    const at = (hour: number) => ({
      dateTime: `${date}T${String(hour).padStart(2, '0')}:00:00`,
      timeZone: 'Europe/Berlin',
    })
    const exception = { originalDate: date, start: at(one.hour), end: at(one.hour + 1) }
    // A day that was cancelled has nothing to be changed.
    await events.edit(target.ref, { exceptions: [exception] }).catch((error: unknown) => {
      if (!(error instanceof TypeError)) throw error
    })
  }
  return { calendar: writable(graph.open(settings, access, address, reach).calendar), act }
}

const today = Math.floor(Date.now() / 86_400_000)

function content(day: number, count: number): EventContent {
  const startDate = dayText(today + day)
  const at = (time: string) => ({ dateTime: `${startDate}T${time}`, timeZone: 'Europe/Berlin' })
  const range = { type: 'numbered' as const, startDate, numberOfOccurrences: count }
  const recurrence = count > 1 ? { pattern: { type: 'daily' as const, interval: 1 }, range } : undefined
  return { subject: 'Event', start: at('09:00:00'), end: at('10:00:00'), ...(recurrence && { recurrence }) }
}
