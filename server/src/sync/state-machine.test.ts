import fc from 'fast-check'
import { describe, inject, it } from 'vitest'
import { createTestDatabase } from '../../testing/database.ts'
import { memorySide } from '../../testing/far-side.ts'
import { graphSides } from '../../testing/graph-side.ts'
import { type History, histories } from '../../testing/history.ts'
import { openKillable } from '../../testing/killable.ts'
import { live } from '../../testing/live.ts'
import { eventRegressions, regressions } from '../../testing/regressions.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** How many random histories: 200 in the suite, more with `npm run fuzz`. */
    histories?: number
    /** Repeats the histories of an earlier run. */
    seed?: number
  }
}

const { db, url } = await createTestDatabase()
const killable = openKillable(url)
const runs = inject('histories') ?? 200
const seed = inject('seed')
const failedOnce = { contacts: regressions, events: eventRegressions, tasks: [] }
const optionsFor = (kind: keyof typeof failedOnce) => ({
  ...(seed !== undefined && { seed }),
  examples: failedOnce[kind].map((one): [History] => [one]),
})
const hour = 3_600_000

it(
  'after any history both sides agree, each edit is there or in a conflict, and no item is there twice',
  async () => {
    const property = fc.asyncProperty(histories('contacts'), (history) =>
      live(history, db, killable, memorySide),
    )
    await fc.assert(property, { ...optionsFor('contacts'), numRuns: runs })
  },
  hour,
)

it(
  'so they do over HTTP, with a service that fills in fields of its own',
  async () => {
    const sides = await graphSides()
    try {
      const property = fc.asyncProperty(histories('contacts'), (history) =>
        live(history, db, killable, sides.open),
      )
      await fc.assert(property, { ...optionsFor('contacts'), numRuns: Math.ceil(runs / 4) })
    } finally {
      await sides.close()
    }
  },
  hour,
)

describe.each(['events', 'tasks'] as const)('%s', (kind) => {
  it(
    'after any history both sides agree as well, a series with its exceptions and cancelled days',
    async () => {
      const property = fc.asyncProperty(histories(kind), (history) =>
        live(history, db, killable, memorySide, kind),
      )
      await fc.assert(property, { ...optionsFor(kind), numRuns: Math.ceil(runs / 2) })
    },
    hour,
  )

  it(
    'so they do over HTTP',
    async () => {
      const sides = await graphSides()
      try {
        const property = fc.asyncProperty(histories(kind), (history) =>
          live(history, db, killable, sides.open, kind),
        )
        await fc.assert(property, { ...optionsFor(kind), numRuns: Math.ceil(runs / 8) })
      } finally {
        await sides.close()
      }
    },
    hour,
  )
})
