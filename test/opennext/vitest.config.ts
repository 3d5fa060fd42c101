import { defineConfig } from 'vitest/config'

/** A Next.js app that OpenNext builds, under AWS's Lambda runtime client. */
export default defineConfig({
  test: {
    include: ['test/opennext/*.test.ts'],
    globalSetup: 'test/opennext/prepare.ts',
    env: { HOPTRACE_FORMAT: 'json' },
    testTimeout: 60_000,
    hookTimeout: 120_000,
    fileParallelism: false,
  },
})
