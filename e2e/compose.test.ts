import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { within } from './api.ts'
import { accessibilityFaults } from './axe.ts'
import { launchBrowser, noBrowser, noteTroubles } from './browser.ts'
import { type Demo, type DemoPlace, startDemo, startedPlace } from './demo.ts'
import { controlOf } from './microsoft.ts'
import { openPlace } from './workspace.ts'

if (noBrowser !== undefined) console.warn(`Skipped: ${noBrowser}`)

describe.skipIf(noBrowser !== undefined)('the mail page', () => {
  let place: DemoPlace
  let demo: Demo
  let control: Awaited<ReturnType<typeof controlOf>>
  let browser: Browser
  let context: BrowserContext
  const troubles: string[] = []

  beforeAll(async () => {
    place = await startedPlace()
    demo = await startDemo(place)
    control = await controlOf(demo)
    browser = await launchBrowser()
    context = await browser.newContext()
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

  test('an address that is none is said while it is typed, and a contact is proposed', async () => {
    const page = await openPlace(context, demo, 'Daniel Okafor', 'Mail')
    await page.getByRole('button', { name: 'New message' }).click()
    const to = page.getByRole('combobox', { name: 'To', exact: true })
    await to.pressSequentially('nobody,')
    await page.getByText('has no @').waitFor()
    await page.getByRole('button', { name: 'Remove nobody' }).click()
    await to.pressSequentially('a')
    await page.getByRole('option').first().waitFor()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: /Remove / }).waitFor()
    expect(await accessibilityFaults(page)).toEqual([])
    await page.getByRole('button', { name: 'Throw away' }).click()
  })

  test('what is written survives a reload, is taken back within ten seconds, then goes out with its files', async () => {
    const page = await openPlace(context, demo, 'Daniel Okafor', 'Mail')
    await write(page, 'client@outside.example', 'The floor plan')
    const file = { name: 'plan.pdf', mimeType: 'application/pdf', buffer: Buffer.from('the plan') }
    await page.getByLabel('Files to attach').setInputFiles([file])
    await page.getByRole('button', { name: 'Remove plan.pdf' }).waitFor()
    await page.getByText('Here it is.').waitFor()
    await page.waitForFunction(() => Object.values(localStorage).some((text) => text.includes('plan.pdf')))
    await page.reload()
    await page.getByText('Here it is.').waitFor()
    await page.getByRole('button', { name: 'Send', exact: true }).click()
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByRole('heading', { name: 'Write on' }).waitFor()
    await page.getByText('Here it is.').waitFor()
    await page.getByText('Taken back', { exact: true }).first().waitFor()
    expect((await outside('client@outside.example')).count).toBe(0)
    await page.getByRole('button', { name: 'Send', exact: true }).click()
    await page.getByRole('button', { name: 'Undo' }).waitFor()
    expect(await page.evaluate(() => JSON.stringify(localStorage))).not.toContain('Here it is')
    await within(
      30_000,
      'the mail outside',
      async () => (await outside('client@outside.example')).count === 1,
    )
    await page.getByText('The floor plan').first().click()
    await page.getByText('Sent', { exact: true }).first().waitFor()
    expect(await accessibilityFaults(page)).toEqual([])
  })

  test('the text of a message is shown where nothing of it can run or load', async () => {
    const page = await openPlace(context, demo, 'Daniel Okafor', 'Mail')
    await page.getByText('The floor plan').first().click()
    const frame = page.locator('iframe[title="Text of the message"]')
    await frame.waitFor()
    const sandbox = await frame.getAttribute('sandbox')
    expect(sandbox).not.toBeNull()
    expect(sandbox).not.toContain('allow-scripts')
    expect(await frame.getAttribute('srcdoc')).toContain("default-src 'none'")
  })

  test('a message is forwarded with its files to somebody else', async () => {
    const page = await openPlace(context, demo, 'Daniel Okafor', 'Mail')
    await page.getByText('The floor plan').first().click()
    await page.getByRole('button', { name: 'Forward' }).click()
    await page.getByRole('button', { name: 'Remove plan.pdf' }).waitFor()
    await page.getByRole('combobox', { name: 'To', exact: true }).fill('notary@outside.example,')
    await page.getByRole('button', { name: 'Send', exact: true }).click()
    await within(
      30_000,
      'the mail outside',
      async () => (await outside('notary@outside.example')).count === 1,
    )
    expect(JSON.stringify(await outside('notary@outside.example'))).toContain('FW: The floor plan')
  })

  test('on a phone the page has no accessibility fault that axe can find', async () => {
    const page = await openPlace(context, demo, 'Daniel Okafor', 'Mail')
    await page.setViewportSize({ width: 390, height: 780 })
    expect(await accessibilityFaults(page)).toEqual([])
    await page.getByRole('button', { name: 'New message' }).click()
    await page.getByRole('textbox', { name: 'Text' }).waitFor()
    expect(await accessibilityFaults(page)).toEqual([])
  })

  test('nothing failed in the page meanwhile', () => {
    expect(troubles).toEqual([])
  })

  async function write(page: Page, to: string, subject: string): Promise<void> {
    await page.getByRole('button', { name: 'New message' }).click()
    await page.getByRole('combobox', { name: 'To', exact: true }).fill(`${to},`)
    await page.getByRole('textbox', { name: 'Subject' }).fill(subject)
    await page.getByRole('textbox', { name: 'Text' }).click()
    await page.keyboard.type('Here it is.')
  }

  async function outside(recipient: string): Promise<{ count: number }> {
    return await control<{ count: number }>('GET', `/mail/outside?recipient=${recipient}`)
  }
})
