import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['server/src/sync/*machine.test.ts'],
    globalSetup: './server/testing/global-setup.ts',
    provide: { histories: 2000 },
    pool: 'forks',
    maxWorkers: 2,
  },
})
