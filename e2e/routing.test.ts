import { setTimeout as wait } from 'node:timers/promises'
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type AgentPerson, makeAgents } from './agents.ts'
import { accessibilityFaults } from './axe.ts'
import { launchBrowser, noBrowser, noteTroubles, signIn } from './browser.ts'
import { type Demo, type DemoPlace, startDemo, startedPlace } from './demo.ts'
import { openWorld, type World } from './situations.ts'

if (noBrowser !== undefined) console.warn(`Skipped: ${noBrowser}`)

const address = 'rentals@harborrealty.example'
const other = 'zofia.wojcik@harborrealty.example'

describe.skipIf(noBrowser !== undefined)('who gets a conversation', () => {
  let place: DemoPlace
  let demo: Demo
  let world: World
  let browser: Browser
  let people: { ada: AgentPerson; ben: AgentPerson }
  let ada: Screen
  let ben: Screen
  const troubles: string[] = []

  beforeAll(async () => {
    place = await startedPlace()
    demo = await startDemo(place)
    world = await openWorld(demo)
    browser = await launchBrowser()
    await world.api('PUT', `/mailboxes/${other}/queue`, { name: 'Viewings' })
    const ids = await Promise.all(
      [address, other].map(async (one) => (await world.api<{ id: string }>('GET', `/mailboxes/${one}`)).id),
    )
    // So that there is room for what comes.
    const { items } = await world.api<{ items: { id: string }[] }>(
      'GET',
      '/conversations?state=open&limit=200',
    )
    await Promise.all(items.map(({ id }) => world.api('PATCH', `/conversations/${id}`, { state: 'closed' })))
    const [one, two] = await makeAgents(demo, world, ['Ada Morse', 'Ben Ortiz'], ids)
    people = { ada: one!, ben: two! }
    await world.api('PATCH', `/agents/${people.ada.id}`, { skills: { german: 3 } })
    await world.api('PUT', `/mailboxes/${address}/queue/routing`, {
      distribution: 'automatic',
      targetMinutes: 20,
      rules: [
        { name: 'German', when: { subject: ['wohnung'] }, effect: { skills: { german: 2 }, priority: 2 } },
      ],
    })
    ada = await screenOf(people.ada)
    ben = await screenOf(people.ben)
  })
  afterAll(async () => {
    await browser?.close()
    await demo?.interrupt()
    await place?.remove()
  })

  test('a mail is by itself on the screen of the available agent who can answer it, and the page says why', async () => {
    await be(ada, 'available')
    await be(ben, 'available')
    await ben.page.getByText('You have no conversation.').waitFor()
    await ada.page.getByText('You have no conversation.').waitFor()
    await deliver('Ist die Wohnung noch frei?')
    await ada.rowOf('Ist die Wohnung noch frei?').waitFor()
    await ada.page
      .getByRole('status')
      .getByText('Given to you: Ist die Wohnung noch frei?, from Maria Lopez.')
      .waitFor({ state: 'attached' })
    const row = ada.rowOf('Ist die Wohnung noch frei?')
    for (const text of ['You have it', 'Priority 2', 'Waiting 1 min', /Due in \d+ min/])
      await row.getByText(text).waitFor()
    await row.click()
    await ada.conversation.getByRole('button', { name: 'Why did this come to me?' }).click()
    const happened = ada.conversation.getByRole('list', { name: 'What happened' })
    await happened.getByText('Of those available nobody else could take it.').waitFor()
    expect(await happened.getByRole('listitem').first().innerText()).toContain('Given to Ada Morse')
    await happened.getByText('German', { exact: false }).first().waitFor()
    expect(await ben.rowOf('Ist die Wohnung noch frei?').count()).toBe(0)
  })

  test('handed over it is on the other agent’s screen without a reload, and Undo brings it back', async () => {
    await ada.conversation.getByRole('button', { name: 'Hand over' }).click()
    const dialog = ada.page.getByRole('dialog', { name: 'Hand over' })
    await dialog.getByText('Available · nothing waiting, takes 10').waitFor()
    await dialog.getByRole('radio', { name: /^Ben Ortiz/ }).check()
    expect(await accessibilityFaults(ada.page)).toEqual([])
    await dialog.getByRole('button', { name: 'Hand over' }).click()
    await ada.rowOf('Ist die Wohnung noch frei?').waitFor({ state: 'detached' })
    await ben.rowOf('Ist die Wohnung noch frei?').waitFor()
    await ada.page.getByRole('button', { name: 'Undo' }).click()
    await ada.rowOf('Ist die Wohnung noch frei?').waitFor()
    await ben.rowOf('Ist die Wohnung noch frei?').waitFor({ state: 'detached' })
  })

  test('what a colleague has taken meanwhile is refused in a sentence, and the list is right again', async () => {
    await be(ada, 'away')
    await be(ben, 'away')
    await deliver('When can I see it?')
    for (const screen of [ada, ben]) {
      await screen.page.getByRole('combobox', { name: 'Whose conversations' }).selectOption('Nobody’s')
      await screen.rowOf('When can I see it?').click()
      await screen.conversation.getByRole('button', { name: 'Take' }).waitFor()
    }
    await ben.conversation.getByText('Ada Morse is looking at this too').waitFor()
    // Ada is faster by less than what the stream needs.
    await ben.page.route('**/take', async (route) => {
      await ada.page.keyboard.press('t')
      await ada.page.waitForResponse((answer) => answer.url().endsWith('/take'))
      await route.continue()
    })
    await ben.page.keyboard.press('t')
    await ben.page.getByText('Ada Morse has this conversation already.').last().waitFor()
    await ben.page.unroute('**/take')
    await ben.conversation.getByText('Ada Morse', { exact: true }).waitFor()
    await ben.rowOf('When can I see it?').waitFor({ state: 'detached' })
    await ada.conversation.getByText('You have it').waitFor()
    await ada.conversation.getByRole('button', { name: 'Take' }).waitFor({ state: 'detached' })
    await ada.conversation.getByRole('button', { name: 'Reply' }).click()
    await ben.conversation.getByText('Ada Morse is writing an answer').waitFor()
    await show(ben, 'Everybody’s')
    await ben.rowOf('Ist die Wohnung noch frei?').click()
    await ada.conversation.getByText('Ben Ortiz is looking at this too').waitFor({ state: 'detached' })
  })

  test('put off it leaves the list until it is brought back; priority changes with a way back', async () => {
    await show(ada, 'Mine')
    await ada.rowOf('When can I see it?').click()
    await ada.conversation.getByRole('button', { name: 'Snooze' }).click()
    await ada.page.getByRole('menuitem', { name: 'Choose a moment' }).click()
    const dialog = ada.page.getByRole('dialog')
    await dialog.getByLabel('Day and time').fill('2020-01-01T09:00')
    await dialog.getByText('This moment has passed.').waitFor()
    expect(await accessibilityFaults(ada.page)).toEqual([])
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await ada.conversation.getByRole('button', { name: 'Snooze' }).click()
    await ada.page.getByRole('menuitem', { name: /^Next Monday/ }).click()
    await ada.rowOf('When can I see it?').waitFor({ state: 'detached' })
    await ada.page.getByRole('tab', { name: 'Snoozed' }).click()
    await ada
      .rowOf('When can I see it?')
      .getByText(/Back .*9:00/)
      .waitFor()
    await ada.conversation.getByRole('button', { name: 'Snoozed' }).click()
    await ada.page.getByRole('menuitem', { name: 'Back now' }).click()
    await ada.page.getByText('Nothing is put off.').waitFor()
    await ada.page.getByRole('tab', { name: 'Open' }).click()
    await more(ada, 'Priority')
    await ada.page.getByRole('menuitemradio', { name: '1, most urgent' }).click()
    await ada.rowOf('When can I see it?').getByText('Priority 1').waitFor()
    await ada.page.getByRole('button', { name: 'Undo' }).last().click()
    await ada.rowOf('When can I see it?').getByText('Priority 1').waitFor({ state: 'detached' })
  })

  test('moved to another queue, made one with another conversation, and parted again', async () => {
    await show(ada, 'Everybody’s')
    await more(ada, 'Move to another queue')
    await ada.page.getByRole('dialog').getByRole('radio', { name: 'Viewings' }).check()
    await ada.page.getByRole('dialog').getByRole('button', { name: 'Move' }).click()
    await ada.conversation.getByText('Viewings · 1 message').waitFor()
    await ada.conversation.getByText('Nobody has it').waitFor()
    await more(ada, 'Merge with another conversation')
    const dialog = ada.page.getByRole('dialog')
    await dialog.getByRole('radio', { name: /^Ist die Wohnung/ }).check()
    await dialog.getByRole('button', { name: 'Merge' }).click()
    await ada.conversation.getByText('2 messages').waitFor()
    await ada.rowOf('When can I see it?').waitFor({ state: 'detached' })
    const newest = ada.conversation.getByRole('article').last()
    await newest.getByRole('button', { name: 'More about this message' }).click()
    await ada.page.getByRole('menuitem', { name: 'From here on a conversation of its own' }).click()
    await ada.conversation.getByRole('heading', { name: 'When can I see it?' }).waitFor()
    await ada.rowOf('When can I see it?').waitFor()
    await ada.rowOf('Ist die Wohnung noch frei?').waitFor()
  })

  test('whoever is away is given nothing, also after a reload; axe finds nothing on a desk or a phone', async () => {
    await be(ben, 'available')
    await ben.page.reload()
    await show(ben, 'Mine')
    expect(await available(ben).isChecked()).toBe(true)
    expect(await available(ada).isChecked()).toBe(false)
    await deliver('Are cats allowed?')
    await ben.rowOf('Are cats allowed?').waitFor()
    await ada.rowOf('Are cats allowed?').getByText('Ben Ortiz').waitFor()
    for (const look of [
      { colorScheme: 'light', width: 1280 },
      { colorScheme: 'dark', width: 1280 },
      { colorScheme: 'light', width: 390 },
      { colorScheme: 'dark', width: 390 },
    ] as const) {
      const isFaultless = async () =>
        expect({ ...look, faults: await accessibilityFaults(ada.page) }).toEqual({ ...look, faults: [] })
      await ada.page.emulateMedia(look)
      await ada.page.setViewportSize({ width: look.width, height: 800 })
      await ada.page.goto(`${demo.url}/workspace/queues?owner=all`)
      await ada.rowOf('Are cats allowed?').waitFor()
      // On a desk the list stays beside the conversation.
      if (look.width === 390) await isFaultless()
      await ada.rowOf('Are cats allowed?').click()
      await ada.conversation.getByRole('button', { name: 'What happened to it, and why?' }).click()
      await ada.conversation.getByText('Given to Ben Ortiz').waitFor()
      await isFaultless()
    }
    await more(ada, 'Merge with another conversation')
    await ada.page.getByRole('dialog').getByRole('radio').first().waitFor()
    expect(await accessibilityFaults(ada.page)).toEqual([])
    // Whoever signs out is given nothing more.
    await ben.page.getByRole('button', { name: 'Account', exact: true }).click()
    await ben.page.getByRole('menuitem', { name: 'Sign out' }).click()
    await ben.page.getByLabel('E-mail').waitFor()
    const { presence } = await world.api<{ presence: string }>('GET', `/agents/${people.ben.id}`)
    expect(presence).toBe('away')
    expect(troubles).toEqual([])
  }, 120_000)

  test('a page tells every two minutes that it is open; one that slept for long asks instead of claiming', async () => {
    const context = await browser.newContext()
    context.setDefaultTimeout(20_000)
    const page = await context.newPage()
    await page.clock.install()
    const told: string[] = []
    page.on('request', (request) => {
      if (request.url().endsWith('/agents/me')) told.push(request.method())
    })
    await page.goto(`${demo.url}/workspace/queues`)
    await signIn(page, people.ben)
    const self = page.getByRole('switch', { name: 'Available' })
    await self.check()
    await vi.waitFor(() => expect(told).toContain('PATCH'))
    const after = async (time: string) => {
      // What the last sign has changed is asked for.
      await wait(1000)
      told.length = 0
      await page.clock.fastForward(time)
      await vi.waitFor(() => expect(told).not.toEqual([]), 10_000)
      return told[0]
    }
    expect([await after('02:01'), await after('02:01')]).toEqual(['PATCH', 'PATCH'])
    // The lid was closed over lunch: the server may have sent them away.
    expect(await after('40:00')).toBe('GET')
    expect(told).not.toContain('PATCH')
    await context.close()
  })

  interface Screen {
    page: Page
    conversation: Locator
    rowOf: (subject: string) => Locator
  }

  /** An agent with a browser of their own, at the queues. */
  async function screenOf(person: AgentPerson): Promise<Screen> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 } })
    context.setDefaultTimeout(20_000)
    noteTroubles(context, troubles)
    const page = await context.newPage()
    await page.goto(`${demo.url}/workspace/queues`)
    await signIn(page, person)
    await page.getByRole('heading', { name: 'Queues' }).waitFor()
    const list = page.getByRole('listbox', { name: 'Conversations' })
    return {
      page,
      conversation: page.getByRole('region', { name: 'Conversation' }),
      rowOf: (subject) => list.getByRole('option').filter({ hasText: subject }),
    }
  }

  function available({ page }: Screen): Locator {
    return page.getByRole('switch', { name: 'Available' })
  }

  async function be(screen: Screen, presence: 'available' | 'away'): Promise<void> {
    await Promise.all([
      screen.page.waitForResponse(
        (answer) => answer.url().endsWith('/agents/me') && answer.request().method() === 'PATCH',
      ),
      available(screen).setChecked(presence === 'available'),
    ])
  }

  async function show({ page }: Screen, whose: string): Promise<void> {
    await page.getByRole('combobox', { name: 'Whose conversations' }).selectOption(whose)
  }

  async function more({ page, conversation }: Screen, item: string): Promise<void> {
    await conversation.getByRole('button', { name: 'More', exact: true }).click()
    await page.getByRole('menuitem', { name: item }).click()
  }

  async function deliver(subject: string): Promise<void> {
    const raw = [
      `Message-ID: <${subject.replace(/\W/g, '')}@buyer.example>`,
      'From: Maria Lopez <maria@buyer.example>',
      `To: ${address}`,
      `Subject: ${subject}`,
      '',
      'Thank you.',
      '',
    ]
    await world.control('POST', `/mailboxes/${address}/deliver`, {
      base64: Buffer.from(raw.join('\r\n')).toString('base64'),
    })
  }
})
