import { defineConfig } from 'vitest/config'

/** hoptrace beside other loggers, tracers and test runners, each in a process of its own. */
export default defineConfig({
  test: {
    include: ['test/beside/*.test.ts'],
    globalSetup: 'test/beside/prepare.ts',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
