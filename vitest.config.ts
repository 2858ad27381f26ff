import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['{model,server,emulator,web,client,bench,scripts}/**/*.test.{ts,tsx}'],
    exclude: ['**/node_modules/**', '**/dist/**'],
    globalSetup: './server/testing/global-setup.ts',
    testTimeout: 30_000,
    hookTimeout: 60_000,
    pool: 'forks',
    maxWorkers: 2,
  },
})
