import { defineConfig } from 'vitest/config'

/** The plugin on osls and on the Serverless Framework 3. Packaging a service takes seconds, many times. */
export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [project('osls', '.'), project('serverless-3', 'test/serverless/framework-3')],
  },
})

function project(name: string, folder: string) {
  return {
    test: {
      name,
      include: ['test/serverless/*.test.ts'],
      env: { SERVERLESS_FRAMEWORK: `${folder}/node_modules/serverless`, HOPTRACE_FORMAT: 'json' },
      testTimeout: 120_000,
    },
  }
}
