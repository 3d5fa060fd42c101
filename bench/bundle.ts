import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

/** Bundles and minifies modules into a folder, each under its own name with `.mjs`. */
export async function bundle(modules: readonly string[], folder: string): Promise<void> {
  await build({
    entryPoints: modules.map((url) => fileURLToPath(url)),
    entryNames: '[name]',
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    // CommonJS packages in an ES module look for a `require`.
    banner: {
      js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);",
    },
  })
}
