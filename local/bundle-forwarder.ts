import { build } from 'esbuild'

/**
 * Bundles the forwarder's function into one file, which templates contain. CommonJS: CloudFormation names
 * inline code `index.js`.
 */
await build({
  entryPoints: ['dist/otlp/function.js'],
  outfile: 'dist/otlp/function.cjs',
  bundle: true,
  minify: true,
  platform: 'node',
  format: 'cjs',
  // Their ES modules: without them, all of the package `@smithy/core` would be in the bundle.
  mainFields: ['module', 'main'],
  conditions: ['module'],
  logLevel: 'error',
})
