import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/e2e/start/*.test.ts'],
    env: { HOPTRACE_FORMAT: 'json', TZ: 'UTC' },
    testTimeout: 120_000,
    hookTimeout: 60_000,
  },
})
