import { afterAll, beforeAll, describe } from 'vitest'
import type { Bench, Sample } from './conformance/bench.ts'
import { testCalendar } from './conformance/calendar.ts'
import { testReading } from './conformance/reading.ts'
import { contactSample, eventSample, taskSample } from './conformance/samples.ts'
import { testTrouble } from './conformance/trouble.ts'
import { testNonsense, testWatching } from './conformance/watching.ts'
import { testWriting } from './conformance/writing.ts'

/**
 * The specification of a provider: what every method of connecting does in the same way, for each kind of items, and what is
 * peculiar to a calendar. A provider's own test calls this with a bench (conformance/bench.ts); a case may be skipped only
 * with a written reason.
 */
export function testProvider(name: string, make: () => Promise<Bench>): void {
  describe(`${name} keeps the contract of a provider`, () => {
    let made: Bench
    beforeAll(async () => {
      made = await make()
    })
    afterAll(() => made.close())
    const bench = () => made
    testKind(bench, contactSample)
    testKind(bench, eventSample)
    testKind(bench, taskSample)
    describe('a calendar', () => testCalendar(bench, make))
    testNonsense(bench)
  })
}

function testKind<T extends object>(bench: () => Bench, sample: Sample<T>): void {
  describe(sample.kind, () => {
    describe('reading', () => testReading(bench, sample))
    describe('writing', () => testWriting(bench, sample))
    describe('in trouble', () => testTrouble(bench, sample))
    describe('watching', () => testWatching(bench, sample))
  })
}
