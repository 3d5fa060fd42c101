import { configDefaults, defineConfig } from 'vitest/config'
import base from '../../vitest.config.ts'

/** The tests of one folder, which Stryker names. Mutations change no types. */
export default defineConfig({
  test: {
    ...base.test,
    include: ['**/*.test.ts'],
    exclude: [
      ...configDefaults.exclude,
      '**/adversarial.test.ts', // measures time, which counting what a test runs changes
      '**/load.test.ts', // takes minutes while that is counted
    ],
    typecheck: { enabled: false },
    testTimeout: 120_000, // counting what a test runs makes it slower
  },
})
