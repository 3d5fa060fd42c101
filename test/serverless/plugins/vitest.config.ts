import { defineConfig } from 'vitest/config'

/** The plugin beside other plugins, on osls and on the Serverless Framework 3. */
export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      project('osls', 'test/serverless/plugins'),
      project('serverless-3', 'test/serverless/framework-3'),
    ],
  },
})

function project(name: string, folder: string) {
  return {
    test: {
      name,
      include: ['test/serverless/plugins/*.test.ts'],
      env: { SERVERLESS_FRAMEWORK: `${folder}/node_modules/serverless` },
      testTimeout: 120_000,
    },
  }
}
