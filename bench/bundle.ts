import { fileURLToPath, pathToFileURL } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'

/** As one bundles for Lambda. */
const OPTIONS = {
  bundle: true,
  minify: true,
  format: 'esm',
  platform: 'node',
  target: 'node24',
} as const

/** Returns the bytes of a module that is bundled, minified and gzipped. */
export async function gzippedBytes(module: string): Promise<number> {
  const { outputFiles } = await build({
    ...OPTIONS,
    entryPoints: [fileURLToPath(module)],
    write: false,
  })
  return gzipSync(outputFiles[0]?.contents ?? '').length
}

/** Bundles and minifies a module into a file; returns the file's URL. */
export async function bundle(module: string, file: string): Promise<URL> {
  await build({
    ...OPTIONS,
    entryPoints: [fileURLToPath(module)],
    outfile: file,
    // CommonJS packages in an ES module look for a `require`.
    banner: {
      js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);",
    },
  })
  return pathToFileURL(file)
}
