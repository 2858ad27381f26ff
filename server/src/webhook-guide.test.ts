import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { webhookData, webhookTypes } from '@tandem/model/api/webhook-events.ts'
import { expect, test } from 'vitest'
import { nextAttempt, readRetryAfter, retrySeconds } from './lib/webhook-schedule.ts'

const document = readFileSync(resolve(import.meta.dirname, '../../docs/webhooks.md'), 'utf8')

test('docs/webhooks.md lists every type of event', () => {
  const rows = webhookTypes.map((type) => `| \`${type}\` | ${webhookData[type].description} |`)
  expect(part('types')).toEqual(['| type | when |', '|---|---|', ...rows])
})

test('docs/webhooks.md tells when an event is tried again', () => {
  let total = 0
  const rows = retrySeconds.map((seconds, nth) => {
    total += seconds
    return `| ${nth + 2} | ${words(seconds)} | ${words(total)} |`
  })
  expect(part('retries')).toEqual([
    '| attempt | after another | since the first |',
    '|---|---|---|',
    '| 1 | at once | |',
    ...rows,
  ])
})

test('an attempt comes within a tenth of its time, never before Retry-After, and after the last there is none', () => {
  for (const [nth, seconds] of retrySeconds.entries()) {
    expect(nextAttempt(nth + 1, 0, 0)).toBeCloseTo(seconds * 0.9)
    expect(nextAttempt(nth + 1, 0, 1)).toBeCloseTo(seconds * 1.1)
    expect(nextAttempt(nth + 1, 1e9)).toBeGreaterThanOrEqual(86_400)
  }
  expect(nextAttempt(1, 120)).toBe(120)
  expect(nextAttempt(retrySeconds.length + 1)).toBeUndefined()
  expect(retrySeconds.reduce((sum, seconds) => sum + seconds)).toBeGreaterThan(3 * 86_400)
  const now = Date.parse('2026-01-01T00:00:00Z')
  const headers = ['7', 'Thu, 01 Jan 2026 00:01:00 GMT', 'Wed, 31 Dec 2025 00:00:00 GMT', 'soon', undefined]
  expect(headers.map((header) => readRetryAfter(header, now))).toEqual([7, 60, 0, 0, 0])
})

function words(seconds: number): string {
  if (seconds < 60) return `${seconds} s`
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`
  const minutes = Math.floor((seconds % 3600) / 60)
  return `${Math.floor(seconds / 3600)} h${minutes > 0 ? ` ${minutes} min` : ''}`
}

/** The lines between `<!-- name: … -->` and `<!-- /name -->`. */
function part(name: string): string[] {
  const text = new RegExp(`<!-- ${name}:.*-->\n([\\s\\S]*?)<!-- /${name} -->`).exec(document)?.[1] ?? ''
  return text.trim().split('\n')
}
