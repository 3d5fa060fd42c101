import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/e2e/lambda-runtime/*.test.ts'],
    globalSetup: 'test/e2e/lambda-runtime/prepare.ts',
    testTimeout: 30_000,
  },
})
