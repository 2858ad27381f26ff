import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launchBrowser, noBrowser } from './browser.ts'
import { choosePlace, type Demo, type DemoPlace, startDemo } from './demo.ts'

if (noBrowser !== undefined) console.warn(`Skipped: ${noBrowser}`)

/** The administrator of Summit Brokers, who has never done this: Setup in one window, their tenant in the other. */
describe.skipIf(noBrowser !== undefined)('Setup', () => {
  let place: DemoPlace
  let demo: Demo
  let browser: Browser
  let setup: Page
  let tenant: Page

  beforeAll(async () => {
    place = await choosePlace()
    demo = await startDemo(place)
    browser = await launchBrowser()
    const context = await browser.newContext({ ignoreHTTPSErrors: true })
    setup = await context.newPage()
    tenant = await context.newPage()
  })
  afterAll(async () => {
    await browser.close()
    await demo.interrupt()
    await place.remove()
  })

  test('leads from the invitation to a proven connection, with the Secret ID pasted first by mistake', async () => {
    await setup.goto(demo.invitation)
    await setup.getByRole('button', { name: 'Begin' }).click()
    const ids = await registerApplication()
    await setup.getByLabel('Directory (tenant) ID').fill(ids.tenant)
    await setup.getByLabel('Application (client) ID').fill(ids.client)
    await setup.getByRole('button', { name: 'Save and go on' }).click()

    await limitToGroup()
    await setup.getByLabel('Address of the group').fill('tandem-users@summitbrokers.example')
    await setup.getByRole('button', { name: /go on/ }).click()

    await grant('User.Read.All', ids.applicationPage)
    await setup.getByRole('button', { name: 'Granted, go on' }).click()

    const secret = await makeSecret(ids.applicationPage)
    await setup.getByLabel('Value of the client secret').fill(secret.id)
    await setup
      .getByText(/Secret ID/)
      .filter({ hasText: /need the/ })
      .first()
      .waitFor()
    await setup.getByLabel('Value of the client secret').fill(secret.value)
    await setup.getByRole('button', { name: 'Seal and go on' }).click()

    await setup.getByRole('textbox', { name: 'Test mailbox' }).fill('priya.raman@summitbrokers.example')
    await setup
      .getByRole('textbox', { name: 'A mailbox that must be refused' })
      .fill('jean.leblanc@summitbrokers.example')
    await setup.getByRole('button', { name: 'Save and go on' }).click()
    await setup.getByRole('button', { name: 'Verify', exact: true }).click()
    await setup
      .getByText(/Other mailboxes stay closed/)
      .first()
      .waitFor()
    await setup
      .getByText(/is proven|proven|connected/i)
      .first()
      .waitFor({ timeout: 20_000 })
    expect(await connectionState()).toBe('verified')
  })

  async function registerApplication() {
    await tenant.goto(demo.emulator.url)
    await tenant.getByRole('link', { name: 'Summit Brokers' }).click()
    await tenant.getByRole('link', { name: 'App registrations' }).click()
    await tenant.getByLabel('Name').fill('Tandem-1')
    await tenant.getByRole('button', { name: 'Register' }).click()
    await tenant.getByRole('heading', { name: 'Tandem-1' }).waitFor()
    const value = async (term: string) =>
      (await tenant.locator(`dt:has-text("${term}") + dd`).first().textContent())?.trim() ?? ''
    return {
      client: await value('Application (client) ID'),
      tenant: await value('Directory (tenant) ID'),
      applicationPage: tenant.url(),
    }
  }

  async function limitToGroup(): Promise<void> {
    await tenant.getByRole('link', { name: 'Summit Brokers' }).click()
    await tenant.getByRole('link', { name: 'Groups' }).click()
    await tenant.getByLabel('Name').fill('Tandem users')
    await tenant.getByLabel(/^E-mail/).fill('tandem-users@summitbrokers.example')
    await tenant.getByRole('button', { name: 'Create group' }).click()
    await tenant.getByRole('heading', { name: 'Tandem users' }).waitFor()
    await tenant.getByLabel(/priya\.raman/).check()
    await tenant.getByRole('button', { name: /save/i }).first().click()
    await tenant.getByRole('link', { name: 'Summit Brokers' }).click()
    await tenant.getByRole('link', { name: /access policies and roles/ }).click()
    const roles = tenant.locator('form', { has: tenant.getByLabel('Role') })
    await roles.getByLabel('Scope').selectOption({ index: 1 })
    await roles.getByRole('button', { name: 'Add assignment' }).click()
  }

  async function grant(permission: string, applicationPage: string): Promise<void> {
    await tenant.goto(applicationPage)
    await tenant.getByLabel('Application permission').selectOption(permission)
    await tenant.getByRole('button', { name: 'Add a permission' }).click()
    await tenant.getByRole('button', { name: /^Grant admin consent/ }).click()
  }

  async function makeSecret(applicationPage: string): Promise<{ value: string; id: string }> {
    await tenant.goto(applicationPage)
    await tenant.getByLabel('Description').first().fill('Tandem-1')
    await tenant.getByRole('button', { name: 'New client secret' }).click()
    const cells = tenant.getByRole('table').first().getByRole('row').nth(1).getByRole('cell')
    return { value: (await cells.nth(2).innerText()).trim(), id: (await cells.nth(3).innerText()).trim() }
  }

  async function connectionState(): Promise<string> {
    const answer = await fetch(`${demo.url}/api/v1/organisations/${demo.organisations[1]?.id}/connections`, {
      headers: { authorization: `Bearer ${demo.apiKey}` },
    })
    const { items } = (await answer.json()) as { items: { state: string }[] }
    return items[0]?.state ?? 'none'
  }
})
