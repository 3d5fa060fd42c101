import { build } from 'esbuild'

// CommonJS packages call `require` for Node's own modules, and ES modules have none.
const REQUIRE = `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);`

// Bundles each handler into one file in `build/`, which Lambda and serverless-offline load.
await build({
  entryPoints: ['handlers/process.ts', 'handlers/status.ts', 'handlers/credits.ts'],
  outdir: 'build',
  outExtension: { '.js': '.mjs' },
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  mainFields: ['module', 'main'],
  banner: { js: REQUIRE },
  minifySyntax: true,
  sourcemap: 'inline',
  sourcesContent: false,
  logLevel: 'warning',
})
