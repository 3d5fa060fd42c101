import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type BuildOptions, build } from 'esbuild'
import { onTestFinished } from 'vitest'

/** Creates a folder with these files, which is removed when the test ends. */
export function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'hoptrace-maps-')))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(folder, name)
    mkdirSync(path.dirname(file), { recursive: true })
    writeFileSync(file, text)
  }
  return folder
}

/** Bundles `src/main.ts` of a folder into `dist/main.mjs` or `.cjs`, minified, with a map. */
export async function bundled(root: string, options: BuildOptions = {}): Promise<string> {
  const outfile = path.join(root, `dist/main.${options.format === 'cjs' ? 'cjs' : 'mjs'}`)
  await build({
    entryPoints: [path.join(root, 'src/main.ts')],
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    sourcemap: true,
    outfile,
    ...options,
  })
  return outfile
}
