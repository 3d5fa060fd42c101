import { defineConfig } from 'vitest/config'

/** Runs the tests of the plugin on the Serverless Framework 3. */
export default defineConfig({
  test: {
    include: ['test/serverless/*.test.ts'],
    env: { SERVERLESS_FRAMEWORK: 'test/serverless/framework-3/node_modules/serverless' },
    testTimeout: 120_000,
  },
})
