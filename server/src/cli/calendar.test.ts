import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createTestApi } from '../../testing/api.ts'
import { runCommand } from '../../testing/commands.ts'
import { createTestMailbox } from '../../testing/mailbox.ts'
import { temporaryFolder } from '../../testing/temporary-folder.ts'

const { app, db, asOperator } = await createTestApi()
const url = await app.listen({ port: 0, host: '127.0.0.1' })
const mailbox = async () => (await createTestMailbox(db, {}, ['contacts', 'events', 'tasks'])).address

const settings = { TANDEM_URL: url, TANDEM_API_KEY: asOperator.authorization.replace('Bearer ', '') }
const tandem = async (args: string[], input = '') => await runCommand(settings, args, input)
const json = async (...args: string[]) => JSON.parse(await tandem(['--json', ...args]))

const at = (dateTime: string) => ({ dateTime: `${dateTime}:00`, timeZone: 'Europe/Berlin' })
const daily = {
  subject: 'Viewing',
  location: { displayName: 'Harbor 1' },
  start: at('2026-12-01T09:00'),
  end: at('2026-12-01T10:00'),
  recurrence: {
    pattern: { type: 'daily', interval: 1 },
    range: { type: 'numbered', startDate: '2026-12-01', numberOfOccurrences: 4 },
  },
}
const list = async (address: string) =>
  await tandem(['events', 'list', address, '--from', '2026-12-01', '--days', '7', '--zone', 'Europe/Berlin'])

test('tandem events add, list, edit and delete work on a series, one occurrence of it, and it and all that follow', async () => {
  const address = await mailbox()
  const { id } = JSON.parse(await tandem(['--json', 'events', 'add', address, '-'], JSON.stringify(daily)))
  expect(await list(address)).toMatch(/2026-12-01 09:00 to 10:00 +Viewing +Harbor 1 .*pending +2026-12-01 /)
  await tandem(['events', 'edit', address, id, '{"subject":"With Ada"}', '--date', '2026-12-02'])
  await tandem(['events', 'delete', address, id, '--date', '2026-12-03'])
  const changes = JSON.stringify({ start: at('2026-12-04T14:00'), end: at('2026-12-04T16:30') })
  await tandem(['events', 'edit', address, id, changes, '--date', '2026-12-04', '--following'])
  const lines = (await list(address)).split('\n').slice(1)
  expect(lines.map((line) => line.slice(0, 35))).toEqual([
    '2026-12-01 09:00 to 10:00  Viewing ',
    '2026-12-02 09:00 to 10:00  With Ada',
    '2026-12-04 14:00 to 16:30  Viewing ',
  ])
  expect((await json('events', 'show', address, id)).cancelledDates).toEqual(['2026-12-03'])
  const stale = tandem(['events', 'edit', address, id, '{"subject":"x"}', '--version', '1'])
  await expect(stale).rejects.toThrow(/changed/)
  const alone = tandem(['events', 'edit', address, id, '{}', '--following'])
  await expect(alone).rejects.toThrow(/--date/)
  expect(await tandem(['events', 'delete', address, id])).toBe(`Deleted ${id}`)
})

test('tandem events list shows all-day events by their days, and says how a day is written', async () => {
  const address = await mailbox()
  const holiday = {
    subject: 'Holiday',
    isAllDay: true,
    start: at('2026-12-02T00:00'),
    end: at('2026-12-04T00:00'),
  }
  await tandem(['events', 'add', address, JSON.stringify(holiday)])
  expect(await list(address)).toContain('2026-12-02 to 2026-12-03  Holiday')
  await expect(tandem(['events', 'list', address, '--from', 'today'])).rejects.toThrow(/2026-12-01/)
})

test('tandem events add of a meeting says who would be mailed; --notify-attendees lets it be', async () => {
  const address = await mailbox()
  const { recurrence: _, ...single } = daily
  const meeting = JSON.stringify({
    ...single,
    attendees: [{ type: 'required', emailAddress: { address: 'ada@x.example' } }],
  })
  await expect(tandem(['events', 'add', address, meeting])).rejects.toThrow(/would mail ada@x.example/)
  const { id } = await json('events', 'add', address, meeting, '--notify-attendees')
  await expect(tandem(['events', 'delete', address, id])).rejects.toThrow(/would mail ada@x.example/)
  await tandem(['events', 'delete', address, id, '--notify-attendees', '--comment', 'Sorry'])
})

