import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'

/** Bundles and minifies a module into a file, as one does for Lambda; returns the file's URL. */
export async function bundle(module: string, file: string): Promise<URL> {
  await build({
    entryPoints: [fileURLToPath(module)],
    outfile: file,
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
  return pathToFileURL(file)
}
