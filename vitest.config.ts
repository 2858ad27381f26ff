import { defineConfig } from 'vitest/config'
import { longestFirst } from './scripts/longest-first.ts'

/** What is measured in CPU time starts with an empty heap, and alone. */
const measured = ['emulator/src/graph/{delta,calendar-delta}.test.ts']

/** Those that take longest, most of it waiting. */
const longest = [
  'src/jobs/send.test.ts',
  'src/sync/state-machine.test.ts',
  'src/jobs/worker.test.ts',
  'src/jobs/erase.test.ts',
]

export default defineConfig({
  test: {
    globalSetup: './server/testing/global-setup.ts',
    testTimeout: 30_000,
    hookTimeout: 60_000,
    pool: 'forks',
    maxWorkers: 2,
    sequence: { sequencer: longestFirst(longest) },
    projects: [
      {
        extends: true,
        test: {
          name: 'suite',
          include: ['{model,server,emulator,web,client,bench,scripts}/**/*.test.{ts,tsx}'],
          exclude: ['**/node_modules/**', '**/dist/**', ...measured],
          // Files share their process: what they import is read once, which was two fifths of the suite's time.
          isolate: false,
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
