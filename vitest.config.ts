import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    typecheck: { enabled: true, include: ['test/**/*.test-d.ts'] },
    env: { HOPTRACE_FORMAT: 'json' },
    testTimeout: 20_000,
    hookTimeout: 60_000,
  },
})
