import { defineConfig } from 'vitest/config'

/** Libraries that tell OpenTelemetry's API what they do, and clients of HTTP. */
export default defineConfig({
  test: {
    include: ['test/otel/*.test.ts'],
    globalSetup: 'test/otel/prepare.ts',
    env: { HOPTRACE_FORMAT: 'json' },
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
})
