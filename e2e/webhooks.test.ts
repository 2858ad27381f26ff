import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { accessibilityFaults } from './axe.ts'
import { launchBrowser, noBrowser, signIn } from './browser.ts'
import { type Demo, type DemoPlace, startDemo, startedPlace } from './demo.ts'

if (noBrowser !== undefined) console.warn(`Skipped: ${noBrowser}`)

describe.skipIf(noBrowser !== undefined)('webhooks in the Console', () => {
  let place: DemoPlace
  let demo: Demo
  let browser: Browser
  let context: BrowserContext
  let page: Page
  let secret = ''
  let status = 200
  const received: { headers: Record<string, string>; body: string }[] = []
  const troubles: string[] = []
  const receiver = createServer(async (request, answer) => {
    let body = ''
    for await (const part of request) body += part
    received.push({ headers: request.headers as Record<string, string>, body })
    answer.writeHead(status).end(status === 200 ? 'thanks' : '<b>not now</b>')
  })

  beforeAll(async () => {
    receiver.listen(0, '127.0.0.1')
    await once(receiver, 'listening')
    place = await startedPlace()
    demo = await startDemo(place)
    browser = await launchBrowser()
    context = await browser.newContext({ viewport: { width: 1280, height: 900 } })
    context.on('weberror', (error) => troubles.push(String(error.error())))
    page = await context.newPage()
  })
  afterAll(async () => {
    await browser.close()
    await demo.interrupt()
    await place.remove()
    receiver.close()
  })

  test('one is made on the organisation’s page, its secret shown once', async () => {
    await page.goto(demo.url)
    await signIn(page, demo.operator)
    await page.getByRole('link', { name: 'Harbor Realty' }).click()
    await page.getByRole('button', { name: 'New webhook' }).click()
    await page.getByRole('textbox', { name: 'Address' }).fill('https://169.254.169.254/')
    await page.getByRole('textbox', { name: 'Description' }).fill('CRM production')
    await page.getByRole('button', { name: 'Make the webhook' }).click()
    await page
      .getByText(/lies inside the network/)
      .first()
      .waitFor()
    await page
      .getByRole('textbox', { name: 'Address' })
      .fill(`http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hooks`)
    await page.getByRole('button', { name: 'Make the webhook' }).click()
    secret = (await page.getByText(/^whsec_/).textContent()) ?? ''
    await page.getByRole('button', { name: 'Done' }).click()
    await page.getByRole('link', { name: /127\.0\.0\.1/ }).click()
    await page.getByRole('heading', { name: 'CRM production' }).waitFor()
  })

  test('the test button shows the receiver’s answer, and the request verifies', async () => {
    await page.getByRole('button', { name: 'Send a test' }).click()
    await page.getByText('Taken: the receiver answered 200.').waitFor({ timeout: 10_000 })
    await page.getByText('thanks').waitFor()
    const { headers, body } = received[0]!
    // By hand, as the specification of Standard Webhooks says it ("Signature scheme").
    const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`
    const key = Buffer.from(secret.slice('whsec_'.length), 'base64')
    const signature = createHmac('sha256', key).update(signed).digest('base64')
    expect(headers['webhook-signature']).toBe(`v1,${signature}`)
    expect(JSON.parse(body)).toMatchObject({ type: 'test' })
  })

  test('a contact made by a program is delivered; one that failed is opened, read as text and sent again', async () => {
    status = 500
    await fetch(`${demo.url}/api/v1/mailboxes/daniel.okafor@harborrealty.example/contacts`, {
      method: 'POST',
      headers: { authorization: `Bearer ${demo.apiKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({ givenName: 'Hook' }),
    })
    const row = page.getByRole('row', { name: /contact\.changed/ }).last()
    await row.getByText('500').waitFor({ timeout: 15_000 })
    await row.getByRole('button', { name: 'contact.changed' }).click()
    await page.getByText('<b>not now</b>').first().waitFor()
    status = 200
    await page.getByRole('button', { name: /^Send (now|again)$/ }).click()
    await row.getByText('Delivered').waitFor({ timeout: 15_000 })
  })

  test('the page has no accessibility fault that axe can find, on a desk and on a phone', async () => {
    expect(await accessibilityFaults(page)).toEqual([])
    await page.emulateMedia({ colorScheme: 'dark' })
    expect(await accessibilityFaults(page)).toEqual([])
    await page.setViewportSize({ width: 390, height: 844 })
    expect(await accessibilityFaults(page)).toEqual([])
    expect(troubles).toEqual([])
  })
})
