import { expect, test } from 'vitest'
import { minuteSeconds } from '../store/sending-use.ts'
import { admit, neverFits } from './limits.ts'

const limits = { messagesPerMinute: 3, recipientsPerDay: 10, recipientsPerMessage: 5, messageBytes: 1000 }
const now = new Date('2026-11-24T12:00:00Z')
const ago = (seconds: number) => new Date(now.getTime() - seconds * 1000)
const use = (lastMinute: Date[] = [], recipientsToday = 0) => ({ now, lastMinute, recipientsToday })
const one = { recipients: 1 }

test('all go while there is room', () => {
  expect(admit(limits, use(), [one, one, one])).toEqual({ go: 3 })
})

test('what is over the minute waits until the oldest of the last ones leaves it', () => {
  const until = new Date(ago(50).getTime() + minuteSeconds * 1000)
  const recent = [ago(58), ago(50), ago(3), ago(2)]
  expect(admit(limits, use(recent), [one])).toEqual({ go: 0, wait: { for: 'minute', until } })
})

test('what is over the day waits, and nobody overtakes it', () => {
  const waiting = [{ recipients: 2 }, { recipients: 5 }, one]
  expect(admit(limits, use([], 5), waiting)).toEqual({ go: 1, wait: { for: 'day', recipients: 5 } })
})

test.each([
  [{ recipients: 6, size: 1 }, '/to', '6 recipients'],
  [{ recipients: 1, size: 1_200_000 }, '/attachments', '1.2 MB'],
])('a message that can never go out is told so: %o', (message, pointer, words) => {
  expect(neverFits(limits, message)).toMatchObject({ pointer, detail: expect.stringContaining(words) })
  expect(neverFits(limits, { recipients: 5, size: 1000 })).toBeUndefined()
})
