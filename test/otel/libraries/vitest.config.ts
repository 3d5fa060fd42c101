import { defineConfig } from 'vitest/config'

/** Libraries that tell OpenTelemetry's API what they do, and clients of HTTP. */
export default defineConfig({
  test: {
    include: ['test/otel/libraries/*.test.ts'],
    globalSetup: 'test/otel/libraries/prepare.ts',
    env: { HOPTRACE_FORMAT: 'json' },
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
})
