import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/linear-time/*.test.ts'],
    env: { HOPTRACE_FORMAT: 'json', TZ: 'UTC' },
    testTimeout: 120_000,
  },
})
