import { PassThrough, Readable, type Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { runInNewContext } from 'node:vm'
import { describe, expect, it, vi } from 'vitest'
import { currentTrace } from '../../src/index.ts'
import {
  eachRecord,
  type LambdaTracingOptions,
  tracing,
  withLambdaTracing,
} from '../../src/middy/index.ts'
import { events } from '../../src/testing/index.ts'
import { captureRecords } from '../capture.ts'
import {
  type Handle,
  handlerOf,
  httpApiEvent,
  invoke,
  lambdaContext,
  outermost,
  turn,
} from './invocation.ts'

/** Invokes a traced handler once. Fails unless it writes exactly one start and one ending. */
async function run(
  handle: (...args: never[]) => unknown,
  event: unknown = httpApiEvent(),
  options: LambdaTracingOptions = {},
) {
  const handler = withLambdaTracing(handle, options) as Handle
  const captured = await captureRecords(() => handler(event, lambdaContext()))
  return { ...captured, ...outermost(captured.records) }
}

describe('a handler without Middy', () => {
  it('continues the caller’s trace, and has one start, one ending and the id on its response', async () => {
    const event = httpApiEvent({ 'x-trace-id': 'caller' })
    const { start, ending, value } = await run(async () => ({ statusCode: 201 }), event)
    expect(start).toMatchObject({ traceId: 'caller', action: 'POST /process/{id}' })
    expect(ending).toMatchObject({ result: 'success', metadata: { statusCode: 201 } })
    expect(value).toEqual({ statusCode: 201, headers: { 'x-trace-id': 'caller' } })
  })

  it('has its trace in all that it calls', async () => {
    const { records, start } = await run(async () => {
      await turn()
      return currentTrace().hop('load', () => currentTrace().id)
    })
    expect(records[1]).toMatchObject({ hopName: 'load', parentId: start.spanId })
  })

  it('leaves its caller without a trace', async () => {
    const { value } = await captureRecords(async () => {
      const running = withLambdaTracing(async () => turn())()
      const { id } = currentTrace()
      await running
      return id
    })
    expect(value).toBe('')
  })

  it.each<[string, () => never | Promise<never>]>([
    [
      'throws',
      () => {
        throw failure
      },
    ],
    ['rejects', () => Promise.reject(failure)],
  ])('ends with the error that it %s, which is passed on', async (_how, handle) => {
    const { ending, error } = await run(handle)
    expect(error).toBe(failure)
    expect(ending).toMatchObject({
      level: 'error',
      metadata: { statusCode: 500 },
      error: { name: 'RangeError' },
    })
  })

  it('gets what Lambda gives, and may return a value at once', async () => {
    const context = lambdaContext()
    const { value } = await captureRecords(() =>
      withLambdaTracing((event: object, given: object) => [event, given])(events.direct(), context),
    )
    expect(value).toEqual([events.direct(), context])
  })

  it('handles the records of a batch under their own traces', async () => {
    const event = events.sqs(
      { headers: { 'x-trace-id': 'one' } },
      { headers: { 'x-trace-id': 'two' } },
    )
    const { records, value } = await captureRecords(() =>
      withLambdaTracing((event: object) => eachRecord(event, () => undefined))(event),
    )
    const own = records.filter(({ message }) => message === 'Record success')
    expect(own.map(({ traceId }) => traceId)).toEqual(['one', 'two'])
    expect(value).toEqual({ batchItemFailures: [] })
  })

  it('has an ending before Lambda’s timeout that names its running steps', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const handler = withLambdaTracing((..._args: unknown[]) =>
      currentTrace().hop('wait', () => new Promise(() => undefined)),
    )
    const { records } = await captureRecords(async () => {
      void handler({}, lambdaContext())
      await vi.advanceTimersByTimeAsync(30_000)
    })
    vi.useRealTimers()
    const openSteps = [{ name: 'wait' }]
    expect(records.slice(1)).toMatchObject([
      { message: 'Deadline near', phase: 'log', metadata: { openSteps } },
      { message: 'Lambda timeout', phase: 'complete', metadata: { openSteps } },
    ])
  })

  it('may answer by a callback', async () => {
    type Callback = (error: Error | null, value?: unknown) => void
    const answered = await run((_event: never, _context: never, callback: Callback) => {
      setImmediate(callback, null, { statusCode: 202 })
    })
    expect(answered.value).toMatchObject({ statusCode: 202 })
    expect(answered.ending.metadata).toMatchObject({ statusCode: 202 })
    const failed = await run((_event: never, _context: never, callback: Callback) => {
      setImmediate(callback, failure)
    })
    expect(failed.error).toBe(failure)
    const both = await run(async (_event: never, _context: never, _callback: Callback) => 'value')
    expect(both.value).toBe('value')
    const late = await run(async (_event: never, _context: never, callback: Callback) => {
      await turn()
      callback(null, 'called')
      return 'returned'
    })
    expect(late.value).toBe('called')
    const foreign = runInNewContext("Promise.resolve('value')")
    const promised = await run((_event: never, _context: never, _callback: Callback) => foreign)
    expect(promised.value).toBe('value')
    const falsy = await run((_event: never, _context: never, callback: Callback) => {
      callback(0 as never)
    })
    expect(falsy.error).toBe(0)
  })

  it('calls Lambda’s callback, which waits for what it still does', async () => {
    const called = async (handle: (...args: never[]) => unknown) => {
      const callback = vi.fn()
      const handler = withLambdaTracing(handle) as (...args: unknown[]) => Promise<unknown>
      const event = httpApiEvent({ 'x-trace-id': 'caller' })
      await captureRecords(() =>
        handler(event, lambdaContext(), callback).catch((error: unknown) => error),
      )
      return callback.mock.calls
    }
    type Callback = (error: Error | null, value?: unknown) => void
    const value = { statusCode: 202, headers: { 'x-trace-id': 'caller' } }
    const answering = (_event: never, _context: never, callback: Callback) =>
      callback(null, { statusCode: 202 })
    expect(await called(answering)).toEqual([[null, value]])
    const failing = (_event: never, _context: never, callback: Callback) => callback(failure)
    expect(await called(failing)).toEqual([[failure]])
    const async = async (_event: never, _context: never, _callback: Callback) => 'value'
    expect(await called(async)).toEqual([])
  })

  it('gets Middy’s signal as its third argument', async () => {
    const { value } = await invoke(
      [],
      withLambdaTracing(async (_event: never, _context: never, { signal }: RequestInit) => ({
        statusCode: signal?.aborted === false ? 200 : 500,
      })) as Handle,
      events.functionUrl(),
    )
    expect(value).toMatchObject({ statusCode: 200 })
  })

  it('may answer by any promise although it takes a callback', async () => {
    const thenable = (then: PromiseLike<number>['then']) => ({ then }) as PromiseLike<number>
    const handle = (_event: object, _context: object, _callback: unknown) =>
      thenable((resolve) => Promise.resolve(17).then(resolve)) as Promise<number>
    const { value, records } = await captureRecords(() =>
      withLambdaTracing(handle)(events.direct(), lambdaContext(), undefined),
    )
    expect([value, records.at(-1)?.result]).toEqual([17, 'success'])
  })

  it('is a part of the traced handler that it runs within, and the other way round', async () => {
    const work = async () => ({ statusCode: 200 })
    const { ending } = await invoke(
      [tracing()],
      withLambdaTracing((..._args: unknown[]) => work(), { action: 'orders:get' }),
      events.functionUrl(),
    )
    expect(ending.action).toBe('orders:get')
    const inner = handlerOf([tracing()], work)
    await run((event: never, context: never) => inner(event, context))
  })

  it('is refused at set-up if it is no function', () => {
    expect(() => withLambdaTracing('handler' as never)).toThrow(
      new TypeError(
        "hoptrace: withLambdaTracing takes a function before the options, got 'handler'",
      ),
    )
  })
})

