import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { currentTrace } from '../../src/index.ts'
import { eachRecord, tracing } from '../../src/middy/index.ts'
import { forwarder, otlp } from '../../src/otlp/index.ts'
import { events } from '../../src/testing/index.ts'
import { captureRecords } from '../capture.ts'
import { handlerOf, httpApiEvent, lambdaContext } from '../middy/invocation.ts'
import { type Answer, plain, type SpanJson, startCollector } from './collector.ts'
import { subscriptionData } from './subscription.ts'

/** Invokes a handler, and returns the lines that it wrote and the spans that its exporter sent. */
async function traced(handle: () => unknown, event: unknown = httpApiEvent()) {
  const collector = await startCollector()
  const exporters = [otlp({ endpoint: collector.url })]
  const options = {
    service: 'shop',
    stage: 'prod',
    version: '7',
    exporters,
    flushTimeoutMs: 60_000,
  }
  const { lines, records } = await captureRecords(() =>
    handlerOf([tracing(options)], handle)(event, lambdaContext({ functionName: 'shop-orders' })),
  )
  return { lines, records, spans: collector.spans(), resources: resourcesOf(collector) }
}

function resourcesOf({ received }: Awaited<ReturnType<typeof startCollector>>): unknown[] {
  return received.flatMap(({ json }) =>
    (json.resourceSpans ?? []).map((one: { resource: { attributes: never[] } }) =>
      plain(one.resource.attributes),
    ),
  )
}

/** Forwards lines to a collector. */
async function forwarded(lines: readonly string[], answer?: (n: number) => Answer) {
  const collector = await startCollector(answer)
  const forward = forwarder({ endpoint: collector.url, logs: true })
  await forward({ awslogs: { data: subscriptionData(lines) } })
  return { collector, spans: collector.spans(), resources: resourcesOf(collector) }
}

/** What a span and its twin have in common: all but times, what is known of the parent, and links. */
const timeless = ({
  flags: _,
  links: __,
  startTimeUnixNano: ___,
  endTimeUnixNano: ____,
  ...span
}: SpanJson) => ({
  ...span,
  attributes: plain(span.attributes),
  events: span.events.map(({ name, attributes }) => [name, plain(attributes)]),
})
const byId = (spans: readonly SpanJson[]) =>
  spans.map(timeless).sort((a, b) => (a.spanId < b.spanId ? -1 : 1))

afterEach(() => vi.unstubAllEnvs())

