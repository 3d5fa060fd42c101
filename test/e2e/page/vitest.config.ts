import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/e2e/page/*.test.ts'],
    env: { HOPTRACE_FORMAT: 'json' },
    expect: { poll: { timeout: 20_000 } },
    testTimeout: 120_000,
    hookTimeout: 60_000,
  },
})
