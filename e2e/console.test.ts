import { readFile } from 'node:fs/promises'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { Agent, fetch } from 'undici'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ApiContact, apiOf, within } from './api.ts'
import { accessibilityFaults } from './axe.ts'
import { launchBrowser, noBrowser } from './browser.ts'
import { choosePlace, type Demo, type DemoPlace, startDemo } from './demo.ts'

describe.skipIf(noBrowser !== undefined)('the Console', () => {
  let place: DemoPlace
  let demo: Demo
  let browser: Browser
  let context: BrowserContext
  let page: Page
  let api: ReturnType<typeof apiOf>
  let mailboxes: { id: string; address: string; connectionId: string }[]
  const troubles: string[] = []

  beforeAll(async () => {
    place = await choosePlace()
    demo = await startDemo(place)
    api = apiOf(demo)
    mailboxes = (await api<{ items: typeof mailboxes }>('GET', '/mailboxes?limit=100')).items
    browser = await launchBrowser()
    context = await browser.newContext({ ignoreHTTPSErrors: true })
    context.setDefaultTimeout(10_000)
    context.on('weberror', (error) => troubles.push(String(error.error())))
    page = await context.newPage()
    await page.goto(demo.url)
    await signIn()
  })
  afterAll(async () => {
    await browser?.close()
    await demo?.interrupt()
    await place?.remove()
  })

  test('contacts that vanish from a mailbox are deleted here only after a yes, and can be undone', async () => {
    const mailbox = await lose('andre.goncalves', 5)
    await page.goto(`${demo.url}/console/mailboxes/${mailbox.id}`)
    await page.getByText('56 of 61 contacts are suddenly missing in the mailbox.').waitFor()
    expect(await page.getByRole('listitem').count()).toBeGreaterThan(4)
    expect(await countHere(mailbox.id)).toBe(61)
    expect(await accessibilityFaults(page)).toEqual([])
    await page.getByRole('button', { name: 'Yes, delete them here too' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Delete them' }).click()
    await page.getByText('In step', { exact: true }).waitFor()
    expect(await countHere(mailbox.id)).toBe(5)
    const deletion = page.getByRole('row', { name: /From the mailbox/ }).filter({ hasText: '56' })
    await deletion.getByRole('button', { name: 'Undo' }).click()
    await page.getByText('56 deleted come back').waitFor()
    await page.getByRole('dialog').getByRole('button', { name: 'Undo' }).click()
    await page.getByText('56 taken back here; the mailbox follows.').waitFor()
    await within(
      8000,
      'all of them in the mailbox again',
      async () => (await inMailbox(mailbox)).length === 61,
    )
  })

  test('contacts that vanished by mistake are put back into the mailbox after a no', async () => {
    const mailbox = await lose('eleni.papadaki', 10)
    await page.goto(`${demo.url}/console/mailboxes/${mailbox.id}`)
    await page.getByRole('button', { name: 'No, put them back' }).click()
    await page.getByText('In step', { exact: true }).waitFor()
    await within(
      8000,
      'all of them in the mailbox again',
      async () => (await inMailbox(mailbox)).length === 73,
    )
    expect(await countHere(mailbox.id)).toBe(73)
  })

  function mailboxOf(name: string) {
    const found = mailboxes.find(({ address }) => address.startsWith(name))
    if (!found) throw new Error(`no mailbox ${name}`)
    return found
  }

  /** Its person deletes all but `keep`; Tandem looks once, so that all of it is seen at once. */
  async function lose(name: string, keep: number) {
    const mailbox = mailboxOf(name)
    const items = await inMailbox(mailbox)
    await unheard(async () => {
      await Promise.all(
        items.slice(keep).map(({ id }) => control('DELETE', `/mailboxes/${mailbox.address}/contacts/${id}`)),
      )
    })
    await api('POST', `/mailboxes/${mailbox.id}/sync`)
    return mailbox
  }

  /** What is done meanwhile in the mailboxes is told to nobody. */
  async function unheard(act: () => Promise<void>): Promise<void> {
    await control('PUT', '/notifications', { drop: 1 })
    await act()
    await control('DELETE', '/notifications')
  }

  async function inMailbox(mailbox: { address: string }) {
    const { contacts } = await control<{ contacts: { id: string; fields: ApiContact }[] }>(
      'GET',
      `/mailboxes/${mailbox.address}/contacts?top=1000`,
    )
    return contacts
  }

  async function countHere(mailboxId: string): Promise<number> {
    const { items } = await api<{ items: unknown[] }>('GET', `/mailboxes/${mailboxId}/contacts?limit=200`)
    return items.length
  }

  async function signIn(): Promise<void> {
    await page.getByLabel(/mail/i).first().fill(demo.operator.email)
    await page
      .getByLabel(/password/i)
      .first()
      .fill(demo.operator.password)
    await page.keyboard.press('Enter')
    await page.getByRole('link', { name: 'Harbor Realty' }).waitFor()
  }

  /** The emulator's control interface. */
  async function control<T>(method: string, path: string, body?: unknown): Promise<T> {
    const { url, caFile, controlToken } = demo.emulator
    dispatcher ??= new Agent({ connect: { ca: await readFile(caFile, 'utf8') } })
    const answer = await fetch(`${url}/_control${path}`, {
      method,
      dispatcher,
      headers: { authorization: `Bearer ${controlToken}`, 'content-type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
    })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${text}`)
    return (text === '' ? undefined : JSON.parse(text)) as T
  }
  let dispatcher: Agent | undefined
})
