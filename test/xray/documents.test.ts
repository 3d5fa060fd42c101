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
import { STRANGER, strangersIn } from '../stranger.ts'
import { sentBy, unexpected, xray } from './daemon.ts'

type Trace = ReturnType<typeof createTraceContext>

const INIT = { action: 'POST /api/jobs/[id]', service: 'shop (web)' }

/** Runs a request outside of Lambda, and waits for its documents. */
function runRequest(
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
  it('is a segment with the name of its service and the id of its records', async () => {
    const { value, documentOf, records } = await runRequest((trace) =>
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

  it('sends its running step as the parent to the next service', async () => {
    let sent: string | null = null
    const { documentOf } = await runRequest((trace) =>
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
  ])('is below its caller, from %s', async (_what, headers) => {
    const { documentOf } = await runRequest(() => 1, { headers })
    expect(documentOf(isEnding)).toMatchObject({
      trace_id: `1-${'4'.repeat(8)}-${'b'.repeat(24)}`,
      parent_id: '00f067aa0ba902b7',
    })
  })

  const ALB = `Self=1-67891234-${'c'.repeat(24)};Root=1-${'4'.repeat(8)}-${'b'.repeat(24)}`

  it.each([ALB, `${ALB};Sampled=`, `${ALB};Sampled=?`])(
    'sends a sampling decision if its caller made none: %s',
    async (header) => {
      const headers = { 'x-amzn-trace-id': header }
      const sent: string[] = []
      const send = (trace: Trace) => {
        sent.push(trace.headers().get('x-amzn-trace-id') ?? '')
      }
      await runRequest(send, { headers })
      const out = { ...INIT, headers, exporters: [xray()], sampling: { rate: 0 } }
      send(createTraceContext(out))
      expect(sent.map((value) => /Sampled=([^;]*)/.exec(value)?.[1])).toEqual(['1', '0'])
    },
  )

  describe('whose caller sends a decision', () => {
    const ROOT = `1-${'4'.repeat(8)}-${'b'.repeat(24)}`
    const headersWith = (sampled: string) => ({
      'x-amzn-trace-id': `Root=${ROOT};Parent=00f067aa0ba902b7;Sampled=${sampled};Lineage=a:0`,
    })
    const sent = (trace: Trace) => trace.headers().get('x-amzn-trace-id')

    it('is not sent at rate 0, and neither is the decision', async () => {
      const sampling = { rate: 0 }
      const headers = headersWith('1')
      let header: string | null = null
      await captureRecords(() => {
        const trace = createTraceContext({ ...INIT, exporters: [xray()], headers, sampling })
        trace.hop('a', () => 1)
        header = sent(trace)
        logResponse(trace)
      })
      expect(header).toMatch(new RegExp(`^Root=${ROOT};Parent=\\w+;Sampled=0;Lineage=a:0$`))
      await runRequest(() => 1)
      expect(unexpected()).toBe(0)
    })

    it('is sent below its caller at rate 1, even if the caller decided against it', async () => {
      const { value, documentOf } = await runRequest(() => 1, { headers: headersWith('0') })
      const caller = { trace_id: ROOT, parent_id: '00f067aa0ba902b7' }
      expect(documentOf(isEnding)).toMatchObject(caller)
      expect(value && sent(value)).toContain(';Sampled=1;')
    })

    it.each([
      ['1', 0],
      ['0', 1],
    ])('obeys a decision that trustSampling trusts: %s at rate %i', async (sampled, rate) => {
      const init = { headers: headersWith(sampled), sampling: { rate }, trustSampling: true }
      const trace = createTraceContext({ ...INIT, exporters: [xray()], ...init })
      expect(sent(trace)).toContain(`;Sampled=${sampled};`)
      if (sampled === '1') {
        const { documentOf } = await runRequest(() => 1, init)
        expect(documentOf(isEnding)).toMatchObject({ trace_id: ROOT })
      } else {
        await captureRecords(() => logResponse(trace))
        await runRequest(() => 1)
        expect(unexpected()).toBe(0)
      }
    })

    it.each([{}, { trustSampling: true }])(
      'has none of the ids of a refused caller: %j',
      async (options) => {
        const { value, documents } = await runRequest((trace) => trace.hop('a', () => 1), {
          headers: STRANGER,
          acceptInbound: false,
          ...options,
        })
        expect(strangersIn(JSON.stringify(documents))).toEqual([])
        expect(value?.headers(STRANGER).get('x-amzn-trace-id')).toMatch(/^Root=1-0.+;Sampled=1/)
      },
    )
  })

  it('is sent as a whole, even if its tenant has another rate', async () => {
    const headers = { 'x-amzn-trace-id': ALB }
    const sampling = { tenants: { acme: 0 } }
    const { documents } = await runRequest(
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

  it('is not sent if it is not sampled, and sends that decision', async () => {
    const trace = createTraceContext({ ...INIT, exporters: [xray()], sampling: { rate: 0 } })
    await captureRecords(() => {
      trace.hop('a', () => 1)
      logResponse(trace)
    })
    expect(trace.headers().get('x-amzn-trace-id')).toContain(';Sampled=0;')
    await runRequest(() => 1)
    expect(unexpected()).toBe(0)
  })
})

describe('a document', () => {
  it('has the identity and the action as annotations', async () => {
    const identity = { jobId: 'job-1', tenantId: 'acme', userId: 'u-1' }
    const { value, documentOf } = await runRequest((trace) => trace.hop('a', () => 1), identity)
    const { action } = INIT
    const annotations = { traceId: value?.id, ...identity, action }
    expect(documentOf(isEnding)).toMatchObject({ annotations, user: 'u-1' })
    expect(documentOf(isStep).annotations).toEqual(annotations)
  })

  it('has the redacted metadata of its record', async () => {
    const given = { note: 'ok', password: 'hidden', card: 'Bearer abcdefghijklmnop' }
    const { documentOf, records } = await runRequest((trace) => trace.hop('a', () => 1, given))
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
  ])('has the flags of a request that ends with %s', async (_what, end, flags) => {
    const { documentOf } = await runRequest(() => 1, {}, end)
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
      'an object that does not exist',
      { name: 'NoSuchKey', $metadata: { httpStatusCode: 404 } },
      { error: true },
    ],
    [
      'too many requests to another service',
      { name: 'RateLimitError', status: 429, code: 'rate_limit_exceeded' },
      { error: true, throttle: true },
    ],
    ['a failure', { name: 'InternalError', $metadata: { httpStatusCode: 500 } }, { fault: true }],
  ])('has the flags of a call that fails with %s', async (_what, members, flags) => {
    const { documentOf } = await runRequest(failing(thrown(members)))
    const { error, fault, throttle, cause } = documentOf(isStep)
    expect({ error, fault, throttle }).toEqual({ ...FLAGS, ...flags })
    expect(cause).toMatchObject({
      exceptions: [{ message: 'failed', type: members.name, remote: true }],
    })
  })

  it('has X-Ray’s service name and fields for a call to AWS', async () => {
    const answer = { $metadata: { httpStatusCode: 200, requestId: 'R1', attempts: 3 } }
    const { documentOf } = await runRequest((trace) =>
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

  it('is remote for a call to another service, even with attempts', async () => {
    const { documentOf } = await runRequest((trace) =>
      trace.call('stripe', 'charge', () => 1, { attempts: 3 }),
    )
    expect(documentOf(isStep)).toMatchObject({ name: 'stripe', namespace: 'remote' })
    expect(documentOf(isStep)).not.toHaveProperty('aws')
  })

  it('has the namespace aws for a call to AWS that was not answered', async () => {
    const error = thrown({ $metadata: { attempts: 3 } })
    const failed = await runRequest((trace) =>
      trace
        .call('s3', 'getObject', () => Promise.reject(error), { region: 'eu-west-1' })
        .catch(() => 1),
    )
    expect(failed.documentOf(isStep)).toMatchObject({ namespace: 'aws', aws: { retries: 2 } })
  })

  it('has the host, the method and the status of an HTTP call', async () => {
    const metadata = { method: 'POST', host: 'api.example.com', path: '/jobs' }
    const { documentOf } = await runRequest((trace) =>
      trace.call('http', 'post', () => Response.json({}, { status: 201 }), metadata),
    )
    expect(documentOf(isStep)).toMatchObject({
      name: 'api.example.com',
      namespace: 'remote',
      http: { request: { method: 'POST', url: 'api.example.com/jobs' }, response: { status: 201 } },
    })
  })

  it('has the exception of a failure, its causes and their stacks', async () => {
    const error = new TypeError('outer', { cause: new RangeError('inner') })
    const { documentOf } = await runRequest(
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

  it('has at most 50 frames of a stack, and the number of the others', async () => {
    const lines = Array.from(
      { length: 60 },
      (_, index) => `    at fn${index} (/app/a.js:${index}:1)`,
    )
    const error = thrown({ stack: ['Error: failed', 'at once', ...lines].join('\n') })
    const { documentOf } = await runRequest(failing(error))
    const { exceptions } = documentOf(isStep).cause as { exceptions: Exception[] }
    expect(exceptions[0]?.stack).toHaveLength(50)
    expect(exceptions[0]?.stack[1]).toEqual({ label: 'fn0', path: '/app/a.js', line: 0 })
    expect(exceptions[0]).toMatchObject({ truncated: 11 })
  })

  it('cuts a long name to 200 characters, without half a surrogate pair', async () => {
    const { documentOf } = await runRequest((trace) => trace.hop(`a${'𠮷'.repeat(150)}`, () => 1))
    expect(documentOf(isStep).name).toBe(`a${'𠮷'.repeat(99)}_`)
  })

  it('is sent without metadata if it is too long', async () => {
    const path = '語'.repeat(9_000)
    const metadata = { method: 'GET', path, more: path }
    const { documentOf, records } = await runRequest((trace) =>
      trace.hop('Long', () => 1, metadata),
    )
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
