import type { Client } from '@microsoft/microsoft-graph-client'
import type { ShownEvent } from '@tandem/model/api/events.ts'
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { apiOf, within } from './api.ts'
import { accessibilityFaults } from './axe.ts'
import { launchBrowser, noBrowser, noteTroubles } from './browser.ts'
import { type Demo, type DemoPlace, startDemo, startedPlace } from './demo.ts'
import { controlOf, microsoftClient } from './microsoft.ts'
import { openPlace } from './workspace.ts'

if (noBrowser !== undefined) console.warn(`Skipped: ${noBrowser}`)

describe.skipIf(noBrowser !== undefined)('the calendar page', () => {
  let place: DemoPlace
  let demo: Demo
  let api: ReturnType<typeof apiOf>
  let outlook: Client
  let control: Awaited<ReturnType<typeof controlOf>>
  let browser: Browser
  let context: BrowserContext
  const troubles: string[] = []
  const address = 'daniel.okafor@harborrealty.example'
  const zone = 'Europe/Berlin'

  beforeAll(async () => {
    place = await startedPlace()
    demo = await startDemo(place)
    api = apiOf(demo)
    outlook = await microsoftClient(demo)
    control = await controlOf(demo)
    browser = await launchBrowser()
    context = await browser.newContext({ timezoneId: zone, locale: 'en-GB' })
    noteTroubles(context, troubles)
  })
  // Each open page holds a stream, and a browser opens six connections to one place at most.
  afterEach(async () => {
    for (const page of context.pages()) await page.close()
  })
  afterAll(async () => {
    await browser.close()
    await demo.interrupt()
    await place.remove()
  })

  test('an event made on the page is in the mailbox, and one made in the mailbox appears without a reload', async () => {
    const page = await openDay(0)
    await page.getByRole('button', { name: 'New event' }).click()
    await page.getByRole('textbox', { name: 'Title' }).fill('Made on the page')
    await page.keyboard.press('Enter')
    await shown(page, 'Made on the page').waitFor()
    await within(5000, 'the event in the mailbox', () => inMailbox('Made on the page'))
    await outlook.api(`/users/${address}/events`).post({ subject: 'Made in Outlook', ...hours(0, 9, 10) })
    await shown(page, 'Made in Outlook').waitFor({ timeout: 5000 })
  })

  test('an event dragged an hour later is an hour later in the mailbox', async () => {
    await api('POST', `/mailboxes/${address}/events`, { subject: 'Dragged', ...hours(1, 10, 11) })
    const page = await openDay(1)
    await dragDown(page, shown(page, 'Dragged'))
    await within(5000, 'the time in the mailbox', async () => {
      const event = await inMailbox('Dragged')
      return event?.start.dateTime.startsWith(utc(1, 11))
    })
  })

  test('nobody is mailed before the list of addresses was seen and answered with yes', async () => {
    const attendees = [{ emailAddress: { address: 'client@outside.example' } }]
    const meeting = { subject: 'Second viewing', ...hours(2, 10, 11), attendees, notifyAttendees: true }
    await api('POST', `/mailboxes/${address}/events`, meeting)
    const page = await openDay(2)
    await shown(page, 'Second viewing').waitFor()
    const before = await posts()
    await dragDown(page, shown(page, 'Second viewing'))
    const question = page.getByRole('alertdialog')
    await question.getByText('client@outside.example').waitFor()
    expect(await accessibilityFaults(page)).toEqual([])
    await question.getByRole('button', { name: 'Cancel' }).click()
    await page.getByRole('button', { name: /10:00.*Second viewing/ }).waitFor()
    expect((await posts(before.next)).posts).toEqual([])
    await dragDown(page, shown(page, 'Second viewing'))
    await question.getByRole('button', { name: 'Save and tell them' }).click()
    await within(5000, 'the mail', async () => (await posts(before.next)).posts.length > 0)
    expect((await posts(before.next)).posts.flatMap(({ recipients }) => recipients)).toEqual([
      'client@outside.example',
    ])
  })

  test('of a series it is asked which is meant, and only that one moves', async () => {
    const { start, end } = hours(3, 18, 19)
    const range = { type: 'noEnd', startDate: day(3) }
    const recurrence = { pattern: { type: 'daily', interval: 1 }, range }
    const series = await api<ShownEvent & { id: string }>('POST', `/mailboxes/${address}/events`, {
      subject: 'Stand-up',
      start,
      end,
      recurrence,
    })
    const page = await openDay(4)
    await dragDown(page, shown(page, 'Stand-up'))
    await page.getByRole('radio', { name: 'This one' }).check()
    await page.getByRole('button', { name: 'Move', exact: true }).click()
    await within(5000, 'the exception', async () => {
      const { exceptions } = await api<ShownEvent>('GET', `/mailboxes/${address}/events/${series.id}`)
      return exceptions?.some(({ originalDate }) => originalDate === day(4)) && exceptions.length === 1
    })
  })

  test('a task added in one line is in the mailbox’s list, and done with one press', async () => {
    const page = await openDay(0)
    await page.getByRole('textbox', { name: 'Add a task' }).fill('Call the surveyor')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Done: Call the surveyor' }).click()
    await within(5000, 'the task done in the mailbox', async () => {
      const { value: lists } = await outlook.api(`/users/${address}/todo/lists`).get()
      const list = lists.find((one: { wellknownListName: string }) => one.wellknownListName === 'defaultList')
      const { value } = await outlook.api(`/users/${address}/todo/lists/${list.id}/tasks?$top=100`).get()
      const found = value.find((one: { title: string }) => one.title === 'Call the surveyor')
      return found?.status === 'completed'
    })
  })

  test('no view, panel or form has an accessibility fault that axe can find, on a desk and on a phone', async () => {
    const page = await openDay(0)
    for (const view of ['Week', 'Month', 'Agenda']) {
      await page.getByRole('tab', { name: view }).click()
      expect(await accessibilityFaults(page), view).toEqual([])
    }
    await page.setViewportSize({ width: 390, height: 780 })
    expect(await accessibilityFaults(page), 'on a phone').toEqual([])
    await page.getByRole('button', { name: 'New event' }).click()
    await page.getByRole('combobox', { name: 'Repeats' }).click()
    await page.getByRole('option', { name: 'Monthly' }).click()
    await page.getByRole('textbox', { name: 'Description' }).waitFor()
    expect(await accessibilityFaults(page), 'the form').toEqual([])
  })

  test('nothing failed in the page meanwhile', () => {
    expect(troubles).toEqual([])
  })

  /** The calendar's day so many days from today, by the person's clock. */
  async function openDay(later: number): Promise<Page> {
    const page = await openPlace(context, demo, 'Daniel Okafor', 'Calendar')
    await page.getByRole('tab', { name: 'Day' }).click()
    const next = page.getByRole('toolbar', { name: 'Time' }).getByRole('button', { name: 'Later' })
    for (let step = 0; step < later; step += 1) await next.click()
    return page
  }

  function shown(page: Page, title: string): Locator {
    return page.getByRole('button', { name: title }).first()
  }

  /** By its own height: that is an hour for an event of an hour. */
  async function dragDown(page: Page, event: Locator): Promise<void> {
    await event.scrollIntoViewIfNeeded()
    const box = await event.boundingBox()
    if (!box) throw new Error('The event is not shown')
    const [x, y] = [box.x + 60, box.y + box.height / 2]
    await page.mouse.move(x, y)
    await page.mouse.down()
    await page.mouse.move(x, y + box.height / 2, { steps: 5 })
    await page.mouse.move(x, y + box.height, { steps: 5 })
    await page.mouse.up()
  }

  async function inMailbox(subject: string): Promise<{ start: { dateTime: string } } | undefined> {
    const { value } = await outlook.api(`/users/${address}/events?$top=200`).get()
    return value.find((one: { subject: string }) => one.subject === subject)
  }

  interface Posts {
    posts: { recipients: string[] }[]
    next: string | number
  }
  async function posts(since?: Posts['next']): Promise<Posts> {
    return await control<Posts>('GET', `/posts${since === undefined ? '' : `?since=${since}`}`)
  }

  function day(later: number): string {
    const format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone })
    return format.format(Date.now() + later * 86_400_000)
  }

  function hours(later: number, from: number, to: number) {
    const at = (hour: number) => ({
      dateTime: `${day(later)}T${String(hour).padStart(2, '0')}:00:00`,
      timeZone: zone,
    })
    return { start: at(from), end: at(to) }
  }

  /** The hour of a day as UTC has it, to the minute. */
  function utc(later: number, hour: number): string {
    const noon = new Date(`${day(later)}T12:00:00Z`)
    const there = Number(
      new Intl.DateTimeFormat('en', { timeZone: zone, hour: 'numeric', hourCycle: 'h23' }).format(noon),
    )
    return new Date(noon.getTime() + (hour - there) * 3_600_000).toISOString().slice(0, 16)
  }
})
