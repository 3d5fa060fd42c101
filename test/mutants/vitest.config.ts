import { defineConfig } from 'vitest/config'
import base from '../../vitest.config.ts'

/** The tests of one folder, which Stryker names. Mutations change no types. */
export default defineConfig({
  test: {
    ...base.test,
    include: ['**/*.test.ts'],
    typecheck: { enabled: false },
    testTimeout: 120_000, // counting what a test runs makes it slower
  },
})
