import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { controlCalls } from './room.ts'

test('the README lists every control call, and no other', () => {
  const text = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8')
  const listed = [...text.matchAll(/^\| `((?:GET|POST|PUT|PATCH|DELETE) \/[^`]*)` \|/gm)].map(
    ([, call]) => call,
  )
  expect(listed.sort()).toEqual(controlCalls().sort())
})
