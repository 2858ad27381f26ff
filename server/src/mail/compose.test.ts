import { expect, test } from 'vitest'
import { TandemError } from '../errors.ts'
import { compose, type Ingredients, preview, type Wish } from './compose.ts'
import { withoutPrefix } from './thread.ts'

const sender = { name: 'Ada Mensah', address: 'ada@harbor.example' }
const given: Ingredients = { sender, operationId: '7f0e2f5e-0000-4000-8000-000000000001' }
const wish = (changes: Partial<Wish> = {}): Wish => ({
  to: [{ name: 'Bo', address: 'bo@world.example' }],
  cc: [],
  bcc: [],
  replyTo: [],
  subject: 'Hello',
  html: '<p>Hi</p>',
  importance: 'normal',
  fields: {},
  ...changes,
})

test('a message carries a Message-ID of the sender’s own domain and a plain-text twin', () => {
  const { messageId, content } = compose(wish(), given)
  expect(messageId).toBe('<7f0e2f5e-0000-4000-8000-000000000001@harbor.example>')
  expect(content).toMatchObject({
    subject: 'Hello',
    html: '<p>Hi</p>',
    text: 'Hi',
    inReplyTo: null,
    references: [],
  })
})

test('a message of plain text stays one, with the signature as text', () => {
  const { html: _, ...rest } = wish()
  const { content } = compose(
    { ...rest, text: 'Hi' },
    { ...given, signature: { html: '<b>{{sender.name}}</b>' } },
  )
  expect([content.html, content.text]).toEqual([null, 'Hi\n\nAda Mensah'])
})

test('scripts are taken out of the text, of the signature and of what fields bring', () => {
  const evil = '<p>Hi</p><script>steal()</script>'
  const signature = { html: `<i>Ada</i><script>1</script>{{contact.name}}` }
  const fields = { 'contact.name': '<script>2</script> & Co "x"' }
  const { content } = compose(wish({ html: evil, fields }), { ...given, signature })
  expect(content.html).not.toMatch(/<script/i)
  expect(content.html).toContain('&lt;script&gt;2&lt;/script&gt; &amp; Co')
})

test('a template gives subject and HTML where none is given, filled with the fields', () => {
  const template = {
    subject: 'For {{ contact.givenName }}',
    html: '<p>Dear {{contact.givenName}}, {{sender.name}}</p>',
  }
  const { html: _, ...rest } = wish({ subject: '', fields: { 'contact.givenName': 'Zoë & Jo' } })
  const { content } = compose(rest, { ...given, template })
  expect(content.subject).toBe('For Zoë & Jo')
  expect(content.html).toBe('<p>Dear Zoë &amp; Jo, Ada Mensah</p>')
})

test('fields without a value are refused with their names', () => {
  const template = { subject: '{{a}}', html: '{{b.c}} {{a}} {{sender.name}}' }
  const { html: _, ...rest } = wish({ subject: '' })
  try {
    compose(rest, { ...given, template })
    expect.unreachable()
  } catch (error) {
    expect(error).toBeInstanceOf(TandemError)
    expect((error as TandemError).fields.map((one) => one.pointer)).toEqual(['/fields/a', '/fields/b.c'])
    expect((error as TandemError).message).toContain('{{a}}, {{b.c}}')
  }
})

test('braces in a text without template and fields are what their author wrote', () => {
  expect(compose(wish({ html: '<p>{{x}}</p>' }), given).content.html).toBe('<p>{{x}}</p>')
})

test('a name that every object has is no field', () => {
  const template = { subject: '{{constructor}}', html: '' }
  expect(() => compose(wish({ subject: '', html: '' }), { ...given, template })).toThrow(/constructor/)
})

test('line breaks never reach a header', () => {
  const to = [{ name: 'Bo\r\nBcc: all@world.example', address: 'bo@world.example' }]
  const { content } = compose(wish({ subject: 'A\r\nBcc: x@y', to }), given)
  expect([content.subject, content.to[0]?.name]).toEqual(['A Bcc: x@y', 'Bo Bcc: all@world.example'])
})

test('an answer continues the thread: Re:, In-Reply-To, References', () => {
  const answered = { messageId: '<b@x>', references: ['<a@x>'], subject: 'RE: Fw: House' }
  const reply = compose(wish({ subject: '' }), { ...given, answered })
  expect(reply.content).toMatchObject({
    subject: 'Re: House',
    inReplyTo: '<b@x>',
    references: ['<a@x>', '<b@x>'],
  })
  const forward = compose(wish({ subject: '', forwardOf: crypto.randomUUID() }), { ...given, answered })
  expect(forward.content.subject).toBe('Fw: House')
  expect(compose(wish(), { ...given, answered }).content.subject).toBe('Hello')
})

test('a thread elsewhere is continued by its Message-ID', () => {
  const references = Array.from({ length: 99 }, (_, nth) => `<${nth}@x>`)
  const { content } = compose(wish({ thread: { messageId: '<last@x>', references } }), given)
  expect(content.inReplyTo).toBe('<last@x>')
  expect([content.references.length, content.references[0], content.references.at(-1)]).toEqual([
    50,
    '<0@x>',
    '<last@x>',
  ])
})

test.each([
  ['Re: House', 'House'],
  ['AW: WG: Haus', 'Haus'],
  ['Note: x', 'Note: x'],
  ['Re:', 'Re:'],
  ['12: x', '12: x'],
])('the subject of %o without its prefix is %o', (subject, bare) => {
  expect(withoutPrefix(subject)).toBe(bare)
})

test('a preview leaves fields without a value and names them', () => {
  const shown = preview({ subject: '{{a}}', html: '<p>{{a}} {{b}}</p>' }, { a: '<1>' })
  expect(shown).toMatchObject({ subject: '<1>', html: '<p>&lt;1&gt; {{b}}</p>', missing: ['b'] })
})
