import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { within } from './api.ts'
import { accessibilityFaults } from './axe.ts'
import { launchBrowser, noBrowser, noteTroubles, signIn } from './browser.ts'
import { type Demo, type DemoPlace, startDemo, startedPlace } from './demo.ts'
import {
  conflictsOf,
  editHere,
  expiredSecret,
  freshPerson,
  inMailbox,
  listHere,
  lose,
  openWorld,
  type World,
} from './situations.ts'

describe.skipIf(noBrowser !== undefined)('the Console', () => {
  let place: DemoPlace
  let demo: Demo
  let browser: Browser
  let context: BrowserContext
  let page: Page
  let world: World
  let api: World['api']
  let mailboxes: { id: string; address: string; connectionId: string; state: string }[]
  const troubles: string[] = []

  beforeAll(async () => {
    place = await startedPlace()
    demo = await startDemo(place)
    world = await openWorld(demo)
    api = world.api
    mailboxes = (await api<{ items: typeof mailboxes }>('GET', '/mailboxes?limit=100')).items
    browser = await launchBrowser()
    context = await browser.newContext({ ignoreHTTPSErrors: true, reducedMotion: 'reduce' })
    context.setDefaultTimeout(10_000)
    noteTroubles(context, troubles)
    page = await context.newPage()
    await page.goto(demo.url)
    await signIn(page, demo.operator)
    await page.getByRole('link', { name: 'Harbor Realty' }).waitFor()
  })
  afterAll(async () => {
    await browser?.close()
    await demo?.interrupt()
    await place?.remove()
  })

  test('contacts that vanish from a mailbox are deleted here only after a yes, and can be undone', async () => {
    const mailbox = await lose(world, mailboxOf('andre.goncalves'), 5)
    await page.goto(`${demo.url}/console/mailboxes/${mailbox.id}`)
    await page.getByText('56 of 61 contacts are suddenly missing in the mailbox.').waitFor()
    expect(await page.getByRole('listitem').count()).toBeGreaterThan(4)
    expect(await countHere(mailbox.id)).toBe(61)
    expect(await accessibilityFaults(page)).toEqual([])
    await page.getByRole('button', { name: 'Yes, delete them here too' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Delete them' }).click()
    await page.getByRole('region', { name: 'Contacts' }).getByText('In step', { exact: true }).waitFor()
    expect(await countHere(mailbox.id)).toBe(5)
    const deletion = page.getByRole('row', { name: /From the mailbox/ }).filter({ hasText: '56' })
    await deletion.getByRole('button', { name: 'Undo' }).click()
    await page.getByText('56 deleted come back').waitFor()
    await page.getByRole('dialog').getByRole('button', { name: 'Undo' }).click()
    await page.getByText('56 taken back here; the mailbox follows.').waitFor()
    await within(
      8000,
      'all of them in the mailbox again',
      async () => (await inMailbox(world, mailbox)).length === 61,
    )
  })

  test('contacts that vanished by mistake are put back into the mailbox after a no', async () => {
    const mailbox = await lose(world, mailboxOf('eleni.papadaki'), 10)
    await page.goto(`${demo.url}/console/mailboxes/${mailbox.id}`)
    await page.getByRole('button', { name: 'No, put them back' }).click()
    await page.getByRole('region', { name: 'Contacts' }).getByText('In step', { exact: true }).waitFor()
    await within(
      8000,
      'all of them in the mailbox again',
      async () => (await inMailbox(world, mailbox)).length === 73,
    )
    expect(await countHere(mailbox.id)).toBe(73)
  })

  test('conflicts are decided from the mailbox and from the contact; a deletion against an edit reads as it was', async () => {
    const mailbox = mailboxOf('daniel.okafor')
    const [both, gone, back] = await conflictsOf(world, mailbox)
    await page.goto(`${demo.url}/console/mailboxes/${mailbox.id}`)
    await page.getByText('Deleted in the mailbox while it was edited in Tandem.').waitFor()
    await page.getByText('Deleted in Tandem while it was edited in the mailbox.').waitFor()
    expect(await accessibilityFaults(page)).toEqual([])
    const bar = (text: string) => page.getByRole('group').filter({ hasText: text })
    await bar('Deleted in the mailbox').getByRole('button', { name: 'Delete it on both sides' }).click()
    await bar('Deleted in Tandem').getByRole('button', { name: 'Keep it' }).click()
    await page.getByRole('link', { name: both.displayName as string }).click()
    await page.getByText('Written in Outlook').first().waitFor()
    await page.getByRole('button', { name: 'Use the mailbox’s' }).click()
    await page.getByText('Changed on both sides').waitFor({ state: 'detached' })
    await within(5000, 'all three decided', async () => {
      const { items } = await api<{ items: unknown[] }>('GET', `/conflicts?mailbox=${mailbox.id}`)
      return items.length === 0
    })
    await within(5000, 'the decisions in the mailbox', async () => {
      const there = await inMailbox(world, mailbox)
      const named = (contact: { displayName?: string | null }) =>
        there.find((one) => one.fields.displayName === contact.displayName)
      return (
        named(both)?.fields.jobTitle === 'Written in Outlook' &&
        named(gone) === undefined &&
        named(back)?.fields.jobTitle === 'Written in Outlook'
      )
    })
  })

  test('an undo says which contacts it left as they are', async () => {
    const mailbox = mailboxOf('rentals')
    const items = (await listHere(world, mailbox)).slice(0, 2)
    const update = items.map(({ id, version }) => ({ id, version, department: 'Sold' }))
    await api('POST', `/mailboxes/${mailbox.id}/contacts/bulk`, { update })
    const [edited] = await listHere(world, mailbox)
    await editHere(world, mailbox, edited!, { department: 'Let' })
    await page.goto(`${demo.url}/console/mailboxes/${mailbox.id}`)
    const batch = page.getByRole('row', { name: /Edited in Tandem.* 0 2 0/ })
    await batch.getByRole('button', { name: 'Undo' }).click()
    await page.getByText('2 changed get their former values').waitFor()
    await page.getByRole('dialog').getByRole('button', { name: 'Undo' }).click()
    await page.getByText('1 taken back here; the mailbox follows.').waitFor()
    await page.getByRole('link', { name: edited!.displayName as string }).waitFor()
    expect(await accessibilityFaults(page)).toEqual([])
  })

  test('a first sync shows what it would do, with folder and private items chosen, and waits for a yes', async () => {
    const address = 'fresh.start@harborrealty.example'
    await freshPerson(world, address, mailboxes)
    const { connectionId } = mailboxOf('daniel.okafor')
    await page.goto(`${demo.url}/console/connections/${connectionId}`)
    await page.getByRole('button', { name: 'Add addresses' }).click()
    const typed = page.getByLabel('Addresses', { exact: true })
    await typed.fill('nonsense')
    await page.getByText('“nonsense” is not an e-mail address').waitFor()
    await typed.fill(`${address}, daniel.okafor@harborrealty.example`)
    await page.getByRole('button', { name: 'Add', exact: true }).click()
    await page.getByText('1 added; 1 were there before.').first().waitFor()
    await page.getByRole('switch', { name: `Keep ${address} in step` }).click()
    await page.getByRole('link', { name: address }).click()
    await page.getByText('It would create 5 here').waitFor()
    await page
      .getByRole('group', { name: 'Contacts' })
      .getByLabel('Folder in the mailbox')
      .selectOption({ label: 'VIP' })
    await page.getByText('It would create 2 here').waitFor()
    await page.getByText(/Created here, for example: .*Zoë/).waitFor()
    await flip('Leave out private contacts', true)
    await page.getByText('It would create 2 here').waitFor()
    expect(await accessibilityFaults(page)).toEqual([])
    await page.getByRole('button', { name: 'Start the first sync' }).click()
    await page.getByRole('region', { name: 'Contacts' }).getByText('In step', { exact: true }).waitFor()
    await page.getByText('Fixed since the first sync began.').first().waitFor()
    await flip('Write edits back to the mailbox', false)
    const id = page.url().split('/').at(-1)!
    const contacts = await listHere(world, { id })
    expect(contacts.length).toBe(2)
    // What said “Saved.” before may still stand.
    const written = { collections: [{ writeBack: false }, { writeBack: true }, { writeBack: true }] }
    await vi.waitFor(async () => expect(await api('GET', `/mailboxes/${id}`)).toMatchObject(written), 10_000)
  })

  test('a secret that has expired is reported with what to do, and the old one works on', async () => {
    const { connectionId } = mailboxOf('daniel.okafor')
    const value = await expiredSecret(world)
    await page.goto(`${demo.url}/console/connections/${connectionId}`)
    await page.getByRole('button', { name: 'Enter a new one' }).click()
    await page.getByLabel(/value/i).first().fill(value)
    await page.getByRole('button', { name: 'Seal and keep' }).click()
    await page.getByText('Waits for its proof').waitFor()
    await page.getByRole('button', { name: 'Verify', exact: true }).click()
    await page.getByText('The secret has expired.').first().waitFor()
    await page.getByText('The new secret is not in use').waitFor()
    await page.getByRole('link', { name: 'To the secret' }).click()
    expect(await accessibilityFaults(page)).toEqual([])
    expect(page.url()).toMatch(/#secret$/)
  })

  test('a suspended connection says so on its mailboxes until it is activated', async () => {
    const { id, connectionId } = mailboxOf('daniel.okafor')
    await page.goto(`${demo.url}/console/connections/${connectionId}`)
    await page.getByRole('button', { name: 'Suspend' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Suspend' }).click()
    await page.getByText('Nothing is read or written until it is activated again.').waitFor()
    expect(await page.getByRole('button', { name: 'Switch all on' }).isDisabled()).toBe(true)
    await page.goto(`${demo.url}/console/mailboxes/${id}`)
    await page.getByText('Its connection is suspended.').waitFor()
    await page.getByText('At rest: as it was last seen').first().waitFor()
    await page.getByRole('link', { name: 'Open the connection' }).click()
    await page.getByRole('button', { name: 'Activate' }).click()
    await page.getByText('In use.').waitFor()
  })

  test('what is typed right after "New" is in the form', async () => {
    await page.goto(`${demo.url}/workspace/${mailboxOf('daniel.okafor').id}`)
    await page.getByRole('option').first().waitFor()
    await page.getByRole('button', { name: 'New' }).focus()
    await page.keyboard.press('Enter')
    await page.keyboard.type('Nadia')
    expect(await page.getByLabel('First name').inputValue()).toBe('Nadia')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('In step with the mailbox').waitFor()
  })

  test('without a connection every page says so and comes back by itself', async () => {
    const { id } = mailboxOf('daniel.okafor')
    await page.goto(`${demo.url}/console`)
    await page.getByRole('link', { name: 'Harbor Realty' }).waitFor()
    await context.setOffline(true)
    await page.getByText('Offline: shown as last seen').waitFor()
    await page.getByRole('link', { name: 'Harbor Realty' }).click()
    await page.getByText('This device is offline.').first().waitFor()
    await context.setOffline(false)
    await page
      .getByRole('link', { name: /Microsoft 365/ })
      .first()
      .waitFor()
    await context.route(/\/api\/v1\/|\/healthz/, (route) => route.abort('connectionrefused'))
    await page.goto(`${demo.url}/workspace/${id}`)
    await page.getByText('Tandem’s server does not answer just now.').waitFor()
    await context.unroute(/\/api\/v1\/|\/healthz/)
    await page.getByRole('option').first().waitFor()
  })

  test('the reference of the API is shown, and signing out leaves nothing open', async () => {
    await page.goto(`${demo.url}/reference`)
    await page.getByText('Change fields of a contact').first().waitFor()
    await page.goto(`${demo.url}/trouble`)
    await page.getByRole('heading', { name: 'Trouble' }).waitFor()
    expect(await accessibilityFaults(page)).toEqual([])
    await page.getByRole('button', { name: 'Account' }).click()
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
    await page
      .getByLabel(/password/i)
      .first()
      .waitFor()
    await page.goto(`${demo.url}/console`)
    await page
      .getByLabel(/password/i)
      .first()
      .waitFor()
    expect(page.url()).toContain('/sign-in?next=')
  })

  test('nothing failed in the page meanwhile', () => {
    expect(troubles).toEqual([])
  })

  async function flip(name: string, checked: boolean): Promise<void> {
    const contacts = page.getByRole('group', { name: 'Contacts' })
    await contacts.getByRole('switch', { name }).click()
    await contacts.getByRole('switch', { name, checked }).waitFor()
  }

  function mailboxOf(name: string) {
    const found = mailboxes.find(({ address }) => address.startsWith(name))
    if (!found) throw new Error(`no mailbox ${name}`)
    return found
  }

  async function countHere(id: string): Promise<number> {
    return (await listHere(world, { id })).length
  }
})
