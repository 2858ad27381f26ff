import { readFile } from 'node:fs/promises'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { accessibilityFaults } from './axe.ts'
import { launchBrowser, noBrowser, signIn } from './browser.ts'
import { type Demo, type DemoPlace, startDemo, startedPlace } from './demo.ts'
import { openWorld, type World } from './situations.ts'

describe.skipIf(noBrowser !== undefined)('credentials and notices in the Console', () => {
  let place: DemoPlace
  let demo: Demo
  let browser: Browser
  let page: Page
  let world: World
  let connection: string

  beforeAll(async () => {
    place = await startedPlace()
    demo = await startDemo(place)
    world = await openWorld(demo)
    const [harbor] = demo.organisations
    const { items } = await world.api<{ items: { id: string }[] }>(
      'GET',
      `/organisations/${harbor!.id}/connections`,
    )
    connection = `/connections/${items[0]!.id}`
    browser = await launchBrowser()
    page = await (await browser.newContext({ reducedMotion: 'reduce' })).newPage()
    page.setDefaultTimeout(10_000)
    await page.goto(`${demo.url}/console`)
    await signIn(page, demo.operator)
  })
  afterAll(async () => {
    await browser?.close()
    await demo?.interrupt()
    await place?.remove()
  })

  test('who gets notices is changed on the organisation’s page; an address that is none is refused', async () => {
    await page.getByRole('link', { name: 'Harbor Realty' }).click()
    await page.getByRole('button', { name: 'Change who gets them' }).click()
    const field = page.getByLabel('E-mail addresses')
    await field.fill('it@harbor')
    await page.getByText('“it@harbor” is not an e-mail address').waitFor()
    expect(await page.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true)
    await field.fill('it@harbor.example ada@harbor.example')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('They go to it@harbor.example, ada@harbor.example.').waitFor()
  })

  test('a certificate is made here, downloaded, uploaded, proven and in use; the secret before can be put back', async () => {
    await page.goto(`${demo.url}/console${connection}`)
    await page.getByRole('button', { name: 'Make a certificate here' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Make it' }).click()
    await page.getByText('Waits for its proof', { exact: true }).waitFor()
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: /^Download tandem-\w+\.cer$/ }).click(),
    ])
    const base64 = (await readFile(await download.path())).toString('base64')
    const [tenant] = demo.emulator.tenants
    const path = `/tenants/${tenant!.id}/applications/${tenant!.clientId}/certificates`
    const { sha1 } = await world.control<{ sha1: string }>('POST', path, { base64 })
    await page.getByText(sha1).waitFor()
    expect(await accessibilityFaults(page)).toEqual([])
    await page.getByRole('button', { name: 'Verify', exact: true }).click()
    await page.getByText('In use before').waitFor()
    await page.getByRole('button', { name: 'Put back' }).click()
    await page.getByText('Waits for its proof', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Forget' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Forget it' }).click()
    await page.getByText('Waits for its proof', { exact: true }).waitFor({ state: 'hidden' })
  })

  test('a suspected breach asks first, then suspends, forgets and tells; the notices are counted and read', async () => {
    await page.getByRole('button', { name: 'Suspected breach' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Suspend and forget it' }).click()
    await page.getByText('The credential may be known to others.').waitFor()
    await page.getByText('Suspended', { exact: true }).first().waitFor()
    expect(await page.getByText('In use before').count()).toBe(0)
    await page.getByRole('link', { name: /Notices, \d+ unread/ }).click()
    await page.getByText('The certificate may be known to others').waitFor()
    await page.getByText('it@harbor.example (No mail server is set').first().waitFor()
    expect(await accessibilityFaults(page)).toEqual([])
    await page.getByRole('button', { name: 'Mark all shown as read' }).click()
    await page.getByRole('link', { name: 'Notices', exact: true }).waitFor()
    await page.getByRole('link', { name: 'When secrets end' }).click()
    await page.getByText('No connection holds a secret or a certificate yet.').waitFor()
  })

  test('the shell and the notices fit on a phone', async () => {
    await page.setViewportSize({ width: 390, height: 844 })
    for (const path of ['/notices', '/expiries', `/console${connection}`]) {
      await page.goto(demo.url + path)
      await page.getByRole('heading', { level: 1 }).waitFor()
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390)
    }
  })
})
