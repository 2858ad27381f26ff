import { defineConfig } from 'vitest/config'

/** The whole product as people start it, in a real browser; one file at a time, since each starts everything. */
export default defineConfig({
  test: {
    include: ['e2e/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 180_000,
    pool: 'forks',
    fileParallelism: false,
  },
})
