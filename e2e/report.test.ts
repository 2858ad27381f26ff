import { readFile } from 'node:fs/promises'
import type { Connection } from '@tandem/model/api/connections.ts'
import type { MadeInvitation } from '@tandem/model/api/invitations.ts'
import type { Verification } from '@tandem/model/verification.ts'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { apiOf, within } from './api.ts'
import { accessibilityFaults } from './axe.ts'
import { launchBrowser, noBrowser, signIn } from './browser.ts'
import { type Demo, type DemoPlace, startDemo, startedPlace } from './demo.ts'

if (noBrowser !== undefined) console.warn(`Skipped: ${noBrowser}`)

/** The report as a page, as JSON and on paper: for who is signed in, and for the invited administrator. */
describe.skipIf(noBrowser !== undefined)('a verification report', () => {
  let place: DemoPlace
  let demo: Demo
  let browser: Browser
  let context: BrowserContext
  let page: Page
  let api: ReturnType<typeof apiOf>
  let connection: Connection
  let report: Verification

  beforeAll(async () => {
    place = await startedPlace()
    demo = await startDemo(place)
    api = apiOf(demo)
    const [harbor] = demo.organisations
    const found = await api<{ items: Connection[] }>('GET', `/organisations/${harbor!.id}/connections`)
    connection = found.items[0]!
    await api('PATCH', `/connections/${connection.id}`, {
      refusedMailbox: 'daniel.okafor@harborrealty.example',
    })
    const { id } = await api<Verification>('POST', `/connections/${connection.id}/verifications`, {})
    report = (
      await within(20_000, 'a report', async () => {
        const now = await api<Verification>('GET', `/verifications/${id}`)
        return now.finishedAt !== null && now
      })
    ).answer
    browser = await launchBrowser()
    context = await browser.newContext({ ignoreHTTPSErrors: true, reducedMotion: 'reduce' })
    context.setDefaultTimeout(30_000)
    page = await context.newPage()
  })
  afterAll(async () => {
    await browser?.close()
    await demo?.interrupt()
    await place?.remove()
  })

  test('names a mailbox that must be refused and was not, in the table and among the checks', async () => {
    expect(report.checks.find(({ check }) => check === 'scope')?.state).toBe('failed')
    await page.goto(`${demo.url}/console/connections/${connection.id}`)
    await signIn(page, demo.operator)
    await page.getByText('The application can open mailboxes outside the group.').first().waitFor()
    await page.getByText(/We look again by ourselves at .*, until .* at most\./).waitFor()
    const table = page.getByRole('table', { name: 'What the application opens' })
    await table.getByText('Still propagating').first().waitFor()
    await table.getByText('Allowed').first().waitFor()
    expect(await accessibilityFaults(page)).toEqual([])
  })

  test('opens as a document that prints whole, and downloads as JSON', async () => {
    await page.getByRole('link', { name: 'Open as a document' }).first().click()
    await page.getByRole('heading', { name: 'Verification report' }).waitFor()
    await page.getByText('Harbor Realty', { exact: true }).first().waitFor()
    for (const { title } of report.checks) await page.getByText(title, { exact: true }).first().waitFor()
    expect(await accessibilityFaults(page)).toEqual([])
    const waiting = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Download JSON' }).click()
    const file = await (await waiting).path()
    const saved = JSON.parse(await readFile(file, 'utf8'))
    expect(saved).toMatchObject({ id: report.id, organisation: 'Harbor Realty', access: report.access })
    await page.emulateMedia({ media: 'print' })
    expect(await page.getByRole('button', { name: 'Print' }).isVisible()).toBe(false)
    const pdf = (await page.pdf({ preferCSSPageSize: true, printBackground: true })).toString('latin1')
    // Seventeen checks with evidence do not fit on one sheet: nothing was cut off at the window's edge.
    expect(pdf.match(/\/Type\s*\/Page\b/g)?.length).toBeGreaterThan(1)
    await page.emulateMedia({ media: null })
  })

  test('is opened by the invited administrator too, and not by a link to another connection', async () => {
    const [harbor, summit] = demo.organisations
    const { token } = await api<MadeInvitation>('POST', `/organisations/${harbor!.id}/invitations`, {
      connectionId: connection.id,
    })
    const invited = await browser.newContext({ ignoreHTTPSErrors: true })
    const own = await invited.newPage()
    await own.goto(`${demo.url}/setup/reports/${report.id}#${token}`)
    await own.getByRole('heading', { name: 'Verification report' }).waitFor()
    await own.getByText('Still propagating').first().waitFor()
    await own.getByRole('link', { name: 'Back to Setup' }).click()
    await own.getByRole('heading', { name: 'Connect Harbor Realty' }).waitFor()
    const other = await api<MadeInvitation>('POST', `/organisations/${summit!.id}/invitations`, {})
    const answer = await fetch(`${demo.url}/api/v1/setup/verifications/${report.id}`, {
      headers: { authorization: `Invitation ${other.token}` },
    })
    expect(answer.status).toBe(404)
    await invited.close()
  })
})
