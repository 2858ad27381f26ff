import type { Browser, BrowserContext, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { accessibilityFaults } from './axe.ts'
import { launchBrowser, noBrowser, noteTroubles, signIn } from './browser.ts'
import { type Demo, type DemoPlace, startDemo, startedPlace } from './demo.ts'
import { openWorld, type World } from './situations.ts'

if (noBrowser !== undefined) console.warn(`Skipped: ${noBrowser}`)

const address = 'rentals@harborrealty.example'

describe.skipIf(noBrowser !== undefined)('the contact centre’s settings and figures', () => {
  let place: DemoPlace
  let demo: Demo
  let world: World
  let browser: Browser
  let context: BrowserContext
  let page: Page
  let mailboxId: string
  let organisationId: string
  const troubles: string[] = []

  beforeAll(async () => {
    place = await startedPlace()
    demo = await startDemo(place)
    world = await openWorld(demo)
    const mailbox = await world.api<{ id: string; organisationId: string }>('GET', `/mailboxes/${address}`)
    mailboxId = mailbox.id
    organisationId = mailbox.organisationId
    browser = await launchBrowser()
    context = await browser.newContext()
    context.setDefaultTimeout(20_000)
    noteTroubles(context, troubles)
    page = await context.newPage()
    await page.goto(`${demo.url}/console/mailboxes/${mailboxId}`)
    await signIn(page, demo.operator)
    await page.getByRole('region', { name: 'Queue', exact: true }).waitFor()
  })
  afterAll(async () => {
    await browser?.close()
    await demo?.interrupt()
    await place?.remove()
  })

  test('how a queue routes is set by hand: hours, holidays, a rule; kept when the page is left, tried out, and saved', async () => {
    await page
      .getByRole('region', { name: 'Queue', exact: true })
      .getByRole('link', { name: 'Routing' })
      .click()
    const rules = page.getByRole('list', { name: 'Rules' })
    await rules.getByText('If it is written in German → german 2').waitFor()
    await page.getByRole('button', { name: 'Add hours on Saturday' }).click()
    await page.getByLabel('Saturday until').fill('8:00')
    await page.getByText('Write times of day as 09:00').waitFor()
    expect(await page.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true)
    await page.getByLabel('Saturday until').fill('12:00')
    await page.getByLabel('Holidays').fill('2026-12-25 Christmas\n1.1.2027 New Year')
    await page.getByText('Line 2, “1.1.2027 New Year”').waitFor()
    await page.getByLabel('Holidays').fill('2026-12-25 Christmas\n2027-01-01 New Year')
    await page.getByRole('button', { name: 'Add a rule' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('textbox', { name: /^Name/ }).fill('Invoices')
    await dialog.getByLabel('The subject names').fill('invoice\nRechnung')
    await dialog.getByLabel('To the agent').selectOption({ label: 'Zofia Wójcik' })
    await dialog.getByLabel('Another skill').fill('Billing')
    await dialog.getByRole('button', { name: 'Add', exact: true }).click()
    expect(await accessibilityFaults(page)).toEqual([])
    await dialog.getByRole('button', { name: 'Keep' }).click()
    await rules.getByText('If the subject names “invoice” or “Rechnung” → billing 1, Zofia Wójcik').waitFor()
    await page.getByRole('button', { name: 'Move “Invoices” up' }).click()
    await page.reload()
    await page.getByText('Not saved yet.').waitFor()
    expect(await rules.getByRole('listitem').nth(1).innerText()).toContain('Invoices')
    await page.getByLabel('Subject of the mail').fill('Ihre RECHNUNG')
    await page.getByRole('button', { name: 'Try it' }).click()
    const said = page.getByRole('list', { name: 'What the rules say' })
    await said.getByText('Holds: the subject names “Rechnung”.').waitFor()
    expect(await accessibilityFaults(page)).toEqual([])
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Not saved yet.').waitFor({ state: 'detached' })
    const saved = await world.api<{
      hours: { week: object[]; holidays: object[] }
      rules: { name: string }[]
    }>('GET', `/mailboxes/${mailboxId}/queue/routing`)
    expect(saved.hours.week).toContainEqual({ day: 'saturday', from: '09:00', to: '12:00' })
    expect(saved.hours.holidays).toHaveLength(2)
    expect(saved.rules.map(({ name }) => name)).toEqual(['German', 'Invoices', 'Offers'])
  })

  test('what an agent can is changed, with the skills in use suggested', async () => {
    await page.goto(`${demo.url}/console/organisations/${organisationId}`)
    await page.getByRole('link', { name: 'Agents', exact: true }).click()
    const row = page.getByRole('row').filter({ hasText: 'Zofia Wójcik' })
    await row.getByText('german 4').waitFor()
    await row.getByText('Rentals').waitFor()
    await row.getByRole('button', { name: 'Change Zofia Wójcik' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Another skill').click()
    await page.getByRole('option', { name: 'sales' }).click()
    await dialog.getByLabel('Level of sales').selectOption({ label: '5 best' })
    await dialog.getByLabel('Conversations at once').fill('20')
    expect(await accessibilityFaults(page)).toEqual([])
    await dialog.getByRole('button', { name: 'Save' }).click()
    await row.getByText('sales 5').waitFor()
    await row.getByText(/of 20$/).waitFor()
  })

  test('a test mail goes from the queue to itself, and each step is shown; an agent gets it', async () => {
    const { items } = await world.api<{ items: { id: string; name: string }[] }>('GET', '/agents')
    for (const { id } of items)
      await world.api('PATCH', `/agents/${id}`, { presence: 'available', capacity: 100 })
    await page.goto(`${demo.url}/console/mailboxes/${mailboxId}`)
    await page.getByRole('button', { name: 'Send a test mail through' }).click()
    const steps = page.getByRole('list', { name: 'Steps of the test' })
    await steps.getByText(/^.*Given to (André|Zofia).*\.$/).waitFor({ timeout: 30_000 })
    await page.getByText(/^It is through: /).waitFor()
    expect(await steps.getByLabel('Done').count()).toBe(5)
    expect(await accessibilityFaults(page)).toEqual([])
    const closed = await world.api<{ items: { subject: string }[] }>('GET', '/conversations?state=closed')
    expect(closed.items.map(({ subject }) => subject)).toEqual([
      expect.stringMatching(/^Tandem test of Rentals \([0-9a-f]{6}\)$/),
    ])
  })

  test('the supervisor sees what waits and who works, live, and sets an agent away', async () => {
    await page.goto(`${demo.url}/workspace/queues`)
    await page.getByRole('link', { name: 'Supervision' }).click()
    const queue = page.getByRole('table', { name: 'Queues' }).getByRole('row').filter({ hasText: 'Rentals' })
    const waiting = queue.getByRole('cell').nth(1)
    await waiting.waitFor()
    const before = Number(await waiting.innerText())
    expect(before).toBeGreaterThan(5)
    const raw = 'Message-ID: <s@v>\r\nFrom: Mia <mia@buyer.example>\r\nSubject: A flat\r\n\r\nStill free?\r\n'
    await world.control('POST', `/mailboxes/${address}/deliver`, {
      base64: Buffer.from(raw).toString('base64'),
    })
    await waiting.getByText(String(before + 1), { exact: true }).waitFor()
    await page.getByRole('img', { name: new RegExp(`^${before + 1} conversations came`) }).waitFor()
    const agents = page.getByRole('table', { name: 'Agents' })
    const zofia: Locator = agents.getByRole('row').filter({ hasText: 'Zofia Wójcik' })
    await zofia.getByRole('button', { name: 'Set away Zofia Wójcik' }).click()
    await zofia.getByText('Away').waitFor()
    await page.getByLabel('Span').selectOption({ label: 'Last 7 days' })
    await page.getByRole('heading', { name: 'Hour by hour, 7 days' }).waitFor()
  })

  test('no page of these has an accessibility fault that axe can find, on a desk and on a phone; nothing failed in them', async () => {
    const pages = [
      `/console/mailboxes/${mailboxId}/routing`,
      `/console/organisations/${organisationId}/agents`,
      '/workspace/supervision',
    ]
    for (const path of pages) {
      await page.goto(`${demo.url}${path}`)
      await page
        .getByText('Zofia Wójcik')
        .or(page.getByRole('list', { name: 'Rules' }))
        .first()
        .waitFor()
      for (const [colorScheme, width] of [
        ['light', 1280],
        ['dark', 390],
      ] as const) {
        await page.emulateMedia({ colorScheme })
        await page.setViewportSize({ width, height: 900 })
        expect([path, width, await accessibilityFaults(page)]).toEqual([path, width, []])
        const main = page.locator('main')
        const overflow = await main.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)
        expect([path, width, overflow]).toEqual([path, width, 0])
      }
    }
    expect(troubles).toEqual([])
    // axe alone takes seconds a page on a busy machine.
  }, 120_000)
})
