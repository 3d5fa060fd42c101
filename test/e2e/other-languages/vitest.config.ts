import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/e2e/other-languages/*.test.ts'],
    env: { HOPTRACE_FORMAT: 'json' },
    testTimeout: 30_000,
    hookTimeout: 120_000,
  },
})
