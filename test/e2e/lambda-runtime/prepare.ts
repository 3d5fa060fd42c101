import { globSync } from 'node:fs'
import path from 'node:path'
import { build } from 'esbuild'
import { installClient } from './install-client.ts'

/** Runs before all tests: installs AWS's runtime client, and bundles the handlers for deployment. */
export async function setup(): Promise<void> {
  installClient()
  await build({
    entryPoints: globSync(path.join(import.meta.dirname, 'handlers/*.ts')),
    outdir: path.join(import.meta.dirname, 'build'),
    outExtension: { '.js': '.mjs' },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
  })
}
