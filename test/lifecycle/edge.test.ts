import { AsyncLocalStorage } from 'node:async_hooks'
import { createContext, runInContext } from 'node:vm'
import { build } from 'esbuild'
import { describe, expect, it } from 'vitest'
import { createTraceContext } from '../../src/next/index.ts'

/** Loads the package in a realm like the edge runtime: without stdout, `Buffer` and most built-in modules. */
async function onTheEdge() {
  const { outputFiles } = await build({
    stdin: {
      contents: `export * from './dist/index.js'; export * from './dist/next/create-trace-context.js'; export * from './dist/next/log-functions.js'`,
      resolveDir: process.cwd(),
    },
    bundle: true,
    format: 'cjs',
    platform: 'neutral',
    conditions: ['edge-light', 'browser'],
    external: ['node:*'],
    write: false,
  })
  const lines: string[] = []
  const module = {
    exports: {} as typeof import('../../src/next/create-trace-context.ts') &
      typeof import('../../src/next/log-functions.ts') &
      typeof import('../../src/index.ts'),
  }
  const require = (name: string) => {
    if (name !== 'node:async_hooks') throw new Error(`The edge runtime has no ${name}`)
    return { AsyncLocalStorage }
  }
  const { crypto, performance } = globalThis
  const web = { crypto, performance, Headers, Request, Response, URL, TextEncoder, queueMicrotask }
  const console = { log: (...line: string[]) => lines.push(...line), error: () => undefined }
  runInContext(
    outputFiles[0]?.text ?? '',
    createContext({
      ...web,
      console,
      process: {
        env: { HOPTRACE_SERVICE: 'edge' },
        getBuiltinModule: () => {
          throw new Error('A Node.js API is used which is not supported in the Edge Runtime.')
        },
      },
      module,
      require,
    }),
  )
  return { hoptrace: module.exports, lines }
}

describe('the core on the edge runtime', () => {
  it('loads, and writes each record as one JSON argument to the console', async () => {
    const { hoptrace, lines } = await onTheEdge()
    const { createTraceContext, logRequest, logResponse, currentTrace } = hoptrace
    const trace = createTraceContext({ action: 'a', headers: { 'x-trace-id': 'req_x' } })
    logRequest(trace)
    await trace.hop('work', async () => trace.info('é'.repeat(30_000), { n: 1 }))
    logResponse(trace, { statusCode: 200 })
    currentTrace().warn('outside')
    expect(lines.map((line) => JSON.parse(line).message.slice(0, 16))).toEqual([
      'Request start',
      'éééééééééééééééé',
      'Hop - work',
      'Request complete',
      'outside',
    ])
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ service: 'edge', traceId: 'req_x' })
  })

  it('samples the traces that Node samples with the same salt', async () => {
    const { hoptrace } = await onTheEdge()
    const sampling = { rate: 0.5, salt: 'a salt of the tests' }
    const decisions = ({ createTraceContext }: Pick<typeof hoptrace, 'createTraceContext'>) =>
      Array.from({ length: 200 }, (_, index) => {
        const id = `req_01a2033f-87ef-7634-8bba-${index.toString(16).padStart(12, '0')}`
        const trace = createTraceContext({ action: 'a', headers: { 'x-trace-id': id }, sampling })
        return trace.headers().get('traceparent')?.at(-1)
      })
    const onNode = decisions({ createTraceContext })
    expect(decisions(hoptrace)).toEqual(onNode)
    expect(new Set(onNode).size).toBe(2)
  })
})
