import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { administrator } from './administrator.ts'
import { accessibilityFaults } from './axe.ts'
import { launchBrowser, noBrowser } from './browser.ts'
import { type Demo, type DemoPlace, startDemo, startedPlace } from './demo.ts'
import { openWorld, type World } from './situations.ts'

if (noBrowser !== undefined) console.warn(`Skipped: ${noBrowser}`)

const application = 'Tandem-1'
const group = 'Tandem users'
const priya = 'priya.raman@summitbrokers.example'
const jean = 'jean.leblanc@summitbrokers.example'

/** The administrator of Summit Brokers, who has never done this: Setup in one window, their tenant in the other. */
describe.skipIf(noBrowser !== undefined)('From the invitation link to "verified"', () => {
  let place: DemoPlace
  let demo: Demo
  let world: World
  let browser: Browser
  let context: BrowserContext
  let setup: Page
  let tenant: ReturnType<typeof administrator>
  const secretIds: string[] = []
  let ids: { client: string; object: string; tenant: string }

  beforeAll(async () => {
    place = await startedPlace()
    demo = await startDemo(place)
    world = await openWorld(demo)
    browser = await launchBrowser()
    context = await browser.newContext({ ignoreHTTPSErrors: true })
    context.setDefaultTimeout(20_000)
    setup = await context.newPage()
    tenant = administrator(await context.newPage(), demo.emulator.url, 'Summit Brokers')
  })
  afterAll(async () => {
    await browser.close()
    await demo.interrupt()
    await place.remove()
  })

  const field = (name: string) => setup.getByRole('textbox', { name })
  const press = (name: string | RegExp) => setup.getByRole('button', { name }).first().click()
  const step = async (title: string) =>
    await setup.getByRole('button', { name: new RegExp(`^Step \\d: ${title}`) }).click()
  const says = async (text: RegExp) => await setup.getByText(text).first().waitFor()
  const ticked = async (title: string) =>
    await setup.getByRole('button', { name: new RegExp(`^Step \\d: ${title}, done$`) }).waitFor()

  /** Verifies until the report has ended, and wants this sentence in it. */
  async function verify(sentence: RegExp): Promise<void> {
    await step('Verify')
    const before = (await newestVerification())?.id
    await press(/^Verify/)
    await expect
      .poll(
        async () => {
          const newest = await newestVerification()
          return newest?.id !== before && /passed|failed/.test(newest?.state ?? '')
        },
        { timeout: 15_000, interval: 200 },
      )
      .toBe(true)
    await setup
      .getByText(/^(The connection (works|does not work yet)|Not yet: a change may still be on its way)\./)
      .first()
      .waitFor()
    await says(sentence)
  }
  const verified = async () => {
    await verify(/^The connection works\.$/)
    expect((await connection()).state).toBe('verified')
  }
  async function connection(): Promise<{ id: string; state: string; settings: object }> {
    const path = `/organisations/${demo.organisations[1]?.id}/connections`
    return (await world.api<{ items: { id: string; state: string; settings: object }[] }>('GET', path))
      .items[0]!
  }
  async function newestVerification(): Promise<{ id: string; state: string } | undefined> {
    const { id } = await connection()
    const path = `/connections/${id}/verifications?limit=1`
    return (await world.api<{ items: { id: string; state: string }[] }>('GET', path)).items[0]
  }
  async function makeSecret() {
    const made = await tenant.makeSecret(application)
    secretIds.push(made.id)
    return made
  }
  async function enterSecret(): Promise<void> {
    const made = await makeSecret()
    await step('Make a secret')
    await setup.getByLabel('Value of the client secret').fill(made.value)
    await press('Seal and go on')
    await setup.getByRole('heading', { name: 'Verify' }).waitFor()
  }
  async function enterIds(client: string, tenantId: string): Promise<void> {
    await step('Register the application')
    await field('Application (client) ID').fill(client)
    await field('Directory (tenant) ID').fill(tenantId)
    await press('Save and go on')
    await setup.getByRole('heading', { name: 'Choose the mailboxes' }).waitFor()
  }
  async function enterTestMailbox(address: string, refused = jean): Promise<void> {
    await step('Name test mailboxes')
    await field('Test mailbox').fill(address)
    await field('A mailbox that must be refused').fill(refused)
    await press('Save and go on')
    await setup.getByRole('heading', { name: 'Grant permissions' }).waitFor()
  }

  test('a link without its end, or one that was never made, says what to do', async () => {
    await setup.goto(demo.invitation.slice(0, -3))
    await says(/not complete.*Copy the whole link/)
    await setup.goto(`${demo.invitation.slice(0, -3)}aaa`)
    await says(/We do not know this invitation link/)
  })

  test('the right path, each step as the guide says, with the tenant’s own pages beside it', async () => {
    await setup.goto(demo.invitation)
    await press('Begin')
    ids = await tenant.register(application)
    await setup.bringToFront()
    // Both lines at once, as the script prints them.
    await field('Application (client) ID').fill(
      `Application (client) ID: ${ids.client} Directory (tenant) ID:   ${ids.tenant}`,
    )
    expect(await field('Directory (tenant) ID').inputValue()).toBe(ids.tenant)
    await press('Save and go on')

    await field('Address of the group').fill('tandem-users@summitbrokers.example')
    const script = setup.getByRole('region', { name: 'Script scope.ps1' })
    expect(await script.innerText()).toContain(`$clientId = '${ids.client}'`)
    expect(await script.innerText()).toContain("$group = 'tandem-users@summitbrokers.example'")
    await tenant.makeGroup(group, 'tandem-users@summitbrokers.example', [/priya\.raman/])
    await tenant.assignRole(application, /Tandem users/)
    await press('Done, go on')

    await field('Test mailbox').fill(priya)
    await field('A mailbox that must be refused').fill(jean)
    await press('Save and go on')

    await tenant.addPermission(application, 'User.Read.All')
    await tenant.consent(application)
    await press('Done, go on')
    await enterSecret()
    await ticked('Make a secret')
    await verified()
    await says(/Done\. Summit Brokers is connected\./)
    expect(await setup.getByRole('button', { name: /, done$/ }).count()).toBe(6)
  })

  test('another device goes on where this one was, also on a phone in the dark, with nothing for axe to say', async () => {
    const other = await browser.newContext({ colorScheme: 'dark', viewport: { width: 390, height: 844 } })
    const phone = await other.newPage()
    await phone.goto(demo.invitation)
    await phone.getByText(/Done\. Summit Brokers is connected\./).waitFor()
    expect(await accessibilityFaults(phone)).toEqual([])
    await phone.getByRole('button', { name: /^Step 2/ }).click()
    expect(await phone.getByRole('textbox', { name: 'Address of the group' }).inputValue()).toBe(
      'tandem-users@summitbrokers.example',
    )
    const wide = await phone.evaluate('document.documentElement.scrollWidth > innerWidth')
    expect(wide).toBe(false)
    expect(await accessibilityFaults(phone)).toEqual([])
    await phone.getByRole('radio', { name: /legacy/ }).check()
    await phone
      .getByText(/Microsoft says not to make new ones/)
      .first()
      .waitFor()
    await phone.getByRole('radio', { name: /recommended/ }).check()
    // The other one is told of it (it was set back, so only the marks differ: nothing is said).
    await other.close()
  })

  test('1: the Secret ID instead of the Value cannot be sent, and the field says why', async () => {
    const made = await makeSecret()
    await step('Make a secret')
    const value = setup.getByLabel('Value of the client secret')
    await value.fill(made.id)
    await says(/This is the Secret ID; we need the Value/)
    expect(await setup.getByRole('button', { name: 'Seal and go on' }).isDisabled()).toBe(true)
    await value.fill(made.value)
    await press('Seal and go on')
    await verified()
  })

  test('2: the wrong tenant: the domain is looked up while typing, and the look says that the application is not there', async () => {
    await step('Register the application')
    await field('Directory (tenant) ID').fill('harborrealty.examples')
    await says(/Microsoft knows no tenant with the domain harborrealty\.examples/)
    await enterIds(ids.client, 'harborrealty.example')
    await setup.getByRole('button', { name: /Register the application, something is wrong/ }).waitFor()
    await step('Register the application')
    await says(/does not exist in the tenant/)
    await enterIds(ids.client, ids.tenant)
    await ticked('Register the application')
    await verified()
  })

  test('3: the Object ID instead of the application’s: found by itself, without a verification', async () => {
    await step('Register the application')
    await field('Application (client) ID').fill(`Object ID : ${ids.object}`)
    await says(/This is the Object ID/)
    await enterIds(ids.object, ids.tenant)
    await setup.getByRole('button', { name: /Register the application, something is wrong/ }).waitFor()
    await verify(/does not exist in the tenant/)
    await press('Go to “Register the application”')
    await enterIds(ids.client, ids.tenant)
    await verified()
  })

  test('4: a permission is missing: named, granted, seen by the look', async () => {
    await step('Choose the mailboxes')
    // `check` looks at once, before the page has drawn what was pressed.
    await setup.getByRole('checkbox', { name: /^Tasks/, checked: false }).click()
    await setup.getByRole('checkbox', { name: /^Tasks/, checked: true }).waitFor()
    await step('Grant permissions')
    await says(/One permission is missing: Tasks\.ReadWrite\.All/)
    await tenant.addPermission(application, 'Tasks.ReadWrite.All')
    await tenant.consent(application)
    await press('Look again')
    await ticked('Grant permissions')
    await verified()
  })

  test('5: the consent is forgotten: the list alone grants nothing', async () => {
    await tenant.revoke(application, 'Tasks.ReadWrite.All')
    await verify(/One permission is missing: Tasks\.ReadWrite\.All/)
    await says(/Grant admin consent/)
    await tenant.consent(application)
    await verified()
  })

  test('13: delegated instead of application: the kind that counts is named, here and in the guide beside it', async () => {
    await tenant.removePermission(application, 'Tasks.ReadWrite.All')
    await tenant.addDelegated(application, 'Tasks.ReadWrite')
    await tenant.consent(application)
    await verify(/One permission is missing: Tasks\.ReadWrite\.All/)
    await press('Go to “Grant permissions”')
    await setup.locator('summary', { hasText: 'If it does not work' }).click()
    await says(/The other kind was chosen: remove the line and add it again/)
    await tenant.removeDelegated(application, 'Tasks.ReadWrite')
    await tenant.addPermission(application, 'Tasks.ReadWrite.All')
    await tenant.consent(application)
    await verified()
  })

  test('6: one permission too many: everything works, and what is not needed is named', async () => {
    await tenant.addPermission(application, 'Mail.ReadWrite')
    await tenant.consent(application)
    await verify(/Not needed beside it: Mail\.ReadWrite/)
    await tenant.removePermission(application, 'Mail.ReadWrite')
    await verified()
    await says(/Mail\.ReadWrite was removed on/)
    expect(await setup.getByText(/Not needed beside it/).count()).toBe(0)
  })

  test('7: a tenant-wide grant beside the scope: every mailbox is open', async () => {
    await tenant.addPermission(application, 'Contacts.ReadWrite')
    await tenant.consent(application)
    await verify(/can open mailboxes outside the group/)
    await says(/Contacts\.ReadWrite is granted for the whole tenant/)
    await tenant.removePermission(application, 'Contacts.ReadWrite')
    await verified()
  })

  test('8: the secret has expired', async () => {
    await expireSecrets()
    await verify(/The secret has expired/)
    await enterSecret()
    await verified()
  })

  test('9: the test mailbox has no licence', async () => {
    await tenant.setUser('Priya Raman', 'Has a licence with a mailbox', false)
    await verify(/has no mailbox: no licence/)
    await tenant.setUser('Priya Raman', 'Has a licence with a mailbox', true)
    await verified()
  })

  test('10: the test mailbox lives on an own server', async () => {
    await tenant.setUser('Priya Raman', 'Mailbox is on an own server', true)
    await verify(/is not in Microsoft’s cloud/)
    await tenant.setUser('Priya Raman', 'Mailbox is on an own server', false)
    await verified()
  })

  test('11: the mailbox that must be refused is inside the group', async () => {
    await tenant.setMember(group, /jean\.leblanc/, true)
    await verify(/can open mailboxes outside the group/)
    await says(/the scope of the role in Exchange holds this mailbox/)
    await tenant.setMember(group, /jean\.leblanc/, false)
    await verified()
  })

  test('12: the test mailbox is mistyped, or of another company: the field knows the latter', async () => {
    await step('Name test mailboxes')
    await field('Test mailbox').fill('priya.raman@harborrealty.example')
    await says(/harborrealty\.example belongs to another tenant/)
    await field('A mailbox that must be refused').fill('priya.raman@harborrealty.example')
    await says(/This is the test mailbox, which must be allowed/)
    await enterTestMailbox('pria.raman@summitbrokers.example')
    await verify(/Nobody in the tenant has the address pria\.raman/)
    await enterTestMailbox(priya)
    await verified()
  })

  test('every report is kept with its date; a new attempt keeps what was typed, without the secret', async () => {
    await verify(/^The connection works\.$/)
    await expireSecrets()
    await verify(/The secret has expired/)
    await press('Start again with a new application')
    await setup.getByText('Tandem-2').first().waitFor()
    await press('Attempts so far')
    await setup.getByRole('heading', { name: 'Tandem-1' }).waitFor()
    expect(await setup.getByText(/: The connection works\.$/).count()).toBeGreaterThan(10)
    await step('Register the application')
    expect(await field('Directory (tenant) ID').inputValue()).toBe(ids.tenant)
    await step('Verify')
    await says(/The step “Make a secret” comes first/)
  })

  async function expireSecrets(): Promise<void> {
    const path = `/tenants/${ids.tenant}/applications/${ids.client}/secrets`
    for (const id of secretIds) await world.control('PUT', `${path}/${id}`, { days: -1 })
  }
})