describe('forwarder()', () => {
  it('makes the same spans of the lines as the exporter sends', async () => {
    const own = await traced(async () => {
      const trace = currentTrace()
      trace.set({ plan: 'pro', userId: 'u1' })
      trace.info('cart loaded', { items: 3 })
      await trace
        .hop('charge', () =>
          trace.call('payments', 'charge', () => Promise.reject(new TypeError('no funds'))),
        )
        .catch(() => undefined)
      await trace.call('sqs', 'sendMessage', async () => 1, {
        queue: 'jobs',
        region: 'eu-central-1',
      })
      return { statusCode: 503, body: '{}' }
    })
    const { spans, resources } = await forwarded(own.lines)
    expect(byId(spans)).toEqual(byId(own.spans))
    expect(spans).toHaveLength(4)
    expect(resources).toEqual(own.resources)
    for (const span of spans) {
      const twin = own.spans.find(({ spanId }) => spanId === span.spanId) as SpanJson
      const apart = BigInt(span.endTimeUnixNano) - BigInt(twin.endTimeUnixNano)
      expect(Number(apart) / 1e6).toBeLessThan(1_000)
    }
  })

  it('makes spans of lines whose metadata only looks like that of a message', async () => {
    const own = await traced(async () => {
      currentTrace().set({ batchSize: 1, topic: 'news', itemIdentifier: { partition: 3 } })
      const odd = { constructor: 1, host: { toString: 1 }, modelId: { toString: 1 } }
      await currentTrace().call('constructor', 'build', async () => 1, odd)
      return { statusCode: 200, body: '{}' }
    })
    const { spans } = await forwarded(own.lines)
    const found = spans.map(({ attributes }) => plain(attributes))
    expect(found).toHaveLength(2)
    expect(found).toContainEqual(
      expect.objectContaining({ 'messaging.destination.partition.id': 3 }),
    )
    expect(found).toContainEqual(expect.objectContaining({ constructor: 1 }))
    expect(found).not.toContainEqual(
      expect.objectContaining({ 'messaging.system.name': expect.stringContaining('Object') }),
    )
  })

  it('makes the spans of each record of a batch', async () => {
    const event = events.sqs({ body: '{}' })
    const two = { Records: [...event.Records, { ...event.Records[0], messageId: 'second' }] }
    const own = await traced(
      () => eachRecord(two, (_record, trace) => trace.hop('work', () => 1)),
      two,
    )
    const { spans } = await forwarded(own.lines)
    expect(spans).toHaveLength(5)
    expect(byId(spans)).toEqual(byId(own.spans))
  })

  it('finds the W3C id of a foreign trace id, also for spans of later deliveries', async () => {
    const headers = { 'x-trace-id': 'abc123' }
    const own = await traced(() => currentTrace().hop('work', () => 1), {
      ...httpApiEvent(),
      headers,
    })
    const collector = await startCollector()
    const forward = forwarder({ endpoint: collector.url })
    for (const line of own.lines) await forward({ awslogs: { data: subscriptionData([line]) } })
    expect(byId(collector.spans())).toEqual(byId(own.spans))
  })

  it.each([
    ['text before it', (line: string) => `user says ${line}`],
    [
      'what Lambda writes before a console’s text',
      (line: string) => `2026-11-30T10:00:00.000Z\t0a-1b\tINFO\t${line}`,
    ],
    ['a line before it', (line: string) => `hello\n${line}`],
    ['JSON around it', (line: string) => JSON.stringify({ level: 'INFO', message: line })],
    [
      'a subscription around it',
      (line: string) => JSON.stringify({ logEvents: [{ message: line }] }),
    ],
    ['a list around it', (line: string) => `[${line}]`],
    [
      'fields missing',
      (line: string) => JSON.stringify({ ...JSON.parse(line), service: undefined }),
    ],
    [
      'a number as its service',
      (line: string) => JSON.stringify({ ...JSON.parse(line), service: 1 }),
    ],
  ])('refuses a record with %s', async (_what, forge) => {
    const { lines } = await traced(() => 1)
    const { collector } = await forwarded(lines.map(forge))
    expect(collector.received).toEqual([])
  })

  it.each<object>([
    { duration: -1e300 },
    { metadata: [1, 2] },
    { metadata: 'x' },
    { error: 'x' },
    { error: { message: 1, cause: { cause: 'x' } } },
    { links: 'x' },
    { hopName: { a: 1 }, phase: 'hop' },
    { parentId: 'bad' },
    { result: { a: 1 } },
    { version: { a: 1 } },
    { phase: 'call', action: 'service:s3' },
    { phase: 'call', action: 'service:bedrock:x', metadata: { modelId: {}, stopReason: {} } },
    { metadata: { path: {}, queue: {}, itemIdentifier: 5 } },
    { jobId: { a: 1 }, traceId: 'x' },
    { spanId: '0000000000000000' },
    { spanId: 'xyz' },
    { duration: 1e300 },
    { traceId: 'foreign', w3cTraceId: 'nonsense' },
    { traceId: 'foreign', w3cTraceId: 5 },
    { traceId: 'req_00000000-0000-0000-0000-000000000000' },
    { message: { a: 1 }, phase: 'log' },
    { level: 'fatal' },
    { metadata: { text: '\\ud800' } },
    { timestamp: '+275760-09-13T00:00:00.000Z' },
  ])('sends valid OTLP, or nothing, for a record with %j', async (members) => {
    const { lines } = await traced(() => 1)
    const odd = JSON.stringify({ ...JSON.parse(lines.at(-1) ?? ''), ...members })
    const { collector } = await forwarded([...lines, odd])
    expect(collector.spans().length).toBeGreaterThan(0)
    expect(collector.logRecords().length).toBeLessThan(2)
  })

  it('sends lines and failures as log records, if logs is true', async () => {
    const { lines, records } = await traced(() => {
      currentTrace().warn('low stock')
      throw new Error('broken')
    })
    const { collector } = await forwarded(lines)
    expect(
      collector.logRecords().map(({ spanId, severityNumber }) => [spanId, severityNumber]),
    ).toEqual([
      [records[1]?.spanId, 13],
      [records[2]?.spanId, 17],
    ])
  })

  it('sends again what the collector did not take, under the same ids', async () => {
    const { lines } = await traced(() => 1)
    const headers = { 'retry-after': '0' }
    const { collector, spans } = await forwarded(lines, (n) =>
      n < 2 ? { status: 503, headers } : { status: 200 },
    )
    expect(collector.received.length).toBe(3)
    expect(spans).toHaveLength(1)
  })

  it('fails if the collector takes nothing in time, so that Lambda invokes it again', async () => {
    const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    const { lines } = await traced(() => 1)
    const collector = await startCollector(() => ({
      status: 429,
      headers: { 'retry-after': '60' },
    }))
    const forward = forwarder({ endpoint: collector.url })
    const data = subscriptionData(lines)
    await expect(
      forward({ awslogs: { data } }, { getRemainingTimeInMillis: () => 1_000 }),
    ).rejects.toThrow('the collector answered 429')
    stderr.mockRestore()
  })
})

