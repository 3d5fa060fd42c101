import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { context, trace } from '@opentelemetry/api'
import { build } from 'esbuild'
import { afterEach, describe, expect, it } from 'vitest'
import { tracing } from '../../src/middy/index.ts'
import { defaultSpans } from '../../src/otel/index.ts'
import { invoke } from '../middy/invocation.ts'
import { loadSample, rowsOf, sectionOf } from './page.ts'

const PAGE = 'docs/opentelemetry-in.md'

afterEach(() => {
  trace.disable()
  context.disable()
})

async function gzippedOf(code: string): Promise<number> {
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: process.cwd() },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    write: false,
  })
  return gzipSync(outputFiles[0]?.contents ?? '').length
}

describe('the page of spans', () => {
  it('shows how a Next.js app registers', async () => {
    const { register } = (await loadSample(PAGE, 'register')) as { register: () => void }
    register()
    const { records } = await invoke([tracing()], () => {
      trace.getTracer('gen_ai').startSpan('step 1').end()
    })
    expect(records.map(({ hopName }) => hopName)).toContain('step 1')
  })

  it('shows how spans are added, and how another tracer gets steps', async () => {
    await loadSample(PAGE, 'defaultSpans, registerHoptrace')
    const { records } = await invoke([tracing()], () => {
      trace.getTracer('@opentelemetry/instrumentation-mongodb').startSpan('find').end()
    })
    expect(records.map(({ hopName }) => hopName)).toContain('find')
    await expect(loadSample(PAGE, 'mirror: true })')).resolves.toBeDefined()
  })

  it('names the libraries of the default list', () => {
    const shown = rowsOf(sectionOf(PAGE, 'Which spans are recorded')).map(([, needs]) => needs)
    const contrib = defaultSpans.filter((rule) => String(rule).startsWith('@opentelemetry/'))
    for (const name of contrib) expect(shown).toContain(`\`${name}\``)
    expect(shown).toContain('`@ai-sdk/otel`')
    expect(shown).toContain('`@prisma/instrumentation`')
  })

  it('says how much hoptrace/otel adds to a bundle', async () => {
    const [, limit] = /adds less than (\d+) KB/.exec(readFileSync(PAGE, 'utf8')) ?? []
    const adapter = "export { tracing } from './dist/middy/index.js'\n"
    const api = "export { context, trace } from '@opentelemetry/api'\n"
    const otel = "export { registerHoptrace } from './dist/otel/index.js'\n"
    const [alone, withApi, withAll] = await Promise.all(
      [adapter, adapter + api, adapter + api + otel].map(gzippedOf),
    )
    expect(Number(withAll) - Number(withApi)).toBeLessThan(Number(limit) * 1024)
    expect(Number(withApi) - Number(alone)).toBeLessThan(3.2 * 1024)
  })
})
