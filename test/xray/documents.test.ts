import { describe, expect, it } from 'vitest'
import type { TraceRecord } from '../../src/index.ts'
import {
  createTraceContext,
  logError,
  logRequest,
  logResponse,
  type TraceInit,
} from '../../src/next/index.ts'
import { captureRecords } from '../capture.ts'
import { sentBy, unexpected, xray } from './daemon.ts'

type Trace = ReturnType<typeof createTraceContext>

const INIT = { action: 'POST /api/jobs/[id]', service: 'shop (web)' }

/** A request outside of Lambda. */
function requested(
  run: (trace: Trace) => unknown,
  init: Partial<TraceInit> = {},
  end: (trace: Trace) => void = (trace) => logResponse(trace, { statusCode: 200 }),
) {
  return sentBy(async () => {
    const trace = createTraceContext({ ...INIT, exporters: [xray()], ...init })
    logRequest(trace)
    await run(trace)
    end(trace)
    return trace
  })
}

const isEnding = ({ phase }: TraceRecord) => phase === 'complete'
const isStep = ({ phase }: TraceRecord) => phase === 'call' || phase === 'hop'
const thrown = (members: object) => Object.assign(new Error('failed'), members)
const failing = (error: unknown) => (trace: Trace) =>
  trace.call('s3', 'getObject', () => Promise.reject(error)).catch(() => undefined)
const FLAGS = { error: undefined, fault: undefined, throttle: undefined }

describe('a request outside of Lambda', () => {
  it('is a segment of its own, named like its service, under the id that its records have', async () => {
    const { value, documentOf, records } = await requested((trace) =>
      trace.hop('Lambda Invoke', () => 1),
    )
    const hex = value?.id.slice('req_'.length).replaceAll('-', '') ?? ''
    const traceId = `1-${hex.slice(0, 8)}-${hex.slice(8)}`
    const segment = documentOf(isEnding)
    expect(segment).toMatchObject({ name: 'shop _web_', trace_id: traceId })
    expect(segment).not.toHaveProperty('type')
    expect(segment).not.toHaveProperty('parent_id')
    expect(documentOf(isStep)).toMatchObject({
      name: 'Lambda Invoke',
      type: 'subsegment',
      trace_id: traceId,
      parent_id: segment.id,
    })
    expect(records).toHaveLength(3)
  })

  it('sends X-Ray’s trace on to the next service, which stands below the step', async () => {
    let sent: string | null = null
    const { documentOf } = await requested((trace) =>
      trace.hop('Lambda Invoke', () => {
        sent = trace.headers().get('x-amzn-trace-id')
      }),
    )
    const { trace_id: root, id } = documentOf(isStep)
    expect(sent).toBe(`Root=${root};Sampled=1;Parent=${id}`)
  })

  it.each([
    [
      'X-Ray’s header',
      {
        'x-amzn-trace-id': `Root=1-${'4'.repeat(8)}-${'b'.repeat(24)};Parent=00f067aa0ba902b7;Sampled=1`,
      },
    ],
    ['a traceparent', { traceparent: `00-${'4'.repeat(8)}${'b'.repeat(24)}-00f067aa0ba902b7-01` }],
    [
      'both, with a foreign id',
      {
        'x-trace-id': 'req_foreign',
        'x-amzn-trace-id': `Root=1-${'4'.repeat(8)}-${'b'.repeat(24)};Parent=00f067aa0ba902b7;Sampled=1`,
      },
    ],
  ])('stands below its caller by %s', async (_what, headers) => {
    const { documentOf } = await requested(() => 1, { headers })
    expect(documentOf(isEnding)).toMatchObject({
      trace_id: `1-${'4'.repeat(8)}-${'b'.repeat(24)}`,
      parent_id: '00f067aa0ba902b7',
    })
  })

  const ALB = `Self=1-67891234-${'c'.repeat(24)};Root=1-${'4'.repeat(8)}-${'b'.repeat(24)}`

  it.each([ALB, `${ALB};Sampled=`, `${ALB};Sampled=?`])(
    'decides where its caller has not, for the next services too: %s',
    async (header) => {
      const headers = { 'x-amzn-trace-id': header }
      const sent: string[] = []
      const send = (trace: Trace) => {
        sent.push(trace.headers().get('x-amzn-trace-id') ?? '')
      }
      await requested(send, { headers })
      const out = { ...INIT, headers, exporters: [xray()], sampling: { rate: 0 } }
      send(createTraceContext(out))
      expect(sent.map((value) => /Sampled=([^;]*)/.exec(value)?.[1])).toEqual(['1', '0'])
    },
  )

  it('is sent whole or not at all, also where its tenant has a rate of its own', async () => {
    const headers = { 'x-amzn-trace-id': ALB }
    const sampling = { tenants: { acme: 0 } }
    const { documents } = await requested(
      (trace) => {
        trace.hop('Authentication', () => 1)
        trace.set({ tenantId: 'acme' })
        trace.keep()
        trace.hop('Work', () => 1)
      },
      { headers, sampling, service: 'shop' },
    )
    expect(documents.map(({ name }) => name)).toEqual(['Authentication', 'Work', 'shop'])
  })

  it('is not sent when our sampling leaves it out, and says so to the next service', async () => {
    const trace = createTraceContext({ ...INIT, exporters: [xray()], sampling: { rate: 0 } })
    await captureRecords(() => {
      trace.hop('a', () => 1)
      logResponse(trace)
    })
    expect(trace.headers().get('x-amzn-trace-id')).toContain(';Sampled=0;')
    await requested(() => 1)
    expect(unexpected()).toBe(0)
  })
})

