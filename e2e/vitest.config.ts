import { defineConfig } from 'vitest/config'
import { longestFirst } from '../scripts/longest-first.ts'

/** What must be on the other side within a second is measured while nothing else runs. */
const measured = ['e2e/two-way.test.ts', 'e2e/calendar.test.ts']

/** The whole product as people start it, in a real browser: each file starts everything, two of them side by side. */
export default defineConfig({
  test: {
    testTimeout: 60_000,
    hookTimeout: 180_000,
    pool: 'forks',
    maxWorkers: 2,
    globalSetup: './e2e/global-setup.ts',
    sequence: { sequencer: longestFirst(['e2e/kill.test.ts', 'e2e/queue.test.ts', 'e2e/send.test.ts']) },
    projects: [
      {
        extends: true,
        test: {
          name: 'side by side',
          include: ['e2e/**/*.test.ts'],
          exclude: measured,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: { name: 'measured', include: measured, maxWorkers: 1, sequence: { groupOrder: 1 } },
      },
    ],
  },
})
