import { configDefaults, defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: [
      ...configDefaults.exclude,
      'test/beside/**', // npm run test:beside
      'test/otel/libraries/**', // npm run test:otel
      'test/serverless/**', // npm run test:serverless, npm run test:plugins
      'test/e2e/lambda-runtime/**', // npm run test:runtime
      'test/e2e/other-languages/**', // npm run test:languages
      'test/e2e/next/**', // npm run test:next
      'test/e2e/page/**', // npm run test:page
      'test/e2e/start/**', // npm run test:start
      'test/linear-time/**', // npm run test:time
      'test/opennext/**', // npm run test:opennext
      'test/types/**', // npm run test:types
    ],
    typecheck: { enabled: true, include: ['test/**/*.test-d.ts'] },
    // Of CI's two cores, Vitest would leave one idle.
    maxWorkers: '100%',
    env: { HOPTRACE_FORMAT: 'json', TZ: 'UTC' },
    // Packaging a service takes a minute on a machine that is busy.
    testTimeout: 120_000,
    hookTimeout: 60_000,
  },
})
