import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ApiContact, apiOf, within } from './api.ts'
import { choosePlace, type Demo, type DemoPlace, interruptFirstStart, startDemo } from './demo.ts'

let place: DemoPlace
beforeAll(async () => {
  place = await choosePlace()
})
afterAll(async () => await place.remove())

test('Ctrl-C stops every process, and the next start finds everything as it was', async () => {
  const first = await startDemo(place)
  const before = await facts(first)
  expect(await first.interrupt()).toBe(0)
  expect(await processesOf(place)).toEqual([])

  const second = await startDemo(place)
  expect(second.apiKey).toBe(first.apiKey)
  expect(second.invitation).toBe(first.invitation)
  expect(second.output()).not.toContain('Connecting')
  expect(await facts(second)).toEqual(before)
  await stillInStep(second)
  expect(await second.interrupt()).toBe(0)
  expect(await processesOf(place)).toEqual([])
})

test('a first start that was interrupted half-way is begun anew, not doubled', async () => {
  const other = await choosePlace()
  try {
    await interruptFirstStart(other, 'The application exists')
    expect(await processesOf(other)).toEqual([])
    const demo = await startDemo(other)
    const { items } = await apiOf(demo)<{ items: { name: string }[] }>('GET', '/organisations')
    expect(items.map(({ name }) => name).sort()).toEqual(['Harbor Realty', 'Summit Brokers'])
    await demo.interrupt()
  } finally {
    await other.remove()
  }
})

async function facts(demo: Demo) {
  const { items } = await apiOf(demo)<{
    items: { address: string; state: string; collections: { state: string; counts: { records: number } }[] }[]
  }>('GET', '/mailboxes?limit=100')
  return items
    .map(({ address, state, collections }) => ({ address, state, records: collections[0]?.counts.records }))
    .sort((a, b) => a.address.localeCompare(b.address))
}

/** A contact made after the restart still reaches the mailbox: cursors, tokens and both databases fit. */
async function stillInStep(demo: Demo): Promise<void> {
  const contacts = '/mailboxes/wei.zhang@harborrealty.example/contacts'
  const made = await apiOf(demo)<ApiContact>('POST', contacts, { displayName: '再次启动' })
  await within(5000, 'the contact in step', async () => {
    const { syncState } = await apiOf(demo)<{ syncState: string }>('GET', `${contacts}/${made.id}`)
    return syncState === 'synced'
  })
}

/** Command lines of processes that belong to this place: ours, the emulator, PostgreSQL. */
async function processesOf({ data }: DemoPlace): Promise<string[]> {
  const { stdout } = await promisify(execFile)('ps', ['-eo', 'args'])
  return stdout.split('\n').filter((line) => line.includes(data))
}