describe('forwarder() with a wrong trigger', () => {
  const dataOf = (text: string) => ({ awslogs: { data: btoa(text) } })

  it.each([
    ['no data', {}],
    ['empty data', dataOf('')],
    ['null', dataOf('null')],
    ['other JSON', dataOf('{"Records":[]}')],
    ['no JSON', dataOf('hello')],
    ['data that breaks off', { awslogs: { data: subscriptionData(['x']).slice(0, 40) } }],
    [
      'data that is too large unpacked',
      { awslogs: { data: gzipSync(Buffer.alloc(70e6, ' ')).toString('base64') } },
    ],
  ])('fails: %s', async (_name, event) => {
    const collector = await startCollector()
    const forward = forwarder({ endpoint: collector.url })
    await expect(forward(event)).rejects.toThrow('forwarder() got no data of CloudWatch Logs')
    expect(collector.received).toEqual([])
  })

  it('succeeds with the test of a subscription', async () => {
    const collector = await startCollector()
    const data = subscriptionData([], 'CONTROL_MESSAGE')
    await forwarder({ endpoint: collector.url })({ awslogs: { data } })
    expect(collector.received).toEqual([])
  })

  it('tells Firehose which records can’t be read, and reports them', async () => {
    const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    const collector = await startCollector()
    const { lines } = await traced(() => 1)
    const records = [
      { recordId: 'a', data: btoa('no gzip') },
      { recordId: 'b', data: subscriptionData(lines) },
    ]
    const answer = await forwarder({ endpoint: collector.url })({ records })
    const written = stderr.mock.calls.flat().join('')
    stderr.mockRestore()
    expect(answer).toMatchObject({ records: [{ result: 'ProcessingFailed' }, { result: 'Ok' }] })
    expect(written).toContain('a record of Firehose is lost')
    expect(collector.spans()).toHaveLength(1)
  })
})

describe('forwarder() as a transformation of Firehose', () => {
  it('answers each record with its data, and drops tests of the delivery', async () => {
    const { lines } = await traced(() => 1)
    const collector = await startCollector()
    const [data, control] = [subscriptionData(lines), subscriptionData([], 'CONTROL_MESSAGE')]
    const records = [
      { recordId: 'a', data },
      { recordId: 'b', data: control },
    ]
    expect(await forwarder({ endpoint: collector.url })({ records })).toEqual({
      records: [
        { recordId: 'a', result: 'Ok', data },
        { recordId: 'b', result: 'Dropped', data: control },
      ],
    })
    expect(collector.spans()).toHaveLength(1)
  })

  it('puts aside what is no data of CloudWatch Logs, which may be another’s', async () => {
    const data = Buffer.from('{"order":1}').toString('base64')
    const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    const answer = await forwarder()({ records: [{ recordId: 'a', data }] })
    stderr.mockRestore()
    expect(answer).toEqual({ records: [{ recordId: 'a', result: 'ProcessingFailed', data }] })
  })

  it('answers that processing failed if the collector takes nothing in time', async () => {
    const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    const { lines } = await traced(() => 1)
    const collector = await startCollector(() => 'reset')
    const data = subscriptionData(lines)
    const answer = await forwarder({ endpoint: collector.url })(
      { records: [{ recordId: 'a', data }] },
      { getRemainingTimeInMillis: () => 100 },
    )
    stderr.mockRestore()
    expect(answer).toEqual({ records: [{ recordId: 'a', result: 'ProcessingFailed', data }] })
  })
})

