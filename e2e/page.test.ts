import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { accessibilityFaults } from './axe.ts'
import { launchBrowser, noBrowser, noteTroubles, signIn } from './browser.ts'
import { type Demo, type DemoPlace, startDemo, startedPlace } from './demo.ts'

if (noBrowser !== undefined) console.warn(`Skipped: ${noBrowser}`)

describe.skipIf(noBrowser !== undefined)('the page', () => {
  let place: DemoPlace
  let demo: Demo
  let browser: Browser
  let context: BrowserContext
  const troubles: string[] = []

  beforeAll(async () => {
    place = await startedPlace()
    demo = await startDemo(place)
    browser = await launchBrowser()
    context = await browser.newContext({ ignoreHTTPSErrors: true })
    noteTroubles(context, troubles)
  })
  afterAll(async () => {
    await browser.close()
    await demo.interrupt()
    await place.remove()
  })

  test('a wrong password is refused in plain words, the right one leads to the Console', async () => {
    const page = await context.newPage()
    await page.goto(demo.url)
    await signIn(page, { ...demo.operator, password: 'not the password at all' })
    await page
      .getByText(/password/i)
      .filter({ hasText: /not|wrong/i })
      .first()
      .waitFor()
    await signIn(page, demo.operator)
    await page.getByRole('link', { name: 'Harbor Realty' }).waitFor()
    expect(await page.getByRole('row', { name: /Harbor Realty/ }).textContent()).toContain('8 of 11')
  })

  test('an edit on the other side appears in the open contact list without a reload', async () => {
    const page = await openContacts('Daniel Okafor')
    const other = await context.newPage()
    await other.goto(demo.emulator.url)
    await other.getByRole('link', { name: 'Harbor Realty' }).click()
    await other.getByRole('link', { name: 'Daniel Okafor' }).click()
    await other
      .getByRole('link', { name: /add|new/i })
      .first()
      .click()
    await other.getByLabel('First name', { exact: true }).fill('Ægir')
    await other.getByLabel('Last name', { exact: true }).fill('Aaberg')
    await other
      .getByRole('button', { name: /add|save|create/i })
      .first()
      .click()
    await page.getByRole('option', { name: /Ægir Aaberg/ }).waitFor({ timeout: 5000 })
  })

  test('a field edited in the side panel reaches the mailbox', async () => {
    const page = await openContacts('Daniel Okafor')
    await page.getByRole('searchbox').fill('aegir aaberg')
    await page.getByRole('option', { name: /Ægir Aaberg/ }).click()
    await page.getByRole('button', { name: /^First name/ }).click()
    await page.getByRole('textbox', { name: 'First name' }).fill('Ægir Þór')
    await page.keyboard.press('Enter')
    await page.getByText('In step with the mailbox').waitFor({ timeout: 5000 })
    const other = await context.newPage()
    await other.goto(demo.emulator.url)
    await other.getByRole('link', { name: 'Harbor Realty' }).click()
    await other.getByRole('link', { name: 'Daniel Okafor' }).click()
    await other.getByLabel(/^Search in/).fill('Ægir Þór')
    await other.getByRole('button', { name: 'Search' }).click()
    await other.getByText('Ægir Þór').first().waitFor({ timeout: 5000 })
  })

  test('Console, connection, mailbox and contacts have no accessibility fault that axe can find', async () => {
    const page = await context.newPage()
    await page.goto(`${demo.url}/console`)
    await page.getByRole('link', { name: 'Harbor Realty' }).click()
    await page
      .getByRole('link', { name: /Microsoft 365/ })
      .first()
      .waitFor()
    expect(await accessibilityFaults(page)).toEqual([])
    await page
      .getByRole('link', { name: /Microsoft 365/ })
      .first()
      .click()
    await page
      .getByRole('link', { name: /Daniel Okafor/i })
      .first()
      .waitFor()
    expect(await accessibilityFaults(page)).toEqual([])
    await page
      .getByRole('link', { name: /Daniel Okafor/i })
      .first()
      .click()
    await page
      .getByText(/verified complete/i)
      .first()
      .waitFor()
    expect(await accessibilityFaults(page)).toEqual([])
    expect(await accessibilityFaults(await openContacts('Wojcik|Wójcik'))).toEqual([])
  })

  test('nothing failed in the page meanwhile', () => {
    expect(troubles).toEqual([])
  })

  async function openContacts(person: string): Promise<Page> {
    const page = await context.newPage()
    await page.goto(`${demo.url}/workspace`)
    await page.getByRole('link', { name: new RegExp(person) }).click()
    await page.getByRole('option').first().waitFor()
    return page
  }
})