const failure = new RangeError('failed')

type Send = (part: unknown) => void
/** The stream that Lambda's runtime client gives to a handler, as far as handlers see it. */
type ResponseStream = Writable & { _onBeforeFirstWrite?: (send: Send) => void }

/** Sets the head of a response, as `awslambda.HttpResponseStream.from` does. */
function withHead(stream: ResponseStream, head: object): ResponseStream {
  stream._onBeforeFirstWrite = (send) => {
    send(JSON.stringify(head))
    send(new Uint8Array(8))
  }
  return stream
}

/** Returns a stream that writes its head first, as that of Lambda's runtime client does. */
function responseStream(): { stream: ResponseStream; sent: () => string } {
  const through = new PassThrough()
  const stream: ResponseStream = through
  const parts: unknown[] = []
  const write = stream.write.bind(stream) as Send
  stream.write = ((chunk: unknown) => {
    if (parts.length === 0) stream._onBeforeFirstWrite?.((part) => parts.push(part))
    parts.push(chunk)
    write(chunk)
    return true
  }) as ResponseStream['write']
  through.resume()
  return { stream, sent: () => parts.map((part) => Buffer.from(part as string)).join('') }
}

async function runStreaming(
  handle: (event: never, stream: ResponseStream, context: object) => unknown,
) {
  const { stream, sent } = responseStream()
  const handler = withLambdaTracing(handle as (...args: unknown[]) => unknown)
  const captured = await captureRecords(() => handler(httpApiEvent(), stream, lambdaContext()))
  return { ...captured, ...outermost(captured.records), sent: sent() }
}

