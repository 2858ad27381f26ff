import { readFile } from 'node:fs/promises'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { within } from './api.ts'
import { accessibilityFaults } from './axe.ts'
import { launchBrowser, noBrowser, noteTroubles, signIn } from './browser.ts'
import { type Demo, type DemoPlace, startDemo, startedPlace } from './demo.ts'
import { more, question } from './queue-mails.ts'
import { openWorld, type World } from './situations.ts'

const queue = 'rentals@harborrealty.example'
const maria = 'maria@buyer.example'

describe.skipIf(noBrowser !== undefined)('exporting and erasing a person', () => {
  let place: DemoPlace
  let demo: Demo
  let world: World
  let browser: Browser
  let page: Page
  const troubles: string[] = []

  beforeAll(async () => {
    place = await startedPlace()
    demo = await startDemo(place)
    world = await openWorld(demo)
    browser = await launchBrowser()
    const operator = await somebody()
    page = await somebody()
    await operator.goto(`${demo.url}/people`)
    await signIn(operator, demo.operator)
    await operator.getByRole('button', { name: 'Invite', exact: true }).click()
    await operator.getByRole('dialog').getByLabel('E-mail').fill('ada@harborrealty.example')
    await operator.getByRole('dialog').getByLabel('Name').fill('Ada Morse')
    await operator.getByRole('combobox', { name: 'Of which organisation' }).click()
    await operator.getByRole('option', { name: 'Harbor Realty' }).click()
    await operator.getByRole('button', { name: 'Make the link' }).click()
    await page.goto(await operator.getByText(/\/join\/#/).innerText())
    await page.getByLabel('Choose a password').fill('harbor-administrator')
    await page.getByRole('button', { name: 'Join' }).click()
    await page.getByRole('heading', { name: 'Harbor Realty', exact: true }).waitFor()
  })
  afterAll(async () => {
    await browser?.close()
    await demo?.interrupt()
    await place?.remove()
  })

  async function somebody(): Promise<Page> {
    const context = await browser.newContext({
      viewport: { width: 1280, height: 900 },
      acceptDownloads: true,
    })
    noteTroubles(context, troubles)
    const made = await context.newPage()
    made.setDefaultTimeout(30_000)
    return made
  }

  /** As the administrator sees them: operators would need an approval. */
  const ofMaria = async () => {
    const answer = await page.request.get(`${demo.url}/api/v1/conversations?search=${maria}`)
    return ((await answer.json()) as { items: { id: string }[] }).items
  }

  test('an administrator looks what there is of a person, downloads it, erases it after typing the address, and copies the certificate', async () => {
    for (const raw of [question, more])
      await world.control('POST', `/mailboxes/${queue}/deliver`, {
        base64: Buffer.from(raw).toString('base64'),
      })
    await within(20_000, 'the conversation', async () => (await ofMaria()).length === 1)
    await page.getByRole('link', { name: 'Export or erase a person' }).click()
    await page.getByText('Nobody was erased yet.').waitFor()
    await page.getByLabel('Their e-mail addresses').fill('maria')
    await page.getByText('“maria” is not an e-mail address').waitFor()
    await page.getByLabel('Their e-mail addresses').fill(maria)
    await page.getByRole('button', { name: 'Look what there is' }).click()
    const row = page.getByRole('row').filter({ hasText: 'Messages in those conversations' })
    await row.getByRole('cell', { name: '2', exact: true }).waitFor()
    expect(await accessibilityFaults(page)).toEqual([])
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download what is kept' }).click(),
    ])
    const zip = await readFile(await file.path())
    expect(zip.includes('One thing more: are cats allowed?')).toBe(true)
    expect(await ofMaria()).toHaveLength(1)
    await page.getByRole('button', { name: 'Erase this person' }).click()
    const dialog = page.getByRole('dialog')
    const yes = dialog.getByRole('button', { name: 'Erase for ever' })
    await dialog.getByLabel('Reason').fill('Asked for by telephone')
    expect(await yes.isDisabled()).toBe(true)
    await dialog.getByLabel(`Type ${maria} to confirm`).fill(maria)
    expect(await accessibilityFaults(page)).toEqual([])
    await yes.click()
    const certificate = page.getByRole('region', { name: 'Certificate', exact: true })
    await certificate.getByText(/Where an address still stands: Nowhere in the database/).waitFor()
    expect(await certificate.innerText()).toMatch(
      /Conversations that they began: 1 .*\n[\s\S]*Salt: [0-9a-f]{32}/,
    )
    expect(await accessibilityFaults(page)).toEqual([])
    expect(await ofMaria()).toEqual([])
    await page.getByRole('link', { name: 'Audit log' }).click()
    await page.getByText('Erased a person').waitFor()
    expect(await page.getByText(maria).count()).toBe(0)
    expect(troubles).toEqual([])
  }, 180_000)
})
