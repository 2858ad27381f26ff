import { expect, test } from 'vitest'
import { findBreaches } from '../scripts/architecture.ts'

test('the tree keeps the rules of the architecture', () => {
  expect(findBreaches()).toEqual([])
})