describe('the secret with headers', () => {
  const ARN = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:otlp-a1b2c3'

  beforeEach(() => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', ['AKID', 'EXAMPLE'].join(''))
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'signing'.repeat(4))
  })

  /** A stand-in for Secrets Manager. */
  async function startSecrets(answer: (n: number) => [status: number, body: object]) {
    const asked: unknown[] = []
    const server = createServer(async (request, response) => {
      const chunks: Buffer[] = []
      for await (const chunk of request) chunks.push(chunk)
      const [status, body] = answer(asked.length)
      asked.push({
        target: request.headers['x-amz-target'],
        scope: /Credential=\w+\/\d{8}\/([^,]+)/.exec(String(request.headers.authorization))?.[1],
        ...JSON.parse(Buffer.concat(chunks).toString()),
      })
      response.writeHead(status).end(JSON.stringify(body))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void server.close())
    vi.stubEnv(
      'AWS_ENDPOINT_URL_SECRETS_MANAGER',
      `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    )
    return asked
  }

  it.each([
    ['JSON', '{"x-team":"shop"}'],
    ['pairs', 'x-team=shop'],
  ])('is read once, when the function starts: %s', async (_what, SecretString) => {
    const { lines } = await traced(() => 1)
    const asked = await startSecrets(() => [200, { SecretString }])
    vi.stubEnv('HOPTRACE_HEADERS_SECRET', ARN)
    const collector = await startCollector()
    const forward = forwarder({ endpoint: collector.url, headers: { 'x-own': '1' } })
    await vi.waitFor(() => expect(asked).toHaveLength(1), { timeout: 60_000 })
    for (let n = 0; n < 2; n += 1) await forward({ awslogs: { data: subscriptionData(lines) } })
    expect(asked).toEqual([
      {
        target: 'secretsmanager.GetSecretValue',
        scope: 'eu-central-1/secretsmanager/aws4_request',
        SecretId: ARN,
      },
    ])
    for (const { headers } of collector.received)
      expect(headers).toMatchObject({ 'x-team': 'shop', 'x-own': '1' })
  })

  it('is read again by the next invocation, if it could not be read', async () => {
    const { lines } = await traced(() => 1)
    await startSecrets((n) => (n === 0 ? [400, {}] : [200, { SecretString: '{"x-team":"shop"}' }]))
    const collector = await startCollector()
    const forward = forwarder({ endpoint: collector.url, headersSecret: ARN })
    const event = { awslogs: { data: subscriptionData(lines) } }
    await expect(forward(event)).rejects.toThrow(`AWS answered 400 for ${ARN}`)
    await forward(event)
    expect(collector.received).toHaveLength(1)
  })

  it('is not shown if it holds no headers', async () => {
    await startSecrets(() => [200, { SecretString: '{"bad name":"tabby"}' }])
    const forward = forwarder({ endpoint: 'http://127.0.0.1:9', headersSecret: ARN })
    const failure = await forward({ awslogs: { data: subscriptionData([]) } }).catch(
      (error) => error,
    )
    expect(failure).toEqual(new Error(`hoptrace: ${ARN} must hold names and values of headers`))
  })

  it('must be an ARN', () => {
    expect(() => forwarder({ headersSecret: 'otlp' })).toThrow(
      new TypeError("hoptrace: option 'headersSecret' must be the ARN of a secret, got 'otlp'"),
    )
  })
})
