import { PassThrough, Readable, Writable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { finished } from 'node:stream/promises'
import middy from '@middy/core'
import { executionModeStreamifyResponse } from '@middy/core/StreamifyResponse'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { tracing } from '../../src/middy/index.ts'
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

/** The members of Lambda's global object that Middy calls. Preludes are kept instead of sent. */
const preludes: { headers?: Record<string, string> }[] = []
beforeAll(() => {
  vi.stubGlobal('awslambda', {
    streamifyResponse: (handler: unknown) => handler,
    HttpResponseStream: {
      from(stream: Writable, prelude: object) {
        preludes.push(prelude)
        return stream
      },
    },
  })
})
afterAll(() => void vi.unstubAllGlobals())

/** Invokes a streaming handler whose bytes go to `target`. */
async function stream(handle: Handle, target: Writable = sink()) {
  const handler = middy({ executionMode: executionModeStreamifyResponse })
    .use(tracing())
    .handler(handle as never) as unknown as (...args: unknown[]) => Promise<void>
  const captured = await captureRecords(async () => {
    try {
      await handler(httpApiEvent(), target, lambdaContext())
    } finally {
      await turn()
    }
  })
  return { ...captured, ...outermost(captured.records), prelude: preludes.at(-1) }
}

const sent: Buffer[] = []
function sink(): Writable {
  sent.length = 0
  return new Writable({
    write(chunk, _encoding, done) {
      sent.push(chunk)
      done()
    },
  })
}

async function* chunks(last?: () => void): AsyncGenerator<string> {
  yield 'one '
  await turn()
  yield 'twö'
  await turn()
  last?.()
}

const toWeb = (source: AsyncIterable<string>) =>
  Readable.toWeb(Readable.from(source)) as ReadableStream<string>

const bodies: [string, (last?: () => void) => unknown][] = [
  ['a Node stream', (last) => Readable.from(chunks(last))],
  ['a web stream', (last) => toWeb(chunks(last)).pipeThrough(new TextEncoderStream())],
]

describe.each(bodies)('a response that streams %s', (_what, bodyOf) => {
  it('has the header in its prelude, and the ending after the last byte', async () => {
    const done = vi.fn()
    const { start, ending, prelude } = await stream(() => ({ statusCode: 201, body: bodyOf(done) }))
    expect(done).toHaveBeenCalled()
    expect(prelude?.headers).toEqual({ 'x-trace-id': start.traceId })
    expect(Buffer.concat(sent).toString()).toBe('one twö')
    expect(ending).toMatchObject({
      result: 'success',
      metadata: { statusCode: 201, bytes: 8, timeToFirstByte: expect.any(Number) },
    })
  })

  it('has one ending with the error if it fails in the middle', async () => {
    const failure = new RangeError('mid-stream')
    const fail = () => {
      throw failure
    }
    const { error, ending } = await stream(() => ({ statusCode: 200, body: bodyOf(fail) }))
    expect(error).toBe(failure)
    expect(ending).toMatchObject({
      level: 'error',
      result: 'error',
      error: { name: 'RangeError', message: 'mid-stream' },
      metadata: { statusCode: 200, bytes: 8 },
    })
  })

  it('has an ending with `aborted` if its client leaves', async () => {
    const target = new Writable({
      write: (_chunk, _encoding, done) => done(Object.assign(new Error('gone'), { code: 'EPIPE' })),
    })
    const { error, ending } = await stream(() => ({ statusCode: 200, body: bodyOf() }), target)
    expect(error).toMatchObject({ code: 'EPIPE' })
    expect(ending).toMatchObject({ level: 'warn', result: 'partial', metadata: { aborted: true } })
    expect(ending).not.toHaveProperty('error')
  })
})

describe('a stream that closes early without an error', () => {
  it('is a failure of its producer, not an abort of its client', async () => {
    const body = new PassThrough()
    body.write('half')
    const { error, ending } = await stream(() => {
      setImmediate(() => body.destroy())
      return { statusCode: 200, body }
    })
    expect(error).toMatchObject({ code: 'ERR_STREAM_PREMATURE_CLOSE' })
    expect(ending).toMatchObject({
      level: 'error',
      result: 'error',
      error: { code: 'ERR_STREAM_PREMATURE_CLOSE' },
    })
    expect(ending.metadata).not.toHaveProperty('aborted')
  })
})

describe('a stream in a value that is not an HTTP response', () => {
  it.each([
    ['a Response', new Response('whole')],
    ['an object without a status', { body: Readable.from(['whole']) }],
  ])('is not wrapped: %s', async (_what, response) => {
    const { value } = await invoke([tracing()], () => response)
    expect(value).toBe(response)
  })
})

describe('a stream of objects', () => {
  it('stays one, and has an ending', async () => {
    const handler = handlerOf([tracing()], () => Readable.from([{ id: 17 }, { id: 18 }]))
    const { value, records } = await captureRecords(async () => {
      const answer = (await handler(httpApiEvent(), lambdaContext())) as Readable
      return answer.toArray()
    })
    expect(value).toEqual([{ id: 17 }, { id: 18 }])
    expect(outermost(records).ending).toMatchObject({ result: 'success' })
  })
})

describe('a stream with a statusCode of its own', () => {
  it('becomes the body of a response', async () => {
    const answer = Object.assign(Readable.from(['hel', 'lo']), { statusCode: 200 })
    const handler = handlerOf([tracing()], () => answer)
    const { value, records } = await captureRecords(async () => {
      const { body } = (await handler(httpApiEvent(), lambdaContext())) as { body: Readable }
      return text(body)
    })
    expect(value).toBe('hello')
    const metadata = { statusCode: 200, bytes: 5 }
    expect(outermost(records).ending).toMatchObject({ result: 'success', metadata })
  })
})

describe('in streaming mode', () => {
  it('a status may be a text', async () => {
    const body = Readable.from(['busy'])
    const { ending, prelude, start } = await stream(() => ({ statusCode: '503', body }))
    expect(prelude).toMatchObject({
      statusCode: '503',
      headers: { 'x-trace-id': start.traceId },
    })
    expect(ending).toMatchObject({ level: 'error', metadata: { statusCode: 503, bytes: 4 } })
  })

  it('a stream without a status is sent, and has an ending', async () => {
    const { ending } = await stream(() => Readable.from(chunks()))
    expect(Buffer.concat(sent).toString()).toBe('one twö')
    expect(ending).toMatchObject({ result: 'success', metadata: { bytes: 8 } })
  })

  it('a whole body has the id in its prelude, and an ending', async () => {
    const { start, ending, prelude } = await stream(() => ({ statusCode: 200, body: 'whole' }))
    expect(prelude?.headers).toEqual({ 'x-trace-id': start.traceId })
    expect(ending).toMatchObject({ result: 'success', metadata: { statusCode: 200 } })
  })

  it('a handler that throws still has an ending', async () => {
    const failure = new Error('before any byte')
    const { error, ending } = await stream(() => Promise.reject(failure))
    expect(error).toBe(failure)
    expect(ending).toMatchObject({ result: 'error', error: { message: 'before any byte' } })
  })

  it('an error status with a stream is a failure', async () => {
    const { ending } = await stream(() => ({ statusCode: 503, body: Readable.from(['busy']) }))
    expect(ending).toMatchObject({ level: 'error', result: 'error', metadata: { bytes: 4 } })
  })

  it('a locked stream fails as it does without tracing, with one ending', async () => {
    const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    const body = new ReadableStream()
    body.getReader()
    const { error, ending } = await stream(() => ({ statusCode: 200, body }))
    stderr.mockRestore()
    expect(error).toMatchObject({ code: 'ERR_INVALID_STATE' })
    expect(ending).toMatchObject({ metadata: { statusCode: 200 } })
  })

  it('a slow consumer slows the producer down', async () => {
    let produced = 0
    async function* endless() {
      for (;;) {
        produced += 1
        yield Buffer.alloc(64 * 1024)
        await turn()
      }
    }
    const target = new PassThrough({ highWaterMark: 1 })
    const reading = stream(() => Readable.from(endless()), target)
    for (let turns = 0; turns < 200; turns += 1) await turn()
    expect(produced).toBeLessThan(20)
    target.destroy()
    await finished(target).catch(() => undefined)
    expect((await reading).ending).toMatchObject({ metadata: { aborted: true } })
  })
})
