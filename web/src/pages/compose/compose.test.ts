import { createMessage, type OutgoingMessage } from '@tandem/model/api/messages.ts'
import { expect, test } from 'vitest'
import { answerDraft, prefixed } from './answer.ts'
import { type Draft, draftStore, emptyDraft, forgetDrafts } from './draft-store.ts'
import { newContentId, sentHtml } from './inline-images.ts'
import { fieldLabel, fillFields } from './merge-fields.ts'
import { messageOf, sendProblem } from './send.ts'
import { sizeText } from './size-text.ts'
import { secondsLeft } from './undo-time.ts'

/** As a browser's store, with room for so many signs. */
function store(room = Number.POSITIVE_INFINITY): Storage {
  const kept = new Map<string, string>()
  return {
    get length() {
      return kept.size
    },
    key: (index) => [...kept.keys()][index] ?? null,
    getItem: (name) => kept.get(name) ?? null,
    removeItem: (name) => void kept.delete(name),
    clear: () => kept.clear(),
    setItem: (name, text) => {
      if (text.length > room) throw new DOMException('full', 'QuotaExceededError')
      kept.set(name, text)
    },
  }
}

const ada = { name: 'Ada', address: 'ada@example.org' }
const draft: Draft = { ...emptyDraft, to: [ada], subject: 'Keys', html: '<p>Here</p>' }
const message: OutgoingMessage = {
  id: '00000000-0000-4000-8000-000000000009',
  mailboxId: '00000000-0000-4000-8000-000000000000',
  state: 'sent',
  problem: null,
  dueAt: null,
  undoUntil: null,
  to: [ada, { name: '', address: 'SELF@example.org' }],
  cc: [{ name: '', address: 'grace@example.org' }],
  bcc: [{ name: '', address: 'secret@example.org' }],
  replyTo: [],
  subject: 'Keys',
  html: '<p>Here <img src="cid:a@b"></p>',
  text: 'Here',
  importance: 'normal',
  attachments: [
    {
      id: '00000000-0000-4000-8000-00000000000a',
      name: 'a.pdf',
      contentType: 'application/pdf',
      size: 9,
      contentId: null,
      sent: 9,
    },
    {
      id: '00000000-0000-4000-8000-00000000000b',
      name: 'b.png',
      contentType: 'image/png',
      size: 9,
      contentId: 'a@b',
      sent: 9,
    },
  ],
  messageId: '<x@example.org>',
  createdAt: '2026-11-24T10:00:00Z',
  sentAt: '2026-11-24T10:00:00Z',
  attempts: 1,
  isForward: false,
  isAutomatic: false,
}

test('a draft comes back after a reload, another mailbox’s and another answer’s do not', () => {
  const kept = store()
  draftStore('m', 'new', kept).save(draft)
  expect(draftStore('m', 'new', kept).load()).toEqual(draft)
  expect(draftStore('n', 'new', kept).load()).toBeUndefined()
  expect(draftStore('m', 'reply 9', kept).load()).toBeUndefined()
})

test('nothing of a message stays in the browser once it was sent, emptied, or everything is forgotten', () => {
  const kept = store()
  const drafts = draftStore('m', 'new', kept)
  drafts.save(draft)
  drafts.clear()
  expect(kept.length).toBe(0)
  drafts.save(draft)
  drafts.save(emptyDraft)
  expect(kept.length).toBe(0)
  drafts.save(draft)
  kept.setItem('other', 'x')
  forgetDrafts(kept)
  expect([kept.length, kept.key(0)]).toEqual([1, 'other'])
})

test('pictures that the browser has no room for are left out, the words stay', () => {
  const kept = store(1000)
  const html = `<p>Look <img src="data:image/png;base64,${'A'.repeat(2000)}" data-content-id="a@b"></p>`
  const files = [{ id: 'b', name: 'b.png', contentType: 'image/png', size: 9, contentId: 'a@b' }]
  draftStore('m', 'new', kept).save({ ...draft, html, files })
  expect(draftStore('m', 'new', kept).load()).toMatchObject({ html: '<p>Look [picture]</p>', files: [] })
  draftStore('m', 'new', kept).save({ ...draft, html: 'x'.repeat(2000) })
  expect(kept.length).toBe(0)
})

test('what is not a draft is none', () => {
  const kept = store()
  kept.setItem('tandem.draft.m.new', '{"to":')
  expect(draftStore('m', 'new', kept).load()).toBeUndefined()
})

test('pictures go out as attachments that the text names, and those taken out again do not go out', () => {
  const contentId = newContentId()
  expect(contentId).toMatch(/^[0-9a-f]{16}@tandem$/)
  const files = [
    { id: '1', name: 'a.png', contentType: 'image/png', size: 1, contentId },
    { id: '2', name: 'b.png', contentType: 'image/png', size: 1, contentId: 'gone@tandem' },
    { id: '3', name: 'c.pdf', contentType: 'application/pdf', size: 1 },
  ]
  const sent = sentHtml(
    `<p><img src="data:image/png;base64,AAAA" data-content-id="${contentId}" alt="A"></p>`,
    files,
  )
  expect(sent.html).toContain(`src="cid:${contentId}"`)
  expect(sent.html).toContain('alt="A"')
  expect(sent.html).not.toContain('data:')
  expect(sent.html).not.toContain('data-content-id')
  expect(sent.files.map(({ id }) => id)).toEqual(['1', '3'])
})

