import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { replyToken, tokenKeysIn, withToken } from './reply-token.ts'

test('a token is found in the subject of every answer, whatever a mail program has made of it', () => {
  const token = replyToken(randomUUID())
  expect(token).toMatch(/^[0-9A-HJKMNP-TV-Z]{10}$/)
  const subject = withToken('Re: Schlüssel', token)
  expect(subject).toBe(`Re: Schlüssel [#${token}]`)
  for (const answer of [subject, `AW: ${subject}`, subject.toLowerCase(), `${subject} (war: etwas)`])
    expect(tokenKeysIn(answer)).toEqual([`token:${token}`])
})

test('of conversations that became one the subject names the one that is left', () => {
  const [old, now] = [replyToken(randomUUID()), replyToken(randomUUID())]
  expect(withToken(withToken('Re: Key', old), now)).toBe(`Re: Key [#${now}]`)
  expect(withToken(`Re: Key  [#${old}] again`, now)).toBe(`Re: Key again [#${now}]`)
  expect(withToken('As  it was', now)).toBe(`As  it was [#${now}]`)
  expect(withToken('', now)).toBe(`[#${now}]`)
})

test('what looks like a token and is none leads nowhere; each conversation has its own', () => {
  for (const subject of ['[#12345]', '[#ABCDEFGHIJ]', '#7KQ2M9XWPA', '[7KQ2M9XWPA]', '[#7KQ2M9XWPAB]'])
    expect(tokenKeysIn(subject)).toEqual([])
  fc.assert(fc.property(fc.uuid(), fc.uuid(), (a, b) => a === b || replyToken(a) !== replyToken(b)))
})
