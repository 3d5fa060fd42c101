import { describe, expect, it, vi } from 'vitest'
import type { Exporter, TracingOptions } from '../../src/index.ts'
import { tracing, withLambdaTracing } from '../../src/middy/index.ts'
import { captureRecords } from '../capture.ts'
import { handlerOf, lambdaContext } from './invocation.ts'

/** An exporter that keeps what it is told, and flushes when the test says so. */
function batching() {
  const told: string[] = []
  let release = (): void => undefined
  const exporter: Exporter = {
    onSpanEnd: ({ name }) => void told.push(name),
    flush: () => {
      told.push('flush')
      return new Promise((resolve) => {
        release = () => {
          told.push('flushed')
          resolve()
        }
      })
    },
  }
  return { told, exporter, release: () => release() }
}

const OPTIONS = { service: 'shop', action: 'act', flushTimeoutMs: 60_000 } satisfies TracingOptions

/** A handler of each kind, with an exporter. */
const HANDLERS: readonly [string, (exporter: Exporter, handle: () => unknown) => Handler][] = [
  ['tracing()', (exporter, handle) => handlerOf([tracing(optionsOf(exporter))], handle) as Handler],
  [
    'withLambdaTracing',
    (exporter, handle) => withLambdaTracing(async () => handle(), optionsOf(exporter)) as Handler,
  ],
]
type Handler = (event: unknown, context: object) => Promise<unknown>

function optionsOf(exporter: Exporter): TracingOptions {
  return { ...OPTIONS, exporters: [exporter] }
}

describe.each(HANDLERS)('%s with an exporter that flushes', (_name, handlerWith) => {
  it.each([
    ['a value', () => 'done'],
    [
      'an error',
      () => {
        throw new Error('broken')
      },
    ],
  ])('answers with %s once it has flushed, after the ending', async (_what, handle) => {
    const { told, exporter, release } = batching()
    await captureRecords(async () => {
      const answered = handlerWith(exporter, handle)({}, lambdaContext())
        .catch(() => undefined)
        .then(() => told.push('answered'))
      await vi.waitFor(() => expect(told).toContain('flush'))
      release()
      await answered
    })
    expect(told).toEqual(['act', 'flush', 'flushed', 'answered'])
  })

  it('answers after flushTimeoutMs, or half of the remaining time, if the flush hangs', async () => {
    const exporter: Exporter = { onSpanEnd: () => undefined, flush: () => new Promise(() => {}) }
    const context = lambdaContext({ getRemainingTimeInMillis: () => 20 })
    const { value } = await captureRecords(() => handlerWith(exporter, () => 'done')({}, context))
    expect(value).toBe('done')
  })
})

describe('an exporter whose flush fails', () => {
  it('is reported on stderr, and the handler answers', async () => {
    const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    const exporter: Exporter = {
      onSpanEnd: () => undefined,
      flush: () => Promise.reject(new Error('no network')),
    }
    const run = () => withLambdaTracing(async () => 'done', optionsOf(exporter))()
    const { value } = await captureRecords(run)
    const reports = stderr.mock.calls.map(([text]) => String(text)).join('')
    stderr.mockRestore()
    expect(value).toBe('done')
    expect(reports).toContain("an exporter's flush failed")
  })
})