test('a reply goes to those who got the message, never to oneself, and to all without those in blind copy', () => {
  const reply = answerDraft(message, 'reply', 'self@example.org')
  expect([reply.to, reply.cc, reply.inReplyTo, reply.subject]).toEqual([[ada], [], message.id, 'RE: Keys'])
  const all = answerDraft(message, 'all', 'self@example.org')
  expect(all.cc.map(({ address }) => address)).toEqual(['grace@example.org'])
  expect(JSON.stringify(all)).not.toContain('secret@example.org')
  expect(all.html).not.toContain('cid:')
})

test('a forwarded message takes its files along, but names nobody', () => {
  const forward = answerDraft(message, 'forward', 'self@example.org')
  expect([forward.to, forward.forwardOf, forward.subject]).toEqual([[], message.id, 'FW: Keys'])
  expect(forward.files.map(({ name }) => name)).toEqual(['a.pdf'])
})

test('what is quoted cannot become markup', () => {
  const evil = { ...message, html: null, text: '<img src=x onerror=alert(1)>', subject: '<b>' }
  expect(answerDraft(evil, 'reply', 'x').html).not.toMatch(/<img|<b>/)
})

test('a subject is marked once', () => {
  expect([prefixed('RE:', 're: Keys'), prefixed('FW:', 'Fwd: Keys'), prefixed('RE:', 'Keys')]).toEqual([
    're: Keys',
    'Fwd: Keys',
    'RE: Keys',
  ])
})

test('fields are filled escaped, and those without a value stay to be seen', () => {
  expect(fillFields('<p>Dear {{ contact.name }}, {{when}}</p>', { 'contact.name': '<Ada> & Co\nLtd' })).toBe(
    '<p>Dear &lt;Ada&gt; &amp; Co<br>Ltd, {{when}}</p>',
  )
  expect(fieldLabel('contact.givenName')).toBe('Contact: given name')
})

test('the time to take back never grows, whatever the clocks say', () => {
  const now = Date.parse('2026-11-24T10:00:00Z')
  expect(secondsLeft('2026-11-24T10:00:09.5Z', now, now)).toBe(10)
  expect(secondsLeft('2026-11-24T10:00:09.5Z', now, now + 9000)).toBe(1)
  // The server's clock is a minute ahead, or behind.
  expect(secondsLeft('2026-11-24T10:01:10Z', now, now)).toBe(10)
  expect(secondsLeft('2026-11-24T09:59:10Z', now, now)).toBe(0)
  expect(secondsLeft('2026-11-24T10:01:10Z', now, now + 10_000)).toBe(0)
  expect(secondsLeft(null, now, now)).toBe(0)
})

test('a message is sent as the API takes it: now with time to take it back, later without', () => {
  const now = messageOf(draft)
  expect(createMessage.parse(now)).toMatchObject({ undoSeconds: 10, subject: 'Keys', to: [ada] })
  expect(now).not.toHaveProperty('signature')
  expect(messageOf({ ...draft, signature: null })).toHaveProperty('signature', null)
  const later = createMessage.parse(messageOf({ ...draft, sendAt: '2030-01-01T09:00' }))
  expect([later.undoSeconds, new Date(later.sendAt ?? 0).getHours()]).toEqual([0, 9])
})

test('what keeps a message from going out is said before it is tried', () => {
  const limits = { recipientsPerMessage: 2, messageBytes: 1000 }
  const now = Date.parse('2026-11-24T10:00:00Z')
  const problem = (change: Partial<Draft>) => sendProblem({ ...draft, ...change }, limits, now)
  expect(problem({})).toBeUndefined()
  expect(problem({ to: [] })).toContain('recipient')
  expect(problem({ to: [{ name: '', address: 'ada' }] })).toContain('ada')
  expect(
    problem({
      to: [ada],
      cc: [
        { ...ada, address: 'b@b.cc' },
        { ...ada, address: 'c@c.cc' },
      ],
    }),
  ).toContain('2')
  expect(problem({ files: [{ id: '1', name: 'big', contentType: '', size: 2000 }] })).toContain('large')
  expect(problem({ html: '<p>Dear {{contact.name}}</p>' })).toContain('{{contact.name}}')
  expect(problem({ sendAt: '2020-01-01T09:00' })).toContain('past')
})

test('sizes are said in the unit that fits', () => {
  expect([
    sizeText(0, 'en'),
    sizeText(1500, 'en'),
    sizeText(3_500_000, 'en'),
    sizeText(150 * 1024 ** 2, 'en'),
  ]).toEqual(['1 kB', '1 kB', '3.3 MB', '150 MB'])
})
