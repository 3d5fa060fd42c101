import { defineConfig } from 'vitest/config'

/** The plugin beside other plugins of the Serverless Framework. */
export default defineConfig({
  test: {
    include: ['test/serverless/plugins/*.test.ts'],
    env: {
      SERVERLESS_FRAMEWORK:
        process.env.SERVERLESS_FRAMEWORK ?? 'test/serverless/plugins/node_modules/serverless',
    },
    maxWorkers: 2,
    testTimeout: 120_000,
  },
})