describe('a streaming handler without Middy', () => {
  it('has the id in the head of its response, and its ending after the last byte', async () => {
    const { sent, records, ending } = await runStreaming(async (_event, stream) => {
      const head = { statusCode: 404, headers: { 'content-type': 'text/plain' } }
      const body = Readable.from(['first ', 'second'])
      body.once('end', () => currentTrace().info('Sent'))
      await pipeline(body, withHead(stream, head))
    })
    expect(records.map(({ message }) => message)).toEqual([
      'Lambda start',
      'Sent',
      'Lambda failure',
    ])
    expect(ending).toMatchObject({
      level: 'warn',
      requestId: expect.any(String),
      metadata: { statusCode: 404, bytes: 12, timeToFirstByte: expect.any(Number) },
    })
    const [head = '', body] = sent.split('\0'.repeat(8))
    expect(JSON.parse(head)).toEqual({
      statusCode: 404,
      headers: { 'content-type': 'text/plain', 'x-trace-id': ending.traceId },
    })
    expect(body).toBe('first second')
  })

  it('has its ending after the last byte if it returns before', async () => {
    const { ending } = await runStreaming(async (_event, stream) => {
      stream.write('first ')
      setImmediate(() => stream.end('second'))
    })
    expect(ending).toMatchObject({ result: 'success', metadata: { bytes: 12 } })
  })

  it('ends with the error that it throws', async () => {
    const { ending, error } = await runStreaming(async (_event, stream) => {
      stream.write('first ')
      throw failure
    })
    expect(error).toBe(failure)
    expect(ending).toMatchObject({
      level: 'error',
      metadata: { bytes: 6 },
      error: { name: 'RangeError' },
    })
  })

  it('ends as aborted if its stream closes early', async () => {
    const { ending } = await runStreaming(async (_event, stream) => {
      stream.write('first ')
      setImmediate(() => stream.destroy())
    })
    expect(ending).toMatchObject({ result: 'partial', metadata: { aborted: true, bytes: 6 } })
  })

  it('sends a head that is no JSON as it is', async () => {
    const { sent } = await runStreaming(async (_event, stream) => {
      stream._onBeforeFirstWrite = (send) => send('no JSON')
      stream.end(stream.write('!') ? undefined : '')
    })
    expect(sent).toBe('no JSON!')
  })

  it('keeps the mark by which Lambda knows it, and takes no third argument', () => {
    const mark = Symbol.for('aws.lambda.runtime.handler.streaming')
    const handle = Object.assign(async (_a: object, _b: object, _c: object) => undefined, {
      [mark]: 'response',
    })
    expect(Reflect.get(withLambdaTracing(handle), mark)).toBe('response')
    // With three parameters, Node.js 24's runtime refuses a handler that does not stream.
    expect(withLambdaTracing(handle)).toHaveLength(0)
  })

  it('is a part of the streaming handler that it runs within', async () => {
    const inner = withLambdaTracing(
      async (_event: object, stream: ResponseStream, _context: object) => {
        stream.end('all')
      },
    )
    const { ending, records } = await runStreaming((...args) => inner(...args))
    expect(ending.metadata).toMatchObject({ bytes: 3 })
    expect(records).toHaveLength(2)
  })
})