test('tandem events respond answers an invitation, and refuses to answer an own event', async () => {
  const address = await mailbox()
  const { id } = await json('events', 'add', address, JSON.stringify(daily))
  await expect(tandem(['events', 'respond', address, id, 'yes'])).rejects.toThrow(
    /accept, tentative, decline/,
  )
  await expect(tandem(['events', 'respond', address, id, 'accept'])).rejects.toThrow(/no invitation/)
  const invitation = JSON.stringify({ ...daily, isOrganizer: false })
  await db.updateTable('record').set({ fields: invitation }).where('id', '=', id).execute()
  expect(await tandem(['events', 'respond', address, id, 'decline', '--quiet'])).toContain('not told')
  expect((await json('events', 'show', address, id)).responseStatus.response).toBe('declined')
})

test('tandem events export writes a file that events import adds to another calendar', async () => {
  const { path: folder, remove } = await temporaryFolder('calendar')
  onTestFinished(remove)
  const address = await mailbox()
  const { id } = await json('events', 'add', address, JSON.stringify(daily))
  const out = join(folder, 'viewing.ics')
  expect(await tandem(['events', 'export', address, id, '--out', out])).toBe(`Written to ${out}`)
  expect(await tandem(['events', 'export', address, id])).toBe((await readFile(out, 'utf8')).trimEnd())
  const other = await mailbox()
  expect(await tandem(['events', 'import', other, out])).toContain('Added Viewing')
  expect(await list(other)).toContain('2026-12-04 09:00 to 10:00  Viewing')
  await expect(tandem(['events', 'import', other, '-'], 'Dear Ada')).rejects.toThrow(/cannot be imported/)
})

test('tandem events feed add prints a link that answers, feed list shows it without, revoke ends it', async () => {
  const address = await mailbox()
  const link = await tandem(['events', 'feed', 'add', address, 'Phone', '--only-busy'])
  const path = new URL(link).pathname
  expect((await app.inject({ url: path })).statusCode).toBe(200)
  const shown = await tandem(['events', 'feed', 'list', address])
  expect(shown).toMatch(/Phone +only the times/)
  expect(shown).not.toContain(path)
  const [{ id }] = (await json('events', 'feed', 'list', address)).items
  expect(await tandem(['events', 'feed', 'revoke', id])).toBe(`Revoked ${id}`)
  expect((await app.inject({ url: path })).statusCode).toBe(404)
})

test('tandem tasks add, list, done, edit and delete keep a to-do list', async () => {
  const address = await mailbox()
  const add = async (title: string, ...more: string[]) =>
    (await json('tasks', 'add', address, title, ...more)).id
  const call = await add('Call Ada', '--due', '2026-12-01', '--note', 'Keys', '--important')
  await add('Later')
  expect(await tandem(['tasks', 'list', address])).toMatch(
    /2026-12-01 +Call Ada +notStarted +high +pending .*\n– +Later/,
  )
  await tandem(['tasks', 'edit', address, call, '{"title":"Call Zoë"}', '--version', '1'])
  expect(await tandem(['tasks', 'done', address, call])).toBe('Done: Call Zoë')
  expect(await tandem(['tasks', 'list', address])).not.toContain('Zoë')
  expect(await tandem(['tasks', 'list', address, '--all', '--search', 'zoe'])).toContain('completed')
  expect(await tandem(['tasks', 'delete', address, call])).toBe(`Deleted ${call}`)
  await expect(tandem(['tasks', 'add', address, 'x', '--due', 'soon'])).rejects.toThrow(/dueDateTime/)
})

test('tandem mailbox list shows how many records of every kind there are', async () => {
  const address = await mailbox()
  await tandem(['events', 'add', address, JSON.stringify(daily)])
  await tandem(['tasks', 'add', address, 'Call'])
  await tandem(['tasks', 'add', address, 'Write'])
  expect(await tandem(['mailbox', 'list', '--search', address])).toMatch(
    new RegExp(`contacts +events +tasks +pending[\\s\\S]*${address} +on +0 +1 +2 +3 +0 +0`),
  )
})
