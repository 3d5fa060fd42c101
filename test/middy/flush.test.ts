import { PassThrough, Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import middy from '@middy/core'
import { executionModeStreamifyResponse } from '@middy/core/StreamifyResponse'
import middy6 from 'middy-6'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Exporter, TracingOptions } from '../../src/index.ts'
import { tracing, withLambdaTracing } from '../../src/middy/index.ts'
import { captureRecords } from '../capture.ts'
import { handlerOf, lambdaContext, type Middleware } from './invocation.ts'

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

const WAIT = { timeout: 60_000, interval: 5 }
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
      await vi.waitFor(() => expect(told).toContain('flush'), WAIT)
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

/** Streaming handlers: of Middy with each kind of body, and one that writes to the stream. */
const STREAMING: readonly [
  string,
  (exporter: Exporter) => (to: PassThrough) => Promise<unknown>,
][] = [
  [
    'tracing() with a Node stream',
    (exporter) => streamedBy(exporter, () => Readable.from(['one ', 'two'])),
  ],
  [
    'tracing() with a web stream',
    (exporter) => streamedBy(exporter, () => new Blob(['one two']).stream()),
  ],
  [
    'withLambdaTracing',
    (exporter) => (to) =>
      withLambdaTracing(
        async (_event: unknown, stream: PassThrough) => void stream.end('one two'),
        optionsOf(exporter),
      )({}, to),
  ],
]

function streamedBy(exporter: Exporter, bodyOf: () => unknown) {
  const handler = middy({ executionMode: executionModeStreamifyResponse })
    .use(tracing(optionsOf(exporter)))
    .handler(async () => bodyOf()) as unknown as (...args: unknown[]) => Promise<unknown>
  return (to: PassThrough) => handler({}, to, lambdaContext())
}

describe.each(STREAMING)('a streamed response of %s', (_name, handlerWith) => {
  beforeEach(() => void vi.stubGlobal('awslambda', { streamifyResponse: (one: unknown) => one }))
  afterEach(() => void vi.unstubAllGlobals())

  it('ends once the exporters have flushed, after its last byte and its ending', async () => {
    const { told, exporter, release } = batching()
    const to = new PassThrough()
    const sent = text(to).then((body) => told.push(body))
    await captureRecords(async () => {
      const answered = handlerWith(exporter)(to).then(() => told.push('answered'))
      await vi.waitFor(() => expect(told).toContain('flush'), WAIT)
      release()
      await Promise.all([answered, sent])
    })
    expect(told.filter((one) => one !== 'one two')).toEqual(['act', 'flush', 'flushed', 'answered'])
    expect(told).toContain('one two')
  })
})

describe('an early answer of a middleware', () => {
  const EARLY: readonly [string, typeof middy, Middleware][] = [
    ['before', middy, { before: () => 'early' }],
    ['after', middy, { after: () => 'early' }],
    ['onError', middy, { onError: () => 'early' }],
    ['before, by Middy 6', middy6 as never, { before: () => 'early' }],
  ]

  it.each(EARLY)('waits until the exporters have flushed: %s', async (_what, middy, early) => {
    const { told, exporter, release } = batching()
    const handler = middy()
      .use([tracing(optionsOf(exporter)), early])
      .handler((() => {
        if (early.onError) throw new Error('broken')
      }) as never) as unknown as Handler
    const { value } = await captureRecords(async () => {
      const answered = handler({}, lambdaContext()).then((value) => {
        told.push('answered')
        return value
      })
      await vi.waitFor(() => expect(told).toContain('flush'), WAIT)
      release()
      return answered
    })
    expect(told).toEqual(['act', 'flush', 'flushed', 'answered'])
    expect(value).toBe('early')
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
