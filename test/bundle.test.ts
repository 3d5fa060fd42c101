import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { type BuildOptions, build } from 'esbuild'
import { describe, expect, it } from 'vitest'

const KB = 1024

async function bundle(entry: string | [], options: BuildOptions = {}) {
  const result = await build({
    entryPoints: [entry].flat(),
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    write: false,
    metafile: true,
    ...options,
  })
  const [file] = result.outputFiles ?? []
  const imports = Object.values(result.metafile?.outputs ?? {}).flatMap((output) => output.imports)
  return {
    gzipped: gzipSync(file?.contents ?? '').length,
    imports: imports.map(({ path }) => path),
    inputs: Object.keys(result.metafile?.inputs ?? {}),
  }
}

describe('a bundle', () => {
  it('of hoptrace/middy is as small as the README says', async () => {
    const [, limit] =
      /`hoptrace\/middy` adds less than (\d+) KB/.exec(readFileSync('README.md', 'utf8')) ?? []
    const { gzipped } = await bundle('dist/middy/index.js')
    expect(gzipped).toBeLessThan(Number(limit) * KB)
  })

  it('of hoptrace/middy imports nothing but modules of Node', async () => {
    const { imports } = await bundle('dist/middy/index.js')
    expect(imports).toEqual(['node:async_hooks'])
  })

  const sizeOf = async (contents: string) => {
    const stdin = { contents, resolveDir: 'dist' }
    const { gzipped } = await bundle([], { stdin, external: ['@smithy/signature-v4'] })
    return gzipped
  }
  const traced = "export { tracing } from './middy/index.js'\n"

  // Servers already have what watches for signals.
  it.each([
    ['hoptrace/node', "export { withNodeTracing } from './node/index.js'\n", 6],
    ['hoptrace/middy', traced, 6.3],
  ])('of otlp() beside %s has at most $2 KB more', async (_name, base, limit) => {
    const more = await sizeOf(`${base}export { otlp } from './otlp/index.js'`)
    expect(more - (await sizeOf(base))).toBeLessThanOrEqual(limit * KB)
  })

  it('of hoptrace/otel has at most 5 KB more than OpenTelemetry’s API and hoptrace/middy', async () => {
    const base = `${traced}export { context, trace } from '@opentelemetry/api'\n`
    const more = await sizeOf(`${base}export { registerHoptrace } from './otel/index.js'`)
    expect(more - (await sizeOf(base))).toBeLessThanOrEqual(5 * KB)
  })

  it.each([
    ['aws', 29.6],
    ['node', 30],
  ])('of hoptrace/%s has at most %d KB, and imports only modules of Node', async (entry, limit) => {
    const { gzipped, imports } = await bundle(`dist/${entry}/index.js`)
    expect(gzipped).toBeLessThanOrEqual(limit * KB)
    expect(imports).toEqual(['node:async_hooks'])
  })

  it.each(['middy', 'next', 'node', 'aws'])(
    'of hoptrace/%s does not contain X-Ray’s SDK',
    async (entry) => {
      const { inputs } = await bundle(`dist/${entry}/index.js`, { external: ['next/*'] })
      expect(inputs.filter((file) => file.includes('xray-sdk'))).toEqual([])
    },
  )

  it('of hoptrace/xray contains X-Ray’s SDK without its automatic context', async () => {
    const { inputs } = await bundle('dist/xray/index.js')
    expect(inputs.some((file) => file.includes('aws-xray-sdk-core'))).toBe(true)
    expect(inputs.filter((file) => /cls-hooked|context_utils/.test(file))).toEqual([])
  })

  it.each(['esm', 'cjs'] as const)(
    'of hoptrace/xray loads with any address of the daemon: %s',
    async (format) => {
      const banner = "import { createRequire } from 'node:module';const require=createRequire('/');"
      const folder = mkdtempSync(path.join(tmpdir(), 'hoptrace-'))
      const outfile = path.join(folder, format === 'esm' ? 'index.mjs' : 'index.cjs')
      const js = format === 'esm' ? banner : ''
      await bundle('dist/xray/index.js', { format, banner: { js }, write: true, outfile })
      const env = { ...process.env, AWS_XRAY_DAEMON_ADDRESS: 'nonsense' }
      const { status, stderr } = spawnSync(process.execPath, [outfile], { env, encoding: 'utf8' })
      expect([status, stderr]).toEqual([0, ''])
      rmSync(folder, { recursive: true })
    },
  )

  it('of withTracing loads no more of next/server than after()', async () => {
    const { imports } = await bundle([], {
      stdin: { contents: "export { withTracing } from './next/index.js'", resolveDir: 'dist' },
      external: ['next/*'],
    })
    expect(imports).toContain('next/dist/server/after/after.js')
    expect(imports).not.toContain('next/server.js')
  })

  it('of hoptrace/next imports only modules that the edge runtime has', async () => {
    const { imports } = await bundle('dist/next/index.js', {
      platform: 'neutral',
      mainFields: ['module', 'main'],
      external: ['node:*', 'next/*'],
    })
    expect(imports.filter((name) => !name.startsWith('next/'))).toEqual(['node:async_hooks'])
  })
})
