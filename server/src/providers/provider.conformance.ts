import { afterAll, beforeAll, describe } from 'vitest'
import type { Bench } from './conformance/bench.ts'
import { testReading } from './conformance/reading.ts'
import { testTrouble } from './conformance/trouble.ts'
import { testWatching } from './conformance/watching.ts'
import { testWriting } from './conformance/writing.ts'

/**
 * The specification of a provider: what every method of connecting does in the same way. A provider's own test calls
 * this with a bench (conformance/bench.ts); a case may be skipped only with a written reason.
 */
export function testProvider(name: string, make: () => Promise<Bench>): void {
  describe(`${name} keeps the contract of a provider`, () => {
    let made: Bench
    beforeAll(async () => {
      made = await make()
    })
    afterAll(() => made.close())
    const bench = () => made
    describe('reading', () => testReading(bench))
    describe('writing', () => testWriting(bench))
    describe('in trouble', () => testTrouble(bench))
    describe('watching', () => testWatching(bench))
  })
}
