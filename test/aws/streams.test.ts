import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable, Writable, type WritableOptions } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { crc32 } from 'node:zlib'
import {
  BedrockRuntimeClient,
  ConverseCommand,
  ConverseStreamCommand,
  InvokeModelCommand,
  InvokeModelWithResponseStreamCommand,
} from '@aws-sdk/client-bedrock-runtime'
import { InvokeWithResponseStreamCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Answer } from '../../local/stand-ins/dual-http.ts'
import { traceClient } from '../../src/aws/index.ts'
import { captureRecords } from '../capture.ts'
import { turn } from '../middy/invocation.ts'
import { eventFrame, exceptionFrame } from './event-stream.ts'
import { inRequest, only } from './request.ts'
import { optionsFor, startWire } from './wire.ts'

const BYTES = Buffer.alloc(300_000, 'hoptrace ')

/** An S3 whose objects `cut`, `reset`, `garbled` and `stalled` end before their last byte. */
let server: Server
let options: ReturnType<typeof optionsFor>
let s3: S3Client

beforeAll(async () => {
  server = createServer((request, response) => {
    const { url = '' } = request
    const bytes = url.includes('small') ? BYTES.subarray(0, 100) : BYTES
    const sum = Buffer.from(crc32(bytes).toString(16).padStart(8, '0'), 'hex')
    if (!url.includes('garbled')) response.setHeader('content-length', bytes.length)
    if (url.includes('intact')) response.setHeader('x-amz-checksum-crc32', sum.toString('base64'))
    if (url.includes('checked')) response.setHeader('x-amz-checksum-crc32', 'AAAAAA==')
    if (!/cut|reset|garbled|stalled/.test(url)) response.end(bytes)
    else
      response.write(BYTES.subarray(0, 100_000), () => {
        if (url.includes('cut')) response.destroy()
        if (url.includes('reset')) response.socket?.resetAndDestroy()
        if (url.includes('garbled')) response.socket?.write('no chunk')
      })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  options = optionsFor(`http://127.0.0.1:${port}`)
  s3 = traceClient(new S3Client(options))
})
afterAll(() => {
  s3.destroy()
  server.close()
})

const body = async (Key = 'whole', client = s3, abortSignal = new AbortController().signal) => {
  const command = new GetObjectCommand({ Bucket: 'pictures', Key })
  const { Body } = await client.send(command, { abortSignal })
  if (!(Body instanceof Readable)) throw new Error('no stream')
  return Body
}
type Body = Awaited<ReturnType<typeof body>>

/** Returns a stream that keeps its chunks. */
function sink() {
  const chunks: Buffer[] = []
  const target = new Writable({
    write(chunk, _encoding, done) {
      chunks.push(chunk)
      done()
    },
  })
  return { target, bytes: () => Buffer.concat(chunks) }
}

async function iterate(stream: AsyncIterable<Buffer>) {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk)
  return Buffer.concat(chunks)
}

describe('an object of S3', () => {
  it.each<[string, (body: Body) => Promise<Uint8Array>]>([
    ['transformToByteArray', (stream) => stream.transformToByteArray()],
    [
      'transformToString',
      async (stream) => Buffer.from(await stream.transformToString('base64'), 'base64'),
    ],
    ['transformToWebStream', (stream) => iterate(stream.transformToWebStream() as never)],
    ['for await', (stream) => iterate(stream)],
    [
      'pipe',
      async (stream) => {
        const { target, bytes } = sink()
        stream.pipe(target)
        await once(target, 'finish')
        return bytes()
      },
    ],
    [
      'pipeline',
      async (stream) => {
        const { target, bytes } = sink()
        await pipeline(stream, target)
        return bytes()
      },
    ],
  ])('is complete, and its call ends with the last byte: %s', async (_name, read) => {
    const { value, calls } = await inRequest(async () => {
      const bytes = await read(await body())
      await turn()
      return bytes
    })
    expect(Buffer.compare(value, BYTES)).toBe(0)
    expect(only(calls)).toMatchObject({
      result: 'success',
      metadata: { statusCode: 200, attempts: 1 },
    })
  })

  it('has no record while it is read', async () => {
    const { value, calls } = await inRequest(async () => {
      const stream = await body()
      const { records } = await inRequest(turn)
      const written = records.length
      await stream.transformToByteArray()
      await turn()
      return written
    })
    expect(value).toBe(2)
    expect(only(calls).late).toBeUndefined()
  })

  it('is the same stream as of an untraced client, not flowing', async () => {
    const { value } = await inRequest(async () => {
      const stream = await body()
      const { readableFlowing } = stream
      const kind = stream.constructor.name
      const listeners = ['data', 'readable', 'error'].map((name) => stream.listenerCount(name))
      await stream.transformToByteArray()
      return { kind, readableFlowing, listeners }
    })
    expect(value).toEqual({ kind: 'IncomingMessage', readableFlowing: null, listeners: [0, 0, 0] })
  })

  it('has an unread call if nobody reads it', async () => {
    const { value, calls, records } = await inRequest(() => body())
    expect(only(calls)).toMatchObject({
      result: 'success',
      metadata: { unread: true, statusCode: 200, key: 'whole' },
    })
    expect(records.map(({ phase }) => phase)).toEqual(['start', 'call', 'complete'])
    const { records: later } = await captureRecords(() => value.transformToByteArray())
    expect(later).toEqual([])
  })

  it('has a late call if it is read after the request’s ending', async () => {
    const { value } = await inRequest(async () => (await body()).pause())
    const { records } = await captureRecords(async () => {
      await iterate(value)
      await turn()
    })
    expect(only(records)).toMatchObject({ phase: 'call', late: true, result: 'success' })
  })

  it.each<[string, (body: Body) => unknown]>([
    ['destroyed', (stream) => stream.destroy()],
    [
      'left by its reader',
      async (stream) => {
        for await (const _chunk of stream) break
      },
    ],
  ])('has a partial call if it is %s before its end', async (_name, leave) => {
    const { calls } = await inRequest(async () => {
      const stream = await body()
      const closed = once(stream, 'close')
      await leave(stream)
      await closed
    })
    expect(only(calls)).toMatchObject({
      level: 'warn',
      result: 'partial',
      metadata: { aborted: true, statusCode: 200, key: 'whole' },
    })
  })

  it.each(['whole', 'stalled', 'intact', 'small, intact', 'stalled, checked'])(
    'has a partial call if its reader fails: %s',
    async (key) => {
      const failure = new Error('no space left')
      const { calls, error } = await inRequest(async () => {
        const stream = await body(key)
        const write: WritableOptions['write'] = (_chunk, _encoding, done) =>
          setImmediate(() => setImmediate(done, failure))
        const disk = new Writable({ highWaterMark: 1, write })
        await pipeline(stream, disk).finally(turn)
      })
      expect(error).toBe(failure)
      expect(only(calls)).toMatchObject({
        level: 'warn',
        result: 'partial',
        metadata: { aborted: true, statusCode: 200, key },
      })
    },
  )

  it.each(['stalled', 'stalled, checked'])(
    'has a partial call if its reader aborts the request: %s',
    async (key) => {
      const { calls, value } = await inRequest(async () => {
        const reader = new AbortController()
        const stream = await body(key, s3, reader.signal)
        stream.once('data', () => reader.abort())
        return once(stream, 'end').catch((error) => error)
      })
      expect(value).toMatchObject({ code: 'ECONNRESET' })
      expect(only(calls)).toMatchObject({
        level: 'warn',
        result: 'partial',
        metadata: { aborted: true, statusCode: 200, key },
      })
      expect(only(calls)).not.toHaveProperty('error')
    },
  )

  it.each<[string, object]>([
    ['cut', {}],
    ['cut, checked', {}],
    ['reset', {}],
    ['reset, checked', {}],
    ['garbled', {}],
    ['stalled', { requestHandler: { socketTimeout: 50 } }],
  ])('has a failed call if the connection breaks: %s', async (key, own) => {
    const client = traceClient(new S3Client({ ...options, ...own }))
    const { calls } = await inRequest(async () => {
      const stream = await body(key, client)
      await once(stream.resume(), 'end').catch(() => undefined)
    })
    expect(only(calls)).toMatchObject({
      level: 'error',
      result: 'error',
      error: { code: 'ECONNRESET' },
      metadata: { statusCode: 200, key },
    })
    client.destroy()
  })

  it.each<[string, (body: Body) => Promise<unknown>]>([
    ['by its reader', (stream) => stream.transformToByteArray()],
    ['by nobody', (stream) => new Promise((closed) => stream.resume().on('close', closed))],
  ])('has a failed call if it fails, and the error is handled %s', async (_name, read) => {
    const { calls } = await inRequest(async () => {
      await read(await body('cut')).catch(() => undefined)
      await turn()
    })
    expect(only(calls)).toMatchObject({
      level: 'error',
      result: 'error',
      error: { code: 'ECONNRESET', message: 'aborted' },
      metadata: { statusCode: 200, key: 'cut' },
    })
  })
})

/** Sends a command to a Bedrock with this answer. Returns the call and the value of `send`. */
async function model<T>(
  answer: Partial<Answer>,
  send: (client: BedrockRuntimeClient) => Promise<T>,
) {
  const wire = await startWire(() => answer)
  const client = traceClient(new BedrockRuntimeClient({ ...wire.options, maxAttempts: 1 }))
  const traced = await inRequest(() => send(client))
  client.destroy()
  await wire.stop()
  return { ...traced, call: only(traced.calls) }
}

const stream = (...frames: Buffer[]): Partial<Answer> => ({
  headers: { 'content-type': 'application/vnd.amazon.eventstream' },
  body: Readable.from(frames),
})

const modelId = 'eu.anthropic.claude-sonnet-5-v1:0'
const messages = [{ role: 'user' as const, content: [{ text: 'secret prompt' }] }]
const delta = (text: string) =>
  eventFrame('contentBlockDelta', { contentBlockIndex: 0, delta: { text } })
const CONVERSATION = [
  eventFrame('messageStart', { role: 'assistant' }),
  delta('secret '),
  delta('answer'),
  eventFrame('messageStop', { stopReason: 'end_turn' }),
  eventFrame('metadata', {
    usage: { inputTokens: 11, outputTokens: 7, totalTokens: 18 },
    metrics: { latencyMs: 5 },
  }),
]
const converseStream = async (client: BedrockRuntimeClient) => {
  const { stream: events } = await client.send(new ConverseStreamCommand({ modelId, messages }))
  const seen: string[] = []
  for await (const event of events ?? []) seen.push(...Object.keys(event))
  return seen
}

describe('a call to a model', () => {
  it('has tokens and the stop reason of Converse', async () => {
    const { call } = await model(
      {
        body: JSON.stringify({
          output: { message: { role: 'assistant', content: [{ text: 'secret answer' }] } },
          stopReason: 'max_tokens',
          usage: { inputTokens: 3, outputTokens: 4, totalTokens: 7 },
        }),
      },
      (client) => client.send(new ConverseCommand({ modelId, messages })),
    )
    expect(call).toMatchObject({ action: 'service:bedrock:converse', result: 'success' })
    expect(call.metadata).toMatchObject({
      modelId,
      inputTokens: 3,
      outputTokens: 4,
      stopReason: 'max_tokens',
    })
    expect(JSON.stringify(call)).not.toContain('secret')
  })

  it.each([
    [
      '{"content":[{"text":"a \\"stop_reason\\":\\"no\\" b"}],"stop_reason":"end_turn"}',
      'end_turn',
    ],
    ['{"stopReason": "max_tokens"}', 'max_tokens'],
    ['{"results":[{"completionReason":"FINISH"}]}', 'FINISH'],
    ['{"images":[],"finish_reasons":["Filter reason: prompt"]}', 'Filter reason: prompt'],
    ['{"images":["…"],"finish_reasons":[null]}', undefined],
    ['{"outputs":[{"text":"a","stop_reason":"stop"}]}', 'stop'],
    ['{"choices":[{"message":{},"finish_reason":"tool_calls"}]}', 'tool_calls'],
    ['{"generations":[{"text":"a","finish_reason":"COMPLETE"}]}', 'COMPLETE'],
    ['{"completions":[{"finishReason":"length"}]}', 'length'],
    ['{"output":{},"stop_reason":"stop"}', 'stop'],
    [`{"stop_reason":"${'x'.repeat(65)}"}`, undefined],
    ['{"stop_reason":{"text":"no"}}', undefined],
    ['{"choices":null,"stop_reason":""}', undefined],
    ['{"stop_reason":"no"} and more', undefined],
    ['no JSON, for no reason', undefined],
  ])('has tokens and the stop reason of InvokeModel: %s', async (body, stopReason) => {
    const headers = {
      'x-amzn-bedrock-input-token-count': '12',
      'x-amzn-bedrock-output-token-count': '34',
    }
    const { call, value } = await model({ headers, body }, (client) =>
      client.send(new InvokeModelCommand({ modelId, body: '{}' })),
    )
    expect(value.body.transformToString()).toBe(body)
    expect(call.action).toBe('service:bedrock:invoke')
    expect(call.metadata).toMatchObject({ modelId, inputTokens: 12, outputTokens: 34 })
    expect(call.metadata?.stopReason).toBe(stopReason)
  })

  it('has nothing of the model’s own words, whatever their names', async () => {
    const secret = { completion_reason: 'secret', stop_reason: 'secret', finishReason: 'secret' }
    const body = JSON.stringify({
      content: [{ type: 'tool_use', name: 'close_case', input: secret }],
      choices: [{ message: { tool_calls: [secret] } }, secret],
      stop_reason: 'tool_use',
    })
    const { call } = await model({ body }, (client) =>
      client.send(new InvokeModelCommand({ modelId, body: '{}' })),
    )
    expect(call.metadata?.stopReason).toBe('tool_use')
    expect(JSON.stringify(call)).not.toContain('secret')
  })

  it('ends with the last event of a stream, with the time to the first token', async () => {
    const { call, value } = await model(stream(...CONVERSATION), converseStream)
    expect(value).toEqual([
      'messageStart',
      'contentBlockDelta',
      'contentBlockDelta',
      'messageStop',
      'metadata',
    ])
    expect(call).toMatchObject({
      action: 'service:bedrock:converseStream',
      result: 'success',
      metadata: { modelId, inputTokens: 11, outputTokens: 7, stopReason: 'end_turn' },
    })
    expect(call.metadata?.timeToFirstToken).toBeLessThanOrEqual(call.duration ?? 0)
    expect(JSON.stringify(call)).not.toContain('secret')
  })

  it.each([
    { type: 'message_delta', delta: { stop_reason: 'stop_sequence' } },
    { messageStop: { stopReason: 'stop_sequence' } },
    { outputText: 'secret', completionReason: 'stop_sequence' },
    { choices: [{ delta: {}, finish_reason: 'stop_sequence' }] },
  ])('has the same metadata for a stream of the model’s own chunks: %j', async (stop) => {
    const chunk = (content: object) =>
      eventFrame('chunk', { bytes: Buffer.from(JSON.stringify(content)).toString('base64') })
    const metrics = { inputTokenCount: 21, outputTokenCount: 9 }
    const invoke = new InvokeModelWithResponseStreamCommand({ modelId, body: '{}' })
    const { call, value } = await model(
      stream(
        chunk({ type: 'content_block_delta', delta: { text: 'secret' } }),
        chunk(stop),
        chunk({ type: 'message_stop', 'amazon-bedrock-invocationMetrics': metrics }),
        chunk({ input: { stop_reason: 'secret', inputTokenCount: 1, outputTokenCount: 2 } }),
      ),
      async (client) => {
        const { body: events } = await client.send(invoke)
        let chunks = 0
        for await (const event of events ?? []) chunks += event.chunk ? 1 : 0
        return chunks
      },
    )
    expect(value).toBe(4)
    expect(call.metadata).toMatchObject({
      inputTokens: 21,
      outputTokens: 9,
      stopReason: 'stop_sequence',
      timeToFirstToken: expect.any(Number),
    })
    expect(JSON.stringify(call)).not.toContain('secret')
  })

  it('is a throttle, with the SDK’s own error, if it is throttled within the stream', async () => {
    const { call, error } = await model(
      stream(delta('one'), exceptionFrame('throttlingException', 'slower')),
      converseStream,
    )
    expect(error).toMatchObject({ name: 'ThrottlingException', message: 'slower' })
    expect(call).toMatchObject({
      level: 'warn',
      result: 'error',
      error: { message: 'slower', code: 'ThrottlingException' },
      metadata: { throttle: true, statusCode: 200, timeToFirstToken: expect.any(Number) },
    })
  })

  it('is partial if its reader leaves', async () => {
    const { call } = await model(stream(...CONVERSATION), async (client) => {
      const { stream: events } = await client.send(new ConverseStreamCommand({ modelId, messages }))
      for await (const _event of events ?? []) break
    })
    expect(call).toMatchObject({ level: 'warn', result: 'partial', metadata: { aborted: true } })
  })

  it('is unread if nobody reads the stream', async () => {
    const { call } = await model(stream(...CONVERSATION), (client) =>
      client.send(new ConverseStreamCommand({ modelId, messages })),
    )
    expect(call).toMatchObject({ result: 'success', metadata: { unread: true } })
  })

  it('is a throttle if it is throttled at once', async () => {
    const { call } = await model(
      {
        status: 429,
        headers: { 'x-amzn-errortype': 'ThrottlingException' },
        body: '{"message":"slower"}',
      },
      converseStream,
    )
    expect(call).toMatchObject({ level: 'warn', metadata: { throttle: true, statusCode: 429 } })
  })
})

describe('a call of a function that streams its answer', () => {
  const chunk = (text: string) => eventFrame('PayloadChunk', { text })
  const invoked = async (last: object, seen: (name: string) => boolean = () => true) => {
    const wire = await startWire(() =>
      stream(chunk('one'), chunk('two'), eventFrame('InvokeComplete', last)),
    )
    const client = traceClient(new LambdaClient(wire.options))
    const { calls, value } = await inRequest(async () => {
      const { EventStream: events } = await client.send(
        new InvokeWithResponseStreamCommand({ FunctionName: 'orders' }),
      )
      const names: string[] = []
      for await (const event of events ?? []) {
        names.push(...Object.keys(event))
        if (!seen(names.at(-1) ?? '')) break
      }
      return names
    })
    await wire.stop()
    return { call: only(calls), value }
  }

  it('ends with the last chunk', async () => {
    const { call, value } = await invoked({})
    expect(value).toEqual(['PayloadChunk', 'PayloadChunk', 'InvokeComplete'])
    expect(call).toMatchObject({
      action: 'service:lambda:invokeWithResponseStream',
      result: 'success',
      metadata: { function: 'orders' },
    })
  })

  it.each<[string, (name: string) => boolean]>([
    ['to the end', () => true],
    ['until it reports the failure', (name) => name !== 'InvokeComplete'],
  ])('is an error if the function fails, and the stream is read %s', async (_how, seen) => {
    const failure = { ErrorCode: 'Function.Unhandled', ErrorDetails: 'secret', LogResult: 'secret' }
    const { call, value } = await invoked(failure, seen)
    expect(value).toEqual(['PayloadChunk', 'PayloadChunk', 'InvokeComplete'])
    expect(call).toMatchObject({
      level: 'error',
      result: 'error',
      error: { message: 'The invoked function failed', code: 'Function.Unhandled' },
      metadata: { function: 'orders', statusCode: 200, awsRequestId: 'aws-request-1' },
    })
    expect(JSON.stringify(call)).not.toContain('secret')
  })
})