describe('a document', () => {
  it('says who the request is about, and what of, where X-Ray can search for it', async () => {
    const identity = { jobId: 'job-1', tenantId: 'acme', userId: 'u-1' }
    const { value, documentOf } = await requested((trace) => trace.hop('a', () => 1), identity)
    const { action } = INIT
    const annotations = { traceId: value?.id, ...identity, action }
    expect(documentOf(isEnding)).toMatchObject({ annotations, user: 'u-1' })
    expect(documentOf(isStep).annotations).toEqual(annotations)
  })

  it('has the metadata of its record, redacted alike', async () => {
    const facts = { note: 'ok', password: 'hidden', card: 'Bearer abcdefghijklmnop' }
    const { documentOf, records } = await requested((trace) => trace.hop('a', () => 1, facts))
    const metadata = records.find(isStep)?.metadata
    expect(metadata).toMatchObject({ note: 'ok', password: '[redacted]' })
    expect(documentOf(isStep).metadata).toEqual({ hoptrace: metadata })
  })

  it.each<[string, (trace: Trace) => void, object]>([
    ['success', (trace) => logResponse(trace, { statusCode: 200 }), {}],
    ['4xx', (trace) => logResponse(trace, { statusCode: 404 }), { error: true }],
    ['429', (trace) => logResponse(trace, { statusCode: 429 }), { error: true, throttle: true }],
    ['5xx', (trace) => logResponse(trace, { statusCode: 503 }), { fault: true }],
    ['error', (trace) => logError(trace, new Error('no')), { fault: true }],
  ])('of a request that ends with %s has the flags for it', async (_what, end, flags) => {
    const { documentOf } = await requested(() => 1, {}, end)
    const { error, fault, throttle } = documentOf(isEnding)
    expect({ error, fault, throttle }).toEqual({ ...FLAGS, ...flags })
  })

  it.each([
    [
      'a throttle',
      { name: 'SlowDown', $metadata: { httpStatusCode: 503, attempts: 3 } },
      { error: true, throttle: true },
    ],
    [
      'what is not there',
      { name: 'NoSuchKey', $metadata: { httpStatusCode: 404 } },
      { error: true },
    ],
    [
      'too many requests, of another than AWS,',
      { name: 'RateLimitError', status: 429, code: 'rate_limit_exceeded' },
      { error: true, throttle: true },
    ],
    ['a failure', { name: 'InternalError', $metadata: { httpStatusCode: 500 } }, { fault: true }],
  ])('of a call that fails with %s has the flags for it', async (_what, members, flags) => {
    const { documentOf } = await requested(failing(thrown(members)))
    const { error, fault, throttle, cause } = documentOf(isStep)
    expect({ error, fault, throttle }).toEqual({ ...FLAGS, ...flags })
    expect(cause).toMatchObject({
      exceptions: [{ message: 'failed', type: members.name, remote: true }],
    })
  })

  it('of a call to AWS is named as X-Ray knows the service, and says what it asks', async () => {
    const answer = { $metadata: { httpStatusCode: 200, requestId: 'R1', attempts: 3 } }
    const { documentOf } = await requested((trace) =>
      trace.call('dynamodb', 'putItem', () => answer, { table: 'jobs', region: 'eu-central-1' }),
    )
    expect(documentOf(isStep)).toMatchObject({
      name: 'DynamoDB',
      namespace: 'aws',
      http: { response: { status: 200 } },
      aws: {
        operation: 'PutItem',
        table_name: 'jobs',
        region: 'eu-central-1',
        request_id: 'R1',
        retries: 2,
      },
      annotations: { action: 'service:dynamodb:putItem' },
    })
  })

  it('of a call to another service is remote, whatever is said of its attempts', async () => {
    const { documentOf } = await requested((trace) =>
      trace.call('stripe', 'charge', () => 1, { attempts: 3 }),
    )
    expect(documentOf(isStep)).toMatchObject({ name: 'stripe', namespace: 'remote' })
    expect(documentOf(isStep)).not.toHaveProperty('aws')
  })

  it('of a call to AWS that was not answered is one of AWS’s', async () => {
    const error = thrown({ $metadata: { attempts: 3 } })
    const failed = await requested((trace) =>
      trace
        .call('s3', 'getObject', () => Promise.reject(error), { region: 'eu-west-1' })
        .catch(() => 1),
    )
    expect(failed.documentOf(isStep)).toMatchObject({ namespace: 'aws', aws: { retries: 2 } })
  })

  it('of an HTTP call is named by the host, and has method and status', async () => {
    const facts = { method: 'POST', host: 'api.example.com', path: '/jobs' }
    const { documentOf } = await requested((trace) =>
      trace.call('http', 'post', () => Response.json({}, { status: 201 }), facts),
    )
    expect(documentOf(isStep)).toMatchObject({
      name: 'api.example.com',
      namespace: 'remote',
      http: { request: { method: 'POST', url: 'api.example.com/jobs' }, response: { status: 201 } },
    })
  })

  it('of a failure has the exception, those that caused it, and their stacks', async () => {
    const error = new TypeError('outer', { cause: new RangeError('inner') })
    const { documentOf } = await requested(
      () => 1,
      {},
      (trace) => logError(trace, error),
    )
    const { exceptions } = documentOf(isEnding).cause as { exceptions: Exception[] }
    expect(exceptions).toMatchObject([
      { type: 'TypeError', message: 'outer', remote: false, cause: exceptions[1]?.id },
      { type: 'RangeError', message: 'inner' },
    ])
    expect(exceptions[0]?.stack[0]).toMatchObject({
      path: expect.stringMatching(/documents\.test\.ts$/),
      line: expect.any(Number),
    })
  })

  it('of a failure has at most 50 lines of its stack, and says how many more there were', async () => {
    const lines = Array.from(
      { length: 60 },
      (_, index) => `    at fn${index} (/app/a.js:${index}:1)`,
    )
    const error = thrown({ stack: ['Error: failed', 'at once', ...lines].join('\n') })
    const { documentOf } = await requested(failing(error))
    const { exceptions } = documentOf(isStep).cause as { exceptions: Exception[] }
    expect(exceptions[0]?.stack).toHaveLength(50)
    expect(exceptions[0]?.stack[1]).toEqual({ label: 'fn0', path: '/app/a.js', line: 0 })
    expect(exceptions[0]).toMatchObject({ truncated: 11 })
  })

  it('has the first 200 characters of a long name, and of a letter outside the BMP not the half', async () => {
    const { documentOf } = await requested((trace) => trace.hop(`a${'𠮷'.repeat(150)}`, () => 1))
    expect(documentOf(isStep).name).toBe(`a${'𠮷'.repeat(99)}_`)
  })

  it('that is too long is trimmed, and sent', async () => {
    const path = '語'.repeat(9_000)
    const facts = { method: 'GET', path, more: path }
    const { documentOf, records } = await requested((trace) => trace.hop('Long', () => 1, facts))
    expect(records.find(isStep)?.metadata).not.toHaveProperty('truncated')
    expect(documentOf(isStep)).toMatchObject({
      name: 'Long',
      metadata: { hoptrace: { truncated: true } },
    })
  })
})

interface Exception {
  readonly id: string
  readonly stack: readonly { readonly path: string }[]
}
