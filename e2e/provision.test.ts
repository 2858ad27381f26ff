import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { accessibilityFaults } from './axe.ts'
import { launchBrowser, noBrowser } from './browser.ts'
import { type Demo, type DemoPlace, startDemo, startedPlace } from './demo.ts'

if (noBrowser !== undefined) console.warn(`Skipped: ${noBrowser}`)

const domain = 'summitbrokers.example'

/** The administrator of Summit Brokers lets Tandem do it: Setup in one window, the tenant's sign-in in another. */
describe.skipIf(noBrowser !== undefined)('Automatic set-up', () => {
  let place: DemoPlace
  let demo: Demo
  let browser: Browser
  let setup: Page

  beforeAll(async () => {
    place = await startedPlace()
    demo = await startDemo(place)
    browser = await launchBrowser()
    const context = await browser.newContext({ ignoreHTTPSErrors: true })
    setup = await context.newPage()
  })
  afterAll(async () => {
    await browser.close()
    await demo.interrupt()
    await place.remove()
  })

  test('leads from one button over two sign-ins, a plan and a yes to a proven connection that opens two mailboxes alone', async () => {
    await setup.goto(demo.invitation)
    await setup.getByRole('button', { name: 'Let Tandem set it up' }).click()
    await setup.getByLabel('Addresses').fill(`priya.raman@${domain}\ntomas.novak`)
    await setup.getByText('“tomas.novak” is not an address').waitFor()
    await setup.getByLabel('Addresses').fill(`priya.raman@${domain}\ntomas.novak@${domain}`)
    await setup.getByLabel('A mailbox that must stay closed').fill(`aiko.tanaka@${domain}`)
    expect(await accessibilityFaults(setup)).toEqual([])
    await setup.getByRole('button', { name: 'Begin', exact: true }).click()

    await signIn(/your directory/, true)
    await signIn(/Exchange/, false)
    const plan = setup.getByRole('list', { name: 'Plan' })
    await plan.getByText('Role Application Contacts.ReadWrite').waitFor({ timeout: 30_000 })
    expect(await plan.getByText('Create', { exact: true }).count()).toBeGreaterThan(6)
    expect(await plan.textContent()).toContain(`tomas.novak@${domain}`)
    expect(await accessibilityFaults(setup)).toEqual([])
    await setup.getByRole('button', { name: 'Yes, do it' }).click()

    await setup.getByText('Everything is made.').waitFor({ timeout: 60_000 })
    expect(await plan.getByLabel('Done').count()).toBeGreaterThan(6)
    expect(await plan.getByText('Created', { exact: true }).count()).toBeGreaterThan(6)
    expect(await accessibilityFaults(setup)).toEqual([])
    await setup.getByRole('button', { name: 'See the proof' }).click()
    await setup
      .getByText(/is connected/)
      .first()
      .waitFor({ timeout: 60_000 })
    await setup
      .getByText(/Other mailboxes stay closed/)
      .first()
      .waitFor()
  }, 240_000)

  /** Types the code that Setup shows at the tenant's own page, in a window of its own. */
  async function signIn(purpose: RegExp, consents: boolean): Promise<void> {
    await setup.getByText(purpose).first().waitFor({ timeout: 30_000 })
    const link = setup.getByRole('link', { name: 'Open the sign-in page' })
    const code = (await setup.locator('code').first().innerText()).trim()
    const [tenant] = await Promise.all([setup.context().waitForEvent('page'), link.click()])
    await tenant.getByLabel('Code').fill(code)
    await tenant.getByRole('button', { name: 'Next' }).click()
    const known = tenant.getByRole('button', { name: `jean.leblanc@${domain}` })
    if (await known.isVisible()) await known.click()
    else {
      await tenant.getByLabel('Account').fill(`jean.leblanc@${domain}`)
      await tenant.getByRole('button', { name: 'Next' }).click()
      await tenant.getByLabel('Password').fill('jean-leblanc-Demo-1')
      await tenant.getByRole('button', { name: 'Sign in' }).click()
    }
    await tenant.getByRole('button', { name: 'Continue' }).click()
    if (consents) await tenant.getByRole('button', { name: 'Accept' }).click()
    await tenant.getByText('You may now close this window').waitFor()
    await tenant.close()
  }
})
