import { defineConfig } from 'vitest/config'

/** What is measured in CPU time starts with an empty heap, and alone. */
const measured = ['emulator/src/graph/{delta,calendar-delta}.test.ts']

export default defineConfig({
  test: {
    globalSetup: './server/testing/global-setup.ts',
    testTimeout: 30_000,
    hookTimeout: 60_000,
    pool: 'forks',
    maxWorkers: 2,
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
