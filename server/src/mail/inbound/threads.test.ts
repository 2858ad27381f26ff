import fc from 'fast-check'
import { expect, test } from 'vitest'
import { conversationKeys, fallbackKeys, planThreads } from './threads.ts'

const none = { messageId: null, references: [], inReplyTo: [], threadIndex: null, bounce: null }
const keysOf = (messageId: string, ...references: string[]) => ({
  keys: conversationKeys({ ...none, messageId, references }),
  fallbacks: [] as string[],
})

test('a message is known by its own id, those it names, what it bounced, and Outlook’s conversation', () => {
  const bounce = { messageId: '<sent@us>', recipients: [] }
  expect(
    conversationKeys({
      messageId: '<b@x>',
      references: ['<a@x>'],
      inReplyTo: ['<a@x>'],
      threadIndex: '01d8',
      bounce,
    }),
  ).toEqual(['<b@x>', '<a@x>', '<sent@us>', 'index:01d8'])
})

test('an answer that comes before its question shares a conversation with it', () => {
  const first = planThreads([keysOf('<b@x>', '<a@x>')], new Map(), new Map())
  const known = new Map(first.keys.map(({ key, conversation }) => [key, conversation]))
  const second = planThreads([keysOf('<a@x>')], known, new Map([[first.conversations[0]!, 1]]))
  expect(second).toMatchObject({ conversations: first.conversations, merges: [], keys: [] })
  expect(second.made.size).toBe(0)
})

test('a message that names two conversations makes them one, the older', () => {
  const known = new Map([
    ['<a@x>', 'younger'],
    ['<b@x>', 'older'],
  ])
  const age = new Map([
    ['younger', 2],
    ['older', 1],
  ])
  const plan = planThreads([keysOf('<c@x>', '<a@x>', '<b@x>')], known, age)
  expect(plan.conversations).toEqual(['older'])
  expect(plan.merges).toEqual([{ from: 'younger', to: 'older' }])
  expect(plan.keys).toEqual([
    { key: '<a@x>', conversation: 'older' },
    { key: '<c@x>', conversation: 'older' },
  ])
})

test('in any order, all at once or one by one, the messages of a thread are in one conversation and others are not', () => {
  const thread = [
    keysOf('<1@x>'),
    keysOf('<2@x>', '<1@x>'),
    keysOf('<3@x>', '<1@x>', '<2@x>'),
    keysOf('<4@x>', '<3@x>'),
    keysOf('<other@x>'),
  ]
  const orders = fc.shuffledSubarray([0, 1, 2, 3, 4], { minLength: 5 })
  fc.assert(
    fc.property(orders, fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 5 }), (order, sizes) => {
      let known = new Map<string, string>()
      const age = new Map<string, number>()
      const places = new Map<number, string>()
      const rest = [...order]
      for (const size of [...sizes, 5]) {
        const part = rest.splice(0, size)
        const plan = planThreads(
          part.map((place) => thread[place]!),
          known,
          age,
        )
        for (const { from, to } of plan.merges)
          for (const [place, id] of places) if (id === from) places.set(place, to)
        part.forEach((place, nth) => void places.set(place, plan.conversations[nth]!))
        for (const id of plan.made) age.set(id, age.size)
        known = new Map([
          ...known,
          ...plan.keys.map(({ key, conversation }): [string, string] => [key, conversation]),
        ])
      }
      expect(new Set([0, 1, 2, 3].map((place) => places.get(place))).size).toBe(1)
      expect(places.get(4)).not.toBe(places.get(0))
    }),
  )
})

const from = (address: string) => ({ name: '', address })
const apartFrom = (messageId: string, fallbacks: string[]) => ({ ...keysOf(messageId), fallbacks })

test('what its service takes for one conversation counts for one sender, in any order, and the key hides who that is', () => {
  const thread = (address: string) => fallbackKeys({ subject: 'Re: Invoice', from: from(address) }, 'AAQk')
  const [mia] = thread('Mia@x.example')
  expect(thread('mia@X.example')).toEqual([mia])
  expect(mia).not.toMatch(/mia/i)
  expect(thread('bo@x.example')).not.toEqual([mia])
  expect([thread(''), fallbackKeys({ subject: '', from: from('a@x') }, undefined)]).toEqual([[], []])
  const messages = [
    apartFrom('<1@x>', [mia!]),
    apartFrom('<2@x>', [mia!]),
    apartFrom('<3@x>', thread('bo@x.example')),
  ]
  for (const order of [messages, messages.toReversed()]) {
    const { conversations } = planThreads(order, new Map(), new Map())
    expect(new Set(conversations).size).toBe(2)
  }
})

test('a token in the subject counts where nothing else leads anywhere, and never makes two conversations one', () => {
  const token = fallbackKeys({ subject: 'Re: Key [#7KQ2M9XWPA]', from: from('a@x') }, undefined)
  const known = new Map([
    [token[0]!, 'by token'],
    ['<1@x>', 'by reference'],
  ])
  const plan = planThreads(
    [
      { ...keysOf('<2@x>', '<1@x>'), fallbacks: token },
      { ...keysOf('<3@x>', '<unknown@x>'), fallbacks: token },
    ],
    known,
    new Map(),
  )
  expect([plan.conversations, plan.merges]).toEqual([['by reference', 'by token'], []])
  // Made up, or of another mailbox: it begins a conversation, and no later mail is led there by it.
  const made = planThreads([apartFrom('<4@x>', token)], new Map(), new Map())
  expect(made.keys.map(({ key }) => key)).toEqual(['<4@x>'])
})
