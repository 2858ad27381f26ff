import { createHmac } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { accessibilityFaults } from './axe.ts'
import { launchBrowser, noBrowser, noteTroubles, signIn } from './browser.ts'
import { type Demo, type DemoPlace, startDemo, startedPlace } from './demo.ts'

if (noBrowser !== undefined) console.warn(`Skipped: ${noBrowser}`)

/** RFC 6238 with SHA-1, six digits, thirty seconds, as authenticator apps calculate it. */
function codeFor(key: string): string {
  const bits = [...key]
    .map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0'))
    .join('')
  const bytes = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)))
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)))
  const hash = createHmac('sha1', bytes).update(counter).digest()
  const place = (hash.at(-1) ?? 0) & 15
  return String((hash.readUInt32BE(place) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}

describe.skipIf(noBrowser !== undefined)('people and permissions', () => {
  let place: DemoPlace
  let demo: Demo
  let browser: Browser
  let operator: Page
  let administrator: Page
  let agent: Page
  let link = ''
  const troubles: string[] = []

  beforeAll(async () => {
    place = await startedPlace()
    demo = await startDemo(place)
    browser = await launchBrowser()
    operator = await somebody()
    administrator = await somebody()
    agent = await somebody()
  })
  afterAll(async () => {
    await browser?.close()
    await demo?.interrupt()
    await place.remove()
  })

  /** A person with a browser of their own. */
  async function somebody(): Promise<Page> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 } })
    noteTroubles(context, troubles)
    const page = await context.newPage()
    page.setDefaultTimeout(15_000)
    return page
  }

  async function invite(page: Page, email: string, name: string): Promise<void> {
    await page.getByRole('button', { name: 'Invite', exact: true }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('E-mail').fill(email)
    await dialog.getByLabel('Name').fill(name)
  }

  async function makeLink(page: Page): Promise<string> {
    await page.getByRole('button', { name: 'Make the link' }).click()
    return await page.getByText(/\/join\/#/).innerText()
  }

  async function join(page: Page, password: string): Promise<void> {
    await page.goto(link)
    await page.getByRole('heading', { name: 'Join Harbor Realty' }).waitFor()
    const field = page.getByLabel('Choose a password')
    await field.fill('too short')
    await page.getByText('3 more letters').waitFor()
    await field.fill(password)
    expect(await accessibilityFaults(page)).toEqual([])
    await page.getByRole('button', { name: 'Join' }).click()
  }

  test('an operator signs in, after a wrong password is refused, and invites an administrator', async () => {
    await operator.goto(demo.url)
    await signIn(operator, { ...demo.operator, password: 'not the password' })
    await operator.getByText('do not belong together').waitFor()
    expect(await accessibilityFaults(operator)).toEqual([])
    await signIn(operator, demo.operator)
    await operator.getByRole('link', { name: 'Harbor Realty' }).waitFor()
    await operator.getByRole('link', { name: 'People' }).click()
    await invite(operator, 'ada@harborrealty.example', 'Ada Morse')
    await operator.getByRole('combobox', { name: 'Of which organisation' }).click()
    await operator.getByRole('option', { name: 'Harbor Realty' }).click()
    link = await makeLink(operator)
    expect(await accessibilityFaults(operator)).toEqual([])
  })

  test('the administrator joins and sets up a second factor, which the next sign-in asks for', async () => {
    await join(administrator, 'harbor-administrator')
    await administrator.getByRole('heading', { name: 'Harbor Realty', exact: true }).waitFor()
    await administrator.goto(`${demo.url}/account`)
    await administrator.getByRole('button', { name: 'Set up an app' }).click()
    await administrator.getByLabel('Your password').fill('harbor-administrator')
    await administrator.getByRole('button', { name: 'Go on' }).click()
    const key = await administrator.getByText(/^[A-Z2-7]{20,}$/).innerText()
    expect(await accessibilityFaults(administrator)).toEqual([])
    await administrator.getByLabel('Code').fill(codeFor(key))
    await administrator.getByRole('button', { name: 'Switch on' }).click()
    const codes = administrator.getByRole('list', { name: 'Backup codes' }).getByRole('listitem')
    await codes.first().waitFor()
    const backupCode = await codes.first().innerText()
    await administrator.getByRole('button', { name: 'Account', exact: true }).click()
    await administrator.getByRole('menuitem', { name: 'Sign out' }).click()
    await signIn(administrator, { email: 'ada@harborrealty.example', password: 'harbor-administrator' })
    await administrator.getByLabel('Code').fill('000000')
    await administrator.keyboard.press('Enter')
    await administrator.getByText('This code is not right').waitFor()
    await administrator.getByRole('button', { name: 'Use a backup code' }).click()
    await administrator.getByLabel('Backup code').fill(backupCode)
    await administrator.keyboard.press('Enter')
    await administrator.getByRole('link', { name: 'People' }).waitFor()
  })

  test('an agent with one mailbox sees that one alone, and no page of others', async () => {
    await administrator.getByRole('link', { name: 'People' }).click()
    await invite(administrator, 'ben@harborrealty.example', 'Ben Ortiz')
    await administrator.getByRole('checkbox', { name: /daniel\.okafor/ }).click()
    link = await makeLink(administrator)
    await join(agent, 'harbor-agent-password')
    await agent.getByText('Choose a mailbox').waitFor()
    const ways = agent.getByRole('navigation', { name: 'Main' }).getByRole('link')
    expect(await ways.allInnerTexts()).toEqual(['Workspace'])
    const mailboxes = agent.getByRole('main').getByRole('link')
    await mailboxes.first().waitFor()
    expect(await mailboxes.allInnerTexts()).toEqual([expect.stringContaining('daniel.okafor')])
    await mailboxes.first().click()
    await agent.getByRole('listbox', { name: 'Contacts' }).getByRole('option').first().waitFor()
    for (const path of ['/console', '/people', '/audit', '/trouble', '/workspace/supervision']) {
      await agent.goto(`${demo.url}${path}`)
      await agent.getByRole('heading', { name: 'This is not yours to do' }).waitFor()
    }
    expect(await accessibilityFaults(agent)).toEqual([])
    await agent.goto(link)
    await agent.getByText('was accepted already').waitFor()
  })

  test('support sees the contacts only while the administrator lets it', async () => {
    await operator.getByRole('link', { name: 'Workspace' }).click()
    await operator.getByRole('link', { name: /daniel\.okafor/ }).click()
    const refused = operator.getByText('has not let support see its data')
    await refused.waitFor()
    await administrator.getByRole('link', { name: 'Organisation' }).click()
    await administrator.getByRole('button', { name: 'Let support in' }).click()
    await administrator.getByLabel('What for').fill('Two contacts are doubled')
    await administrator.getByRole('button', { name: 'Let them in' }).click()
    await administrator.getByText('Support sees the data at the moment.').waitFor()
    expect(await accessibilityFaults(administrator)).toEqual([])
    await operator.reload()
    await operator.getByRole('listbox', { name: 'Contacts' }).getByRole('option').first().waitFor()
    await administrator.getByRole('button', { name: 'End', exact: true }).click()
    await administrator.getByRole('button', { name: 'End it' }).click()
    await administrator.getByText('Support sees none of the data.').waitFor()
    await operator.reload()
    await refused.waitFor()
  })

  test('the audit log tells the acts, is as it was written, and is exported', async () => {
    await administrator.getByRole('link', { name: 'Audit log' }).click()
    const log = administrator.getByRole('table', { name: 'Audit log' })
    await log.getByText('Let support see the data').waitFor()
    await log.getByText('Ended a support approval').waitFor()
    // Two of them are the demo's own agents.
    expect(await log.getByText('Joined').count()).toBe(4)
    await administrator.getByRole('button', { name: 'Check all entries' }).click()
    await administrator.getByText('entries is as it was written').waitFor()
    expect(await accessibilityFaults(administrator)).toEqual([])
    const [file] = await Promise.all([
      administrator.waitForEvent('download'),
      administrator.getByRole('link', { name: 'Export CSV' }).click(),
    ])
    expect(await readFile(await file.path(), 'utf8')).toContain('approval.granted')
    expect(troubles).toEqual([])
  })
})
