import { build } from 'esbuild'

// CommonJS packages inside of an ES module bundle call require for Node's own modules.
const banner = `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);`

/** Bundles each handler into one file below `build/`, as Lambda and serverless-offline load it. */
await build({
  entryPoints: ['handlers/process.ts', 'handlers/status.ts', 'handlers/credits.ts'],
  outdir: 'build',
  outExtension: { '.js': '.mjs' },
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  mainFields: ['module', 'main'],
  banner: { js: banner },
  minifySyntax: true,
  sourcemap: 'inline',
  sourcesContent: false,
  logLevel: 'warning',
})
