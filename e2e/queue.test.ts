import { readFile } from 'node:fs/promises'
import type { WholeConversation } from '@tandem/model/api/queues.ts'
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { within } from './api.ts'
import { accessibilityFaults } from './axe.ts'
import { launchBrowser, noBrowser, noteTroubles, signIn } from './browser.ts'
import { type Demo, type DemoPlace, startDemo, startedPlace } from './demo.ts'
import {
  arabic,
  automatic,
  bounce,
  bounceOf,
  encrypted,
  fromWork,
  hostile,
  invites,
  more,
  plan,
  question,
  western,
  withFile,
} from './queue-mails.ts'
import { openWorld, type World } from './situations.ts'

if (noBrowser !== undefined) console.warn(`Skipped: ${noBrowser}`)

const address = 'rentals@harborrealty.example'
const other = 'zofia.wojcik@harborrealty.example'
const off = 'intern@harborrealty.example'
const evil = 'https://evil.example'

describe.skipIf(noBrowser !== undefined)('queues', () => {
  let place: DemoPlace
  let demo: Demo
  let world: World
  let browser: Browser
  let context: BrowserContext
  let page: Page
  let list: Locator
  let conversation: Locator
  const troubles: string[] = []
  const foreign: string[] = []

  beforeAll(async () => {
    place = await startedPlace()
    demo = await startDemo(place)
    world = await openWorld(demo)
    browser = await launchBrowser()
    context = await browser.newContext()
    context.setDefaultTimeout(20_000)
    noteTroubles(context, troubles)
    context.on('request', (request) => {
      const url = request.url()
      if (!url.startsWith(demo.url) && !url.startsWith('data:')) foreign.push(url)
    })
    page = await context.newPage()
    list = page.getByRole('listbox', { name: 'Conversations' })
    conversation = page.getByRole('region', { name: 'Conversation' })
    await page.goto(`${demo.url}/workspace`)
    await signIn(page, demo.operator)
  })
  afterAll(async () => {
    await browser?.close()
    await demo?.interrupt()
    await place?.remove()
  })

  test('a mailbox becomes a queue in the Console, stands in the Workspace, and ends again', async () => {
    await page.getByRole('region', { name: 'Queues' }).getByRole('link', { name: address }).waitFor()
    const { id } = await world.api<{ id: string }>('GET', `/mailboxes/${other}`)
    await page.goto(`${demo.url}/console/mailboxes/${id}`)
    const card = page.getByRole('region', { name: 'Queue', exact: true })
    await card.getByRole('button', { name: 'Make this mailbox a queue' }).click()
    await page.getByRole('dialog').getByLabel('Name').fill('Viewings')
    // The folders are read from the mailbox meanwhile.
    await page.getByRole('combobox', { name: 'Folders whose mail is fetched' }).waitFor()
    expect(await accessibilityFaults(page)).toEqual([])
    await page.getByRole('button', { name: 'Make it a queue' }).click()
    await card.getByText('New mail is fetched as it comes').waitFor()
    await card.getByText('Marked as read once it is here').waitFor()
    await card.getByRole('button', { name: 'Change' }).click()
    await page.getByRole('combobox', { name: 'Folders whose mail is fetched' }).click()
    await page.getByRole('menuitemcheckbox', { name: 'Archive' }).click()
    await page.keyboard.press('Escape')
    await page.getByRole('radio', { name: 'Moved to a folder' }).check()
    await page.getByRole('combobox', { name: 'Folder', exact: true }).click()
    await page.getByRole('option', { name: 'Junk Email' }).click()
    await page.getByRole('button', { name: 'Save' }).click()
    await card.getByText('Moved to “Junk Email” once it is here').waitFor()
    await card.getByText('Inbox, Archive').waitFor()
    await card.getByRole('button', { name: 'Change' }).click()
    await page.getByRole('radio', { name: 'Given a category' }).check()
    await page.getByRole('textbox', { name: 'Category' }).fill('Red, blue')
    await page.getByText('Leave out commas and semicolons.').waitFor()
    await page.getByRole('textbox', { name: 'Category' }).fill('In Tandem')
    await page.getByRole('button', { name: 'Save' }).click()
    await card.getByText('Given the category “In Tandem” once it is here').waitFor()
    expect(await accessibilityFaults(page)).toEqual([])
    await page.getByRole('link', { name: 'Workspace' }).click()
    await page.getByRole('region', { name: 'Queues' }).getByRole('link', { name: 'Viewings' }).click()
    await page.getByText('Nothing is open.').waitFor()
    await page.goto(`${demo.url}/console/mailboxes/${id}`)
    await card.getByRole('button', { name: 'End the queue' }).click()
    await page.getByRole('button', { name: 'End it' }).click()
    await card.getByText('This mailbox is no queue').waitFor()
  })

  test('a mailbox that is off cannot be a queue, and the card says why and what to do', async () => {
    const { id } = await world.api<{ id: string }>('GET', `/mailboxes/${off}`)
    await page.goto(`${demo.url}/console/mailboxes/${id}`)
    await page.getByRole('button', { name: 'Make this mailbox a queue' }).click()
    await page.getByRole('button', { name: 'Make it a queue' }).click()
    await page
      .getByRole('dialog')
      .getByRole('alert')
      .getByText(/switch/i)
      .first()
      .waitFor()
    await page.getByRole('button', { name: 'Cancel' }).click()
    await page.getByRole('link', { name: 'Workspace' }).click()
    await page.getByRole('region', { name: 'Queues' }).getByRole('link', { name: address }).click()
  })

  test('new mail is on the screen by itself; a question and what follows it are one conversation', async () => {
    await deliver(question)
    await rowOf('Is the flat on Elm Street free?').click()
    await conversation.getByText('is it still free in May?').waitFor()
    await deliver(more)
    await conversation.getByText('2 messages').waitFor()
    expect(await rowOf('Is the flat on Elm Street free?').count()).toBe(1)
    const newer = conversation.getByRole('article').last()
    await newer.getByText('One thing more').waitFor()
    // What is being read stays unfolded.
    expect(await conversation.getByText('is it still free in May?').first().isVisible()).toBe(true)
    await newer.getByText('> Good morning').waitFor({ state: 'detached' })
    await newer.getByRole('button', { name: 'Show what was written before' }).click()
    await newer.getByText('> Good morning').waitFor()
    await page.getByRole('option', { name: /^Rentals \(\d+\)$/ }).waitFor({ state: 'attached' })
  })

  test('closed and reopened by keys alone', async () => {
    await deliver(automatic)
    await rowOf('Out of office').waitFor()
    await list.focus()
    await page.keyboard.press('Home')
    await conversation.getByText('I am back on Monday.').waitFor()
    await conversation.getByText('Automatic reply').waitFor()
    await page.keyboard.press('j')
    await conversation.getByRole('heading', { name: 'Is the flat on Elm Street free?' }).waitFor()
    await page.keyboard.press('k')
    await conversation.getByRole('heading', { name: 'Out of office' }).waitFor()
    await page.keyboard.press('e')
    await conversation.getByRole('button', { name: 'Reopen' }).waitFor()
    await rowOf('Out of office').waitFor({ state: 'detached' })
    await within(5000, 'the conversation closed', async () => (await stateOf('Out of office')) === 'closed')
    await page.keyboard.press('e')
    await conversation.getByRole('button', { name: 'Close' }).waitFor()
    await rowOf('Out of office').waitFor()
    await page.keyboard.press('e')
    await rowOf('Out of office').waitFor({ state: 'detached' })
    await page.keyboard.press('j')
    await page.keyboard.press('Enter')
    await conversation.getByRole('heading', { name: 'Is the flat on Elm Street free?' }).waitFor()
    await page.locator('section:focus').waitFor()
    await page.keyboard.press('/')
    await page.keyboard.type('ejk')
    await page.getByText('No open conversation has “ejk”').waitFor()
    expect(await stateOf('Is the flat on Elm Street free?')).toBe('open')
    await page.getByRole('searchbox').fill('')
    await page.getByRole('tab', { name: 'Closed' }).click()
    await rowOf('Out of office').waitFor()
    await page.getByRole('tab', { name: 'Open' }).click()
  })

  test('an answer sent from here stands in the conversation by itself', async () => {
    const { items } = await world.api<{ items: { id: string; subject: string }[] }>('GET', '/conversations')
    const { id } = items.find(({ subject }) => subject === 'Is the flat on Elm Street free?')!
    const whole = await world.api<{ items: { id: string }[] }>('GET', `/conversations/${id}`)
    await rowOf('Is the flat on Elm Street free?').click()
    await conversation.getByRole('article').nth(1).waitFor()
    await world.api('POST', `/mailboxes/${address}/messages`, {
      to: [{ name: 'Maria Lopez', address: 'maria@buyer.example' }],
      subject: 'RE: Is the flat on Elm Street free?',
      text: 'Cats are welcome.',
      inReplyTo: whole.items.at(-1)?.id,
    })
    const answer = conversation.getByRole('article', { name: 'Answered from here' })
    await answer.getByText('Cats are welcome.').waitFor()
    await answer.getByText('Sent', { exact: true }).waitFor()
    expect(await conversation.getByRole('article').last().getAttribute('aria-label')).toBe(
      'Answered from here',
    )
  })

  test('an answer is written under the conversation and goes out from the queue’s address', async () => {
    await deliver(
      Buffer.from(
        [
          'Message-ID: <keys@buyer.example>',
          'From: Maria Lopez <maria@buyer.example>',
          `To: ${address}, Jan <jan@buyer.example>`,
          'Subject: When do I get the keys?',
          '',
          'On Monday or on Tuesday?',
          '',
        ].join('\r\n'),
      ),
    )
    await rowOf('When do I get the keys?').click()
    await conversation.getByRole('button', { name: 'Reply to all' }).waitFor()
    await list.focus()
    await page.keyboard.press('r')
    await conversation.getByRole('heading', { name: `Answer from ${address}` }).waitFor()
    const text = conversation.getByRole('textbox', { name: 'Text' })
    await text.click()
    await page.keyboard.press('Control+Home')
    await page.keyboard.type('On Monday at ten.')
    expect(await accessibilityFaults(page)).toEqual([])
    await conversation.getByRole('button', { name: 'Send', exact: true }).click()
    const answer = conversation.getByRole('article', { name: 'Answered from here' })
    await answer.getByText('Sent', { exact: true }).waitFor({ timeout: 40_000 })
    const { messages } = await world.control<{
      messages: { subject: string; from?: { address: string }; folder: string }[]
    }>('GET', `/mailboxes/${address}/messages?folder=sentitems`)
    expect(messages.map(({ subject }) => subject)).toContain('RE: When do I get the keys?')
  })

  test('a note for colleagues is written by keys, stands in the conversation, and is sent to nobody', async () => {
    await rowOf('When do I get the keys?').click()
    await conversation.getByRole('button', { name: 'Note', exact: true }).waitFor()
    await list.focus()
    await page.keyboard.press('n')
    await page.keyboard.type('The janitor has the second key.')
    expect(await accessibilityFaults(page)).toEqual([])
    await page.keyboard.press('Control+Enter')
    const note = conversation.getByRole('article', { name: `Note by ${demo.operator.email}` })
    await note.getByText('The janitor has the second key.').waitFor()
    await page.getByRole('searchbox').fill('janitor')
    await rowOf('Is the flat on Elm Street free?').waitFor({ state: 'detached' })
    await rowOf('When do I get the keys?').waitFor()
    await page.getByRole('searchbox').fill('')
  })

  test('hostile HTML does nothing, loads nothing and covers nothing', async () => {
    await deliver(hostile(evil))
    await rowOf('Your account is locked').click()
    const frame = conversation.frameLocator('iframe[title="Text of the message"]')
    await frame.getByText('Honest words').waitFor()
    await conversation.getByText('Pictures of other servers are not loaded').waitFor()
    for (const forbidden of [
      'script',
      'form',
      'input',
      'iframe',
      'object',
      'video',
      'svg',
      'link',
      'base[href]',
    ])
      expect(await frame.locator(forbidden).count(), forbidden).toBe(0)
    expect(await frame.locator('meta[http-equiv=refresh]').count()).toBe(0)
    const link = frame.getByText('Read more')
    expect(await link.getAttribute('target')).toBe('_blank')
    expect(await link.getAttribute('rel')).toContain('noopener')
    expect(await frame.getByText('Run').getAttribute('href')).toBeNull()
    expect(await page.evaluate(() => 'hacked' in globalThis)).toBe(false)
    // Asked for, they are loaded by the server, which reaches nothing inside.
    await conversation.getByRole('button', { name: 'Show pictures' }).click()
    await conversation.getByText('could not be loaded').waitFor()
    // A click that something covers would wait in vain.
    await conversation.getByRole('button', { name: 'Close' }).click()
    await conversation.getByRole('button', { name: 'Reopen' }).waitFor()
    expect(foreign).toEqual([])
  })

  test('windows-1252 and Arabic are readable, and found without accents', async () => {
    await deliver(western)
    await rowOf('Rückfrage – 250 €').click()
    await conversation.getByText('„Schöne Grüße“ – für 250 €').waitFor()
    await conversation.getByText('Jürgen Groß <juergen@mieter.example>').waitFor()
    await deliver(arabic)
    await rowOf('هل الشقة متاحة؟').click()
    const text = 'مرحبا، هل الشقة ما زالت متاحة في مايو؟'
    await conversation.locator(':dir(rtl)', { hasText: text }).waitFor()
    await page.getByRole('searchbox').fill('GRUSSE')
    await rowOf('هل الشقة متاحة؟').waitFor({ state: 'detached' })
    await rowOf('Rückfrage – 250 €').waitFor()
    await page.getByRole('searchbox').fill('')
  })

  test('what a machine sent and what is encrypted is said in words', async () => {
    await deliver(bounce)
    await rowOf('Undelivered Mail').click()
    await conversation.getByText('Not delivered', { exact: true }).waitFor()
    await conversation.getByText('A mail server says that something was not delivered.').waitFor()
    await deliver(encrypted)
    await rowOf('The contract').click()
    await conversation.getByText('Encrypted (S/MIME)').waitFor()
    expect(await accessibilityFaults(page)).toEqual([])
  })

  test('an invitation says what, when and where, above its text', async () => {
    await deliver(invites)
    await rowOf('Viewing on Tuesday').click()
    const card = conversation.getByRole('region', { name: 'Invitation', exact: true })
    for (const text of ['Viewing of Elm Street 4', 'At the gate', 'Organised by Olga Ost', /2026/])
      await card.getByText(text).waitFor()
    await conversation.getByText('Please come.').last().waitFor()
    expect(await accessibilityFaults(page)).toEqual([])
  })

  test('a template is found by typing and filled from the conversation; what came back stands beside the answer', async () => {
    await world.api('POST', '/templates', {
      kind: 'template',
      name: 'Viewing: next steps',
      html: '<p>Dear {{customer.name}}, about “{{subject}}”: {{sender.address}} will write.</p>',
      mailbox: address,
    })
    await page.reload()
    await rowOf('When do I get the keys?').click()
    await conversation.getByRole('button', { name: 'Reply', exact: true }).waitFor()
    await list.focus()
    await page.keyboard.press('r')
    await conversation.getByRole('textbox', { name: 'Text' }).click()
    await page.keyboard.press('Control+Home')
    await page.keyboard.press('Alt+t')
    await page.getByRole('option', { name: 'Viewing: next steps' }).waitFor()
    await page.keyboard.type('next view')
    expect(await accessibilityFaults(page)).toEqual([])
    await page.keyboard.press('Enter')
    const text = `Dear Maria Lopez, about “When do I get the keys?”: ${address} will write.`
    await conversation.getByRole('textbox', { name: 'Text' }).getByText(text).waitFor()
    await conversation.getByRole('button', { name: 'Send', exact: true }).click()
    const answer = conversation.getByRole('article', { name: 'Answered from here' }).nth(1)
    await answer.getByText('Sent', { exact: true }).waitFor({ timeout: 40_000 })
    const { answers } = await wholeOf('When do I get the keys?')
    await deliver(bounceOf(answers.at(-1)!.messageId, 'maria@buyer.example'))
    await answer.getByText('Not delivered', { exact: true }).waitFor()
    await answer.getByText('Their mailbox is full.').waitFor()
    expect(await accessibilityFaults(page)).toEqual([])
  })

  test('a file and the message as it came are downloaded to the byte', async () => {
    await deliver(withFile)
    await rowOf('The floor plan').click()
    const file = await download(conversation.getByRole('link', { name: 'Grundriß.pdf' }))
    expect(file.name).toBe('Grundriß.pdf')
    expect(file.bytes.equals(plan)).toBe(true)
    const raw = await download(conversation.getByRole('link', { name: 'Download as it came' }))
    expect(raw.bytes.toString()).toContain('<f1@plans.example>')
  })

  test('a message is forwarded by a key with its files, which the browser neither downloads nor uploads', async () => {
    await rowOf('The floor plan').click()
    await conversation.getByText('Here it is.').waitFor()
    const carried: string[] = []
    const note = (request: { url(): string }) => {
      if (request.url().includes('/attachments')) carried.push(request.url())
    }
    page.on('request', note)
    await list.focus()
    await page.keyboard.press('f')
    await conversation.getByRole('heading', { name: `Forward from ${address}` }).waitFor()
    await conversation.getByRole('list', { name: 'Attachments' }).last().getByText('Grundriß.pdf').waitFor()
    await conversation.getByRole('region', { name: 'Forwarded message' }).getByText('Here it is.').waitFor()
    await conversation.getByRole('combobox', { name: 'To' }).fill('builder@works.example')
    expect(await accessibilityFaults(page)).toEqual([])
    await conversation.getByRole('button', { name: 'Send', exact: true }).click()
    const sent = conversation.getByRole('article', { name: 'Forwarded from here' })
    await sent.getByText('Sent', { exact: true }).waitFor({ timeout: 40_000 })
    page.off('request', note)
    expect(carried).toEqual([])
    const { answers } = await wholeOf('The floor plan')
    expect(answers[0]).toMatchObject({
      subject: 'FW: The floor plan',
      attachments: [{ name: 'Grundriß.pdf', size: plan.length, sent: plan.length }],
    })
    expect(answers[0]!.text).toContain('From: Architects <office@plans.example>')
  })

  test('beside a conversation stands whose it is; their page tells everything, and two addresses become one person', async () => {
    await deliver(fromWork)
    await rowOf('From the office').click()
    const panel = page.getByRole('region', { name: 'Customer' })
    await panel.getByText('maria@office.example').waitFor()
    await panel.getByRole('link', { name: 'Everything about them' }).click()
    await page.getByRole('heading', { name: 'Maria at work' }).waitFor()
    await page.getByRole('button', { name: 'Change' }).click()
    await page.getByRole('textbox', { name: 'Name' }).fill('Maria López')
    await page.getByRole('textbox', { name: 'Labels' }).fill('VIP\nTenant')
    expect(await accessibilityFaults(page)).toEqual([])
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('heading', { name: 'Maria López' }).waitFor()
    await page.getByRole('list', { name: 'Labels' }).getByText('VIP').waitFor()
    await page.getByRole('button', { name: 'Same person as …' }).click()
    await page.getByRole('dialog').getByRole('searchbox').fill('lopez buyer')
    await page.getByRole('radio', { name: /maria@buyer\.example/ }).check()
    expect(await accessibilityFaults(page)).toEqual([])
    await page.getByRole('button', { name: 'Make them one' }).click()
    await page.getByRole('list', { name: 'Addresses' }).getByText('maria@buyer.example').waitFor()
    const history = page.getByRole('list', { name: 'History' })
    await history.getByText('Cats are welcome.').waitFor()
    expect(await accessibilityFaults(page)).toEqual([])
    await page.getByRole('searchbox', { name: 'Search the history' }).fill('janitor')
    await history.getByText('Cats are welcome.').waitFor({ state: 'detached' })
    await history.getByText('The janitor has the second key.').waitFor()
    await history.getByRole('link', { name: 'When do I get the keys?' }).click()
    await conversation.getByRole('heading', { name: 'When do I get the keys?' }).waitFor()
    await panel.getByRole('link', { name: 'From the office' }).waitFor()
    await panel.getByText('VIP').waitFor()
    await page.setViewportSize({ width: 390, height: 800 })
    await panel.waitFor({ state: 'detached' })
    await conversation.getByRole('button', { name: 'Customer' }).click()
    const drawer = page.getByRole('dialog', { name: 'Customer' })
    await drawer.getByRole('link', { name: 'Is the flat on Elm Street free?' }).waitFor()
    expect(await accessibilityFaults(page)).toEqual([])
    // They turn out to be two after all.
    await drawer.getByRole('link', { name: 'Everything about them' }).click()
    await page.getByRole('button', { name: 'Somebody else’s address' }).click()
    await page.getByRole('checkbox', { name: 'maria@buyer.example' }).check()
    expect(await accessibilityFaults(page)).toEqual([])
    await page.getByRole('button', { name: 'Make them two' }).click()
    await page
      .getByRole('list', { name: 'Addresses' })
      .getByText('maria@buyer.example')
      .waitFor({ state: 'detached' })
    await history.getByText('Cats are welcome.').waitFor({ state: 'detached' })
  })

  test.each([
    ['light', 1280],
    ['dark', 1280],
    ['light', 390],
    ['dark', 390],
  ] as const)('has no accessibility fault that axe can find: %s, %i wide', async (colorScheme, width) => {
    await page.emulateMedia({ colorScheme })
    await page.setViewportSize({ width, height: 800 })
    await page.goto(`${demo.url}/workspace/queues`)
    await rowOf('The floor plan').waitFor()
    expect(await accessibilityFaults(page)).toEqual([])
    await rowOf('The floor plan').click()
    await conversation.getByText('Here it is.').waitFor()
    expect(await accessibilityFaults(page)).toEqual([])
    const isNarrow = width < 820
    expect(await list.isVisible()).toBe(!isNarrow)
    if (!isNarrow) return
    await conversation.getByRole('button', { name: 'Back to the list' }).click()
    await rowOf('The floor plan').waitFor()
  })

  test('nothing failed in the page meanwhile, and nothing was asked of anybody else', () => {
    expect(troubles).toEqual([])
    expect(foreign).toEqual([])
  })

  async function deliver(raw: Buffer): Promise<void> {
    await world.control('POST', `/mailboxes/${address}/deliver`, { base64: raw.toString('base64') })
  }

  async function wholeOf(subject: string) {
    const { items } = await world.api<{ items: { id: string; subject: string }[] }>('GET', '/conversations')
    const found = items.find((item) => item.subject === subject)
    return await world.api<WholeConversation>('GET', `/conversations/${found?.id}`)
  }

  function rowOf(subject: string): Locator {
    return list.getByRole('option').filter({ hasText: subject })
  }

  async function stateOf(subject: string): Promise<string | undefined> {
    const { items } = await world.api<{ items: { subject: string; state: string }[] }>(
      'GET',
      '/conversations',
    )
    return items.find((item) => item.subject === subject)?.state
  }

  async function download(link: Locator): Promise<{ name: string; bytes: Buffer }> {
    const [file] = await Promise.all([page.waitForEvent('download'), link.click()])
    return { name: file.suggestedFilename(), bytes: await readFile(await file.path()) }
  }
})
