import { defineConfig } from 'vitest/config'

/** hoptrace's types beside those of other packages, each in a program of its own. */
export default defineConfig({
  test: {
    include: ['test/types/*.test.ts'],
    globalSetup: 'test/types/prepare.ts',
    testTimeout: 120_000,
  },
})
