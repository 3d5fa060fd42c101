import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { currentTrace, type TraceRecord } from '../../src/index.ts'
import { eachRecord, tracing } from '../../src/middy/index.ts'
import { type OtlpOptions, otlp } from '../../src/otlp/index.ts'
import { events } from '../../src/testing/index.ts'
import { captureRecords } from '../capture.ts'
import { handlerOf, httpApiEvent, lambdaContext, untimed } from '../middy/invocation.ts'
import { plain, type SpanJson, spansIn, startCollector } from './collector.ts'

const FLUSH_MS = 60_000

/** Invokes a handler that exports to a collector, and returns what the log and the collector got. */
async function exported(
  handle: () => unknown,
  event: unknown = httpApiEvent(),
  options: OtlpOptions = {},
) {
  const collector = await startCollector()
  const exporters = [otlp({ endpoint: collector.url, ...options })]
  const handler = handlerOf(
    [
      tracing({
        service: 'shop',
        stage: 'prod',
        version: '7',
        exporters,
        flushTimeoutMs: FLUSH_MS,
      }),
    ],
    handle,
  )
  const { records } = await captureRecords(() =>
    handler(event, lambdaContext({ functionName: 'shop-orders' })),
  )
  return { records, collector, spans: collector.spans() }
}

function w3cOf({ traceId, w3cTraceId }: TraceRecord): string {
  return w3cTraceId ?? (traceId ?? '').replace('req_', '').replaceAll('-', '')
}

const byId = <T>(pairs: readonly T[]): T[] => [...pairs].sort()

afterEach(() => vi.unstubAllEnvs())

describe('otlp()', () => {
  it('sends the tree of the records, under their ids', async () => {
    const { records, spans } = await exported(async () => {
      const trace = currentTrace()
      await trace.hop('outer', async () => {
        trace.check('stock', true)
        await trace.call('s3', 'putObject', async () => 1)
      })
      await trace.call('credits', 'debit', async () => 1)
    })
    const ended = records.filter(({ phase }) => ['hop', 'call', 'complete'].includes(phase))
    expect(ended).toHaveLength(5)
    const tree = ended.map((record) => [
      w3cOf(records[0] as TraceRecord),
      record.spanId,
      record.parentId,
    ])
    expect(byId(spans.map((span) => [span.traceId, span.spanId, span.parentSpanId]))).toEqual(
      byId(tree),
    )
  })

  it('sends the trees of a batch, each under its own trace, with links to each other', async () => {
    const event = events.sqs({ body: '{}' })
    const two = { Records: [...event.Records, { ...event.Records[0], messageId: 'second' }] }
    const { records, spans } = await exported(
      () => eachRecord(two, (_record, trace) => trace.hop('work', () => 1)),
      two,
    )
    const invocation = records[0] as TraceRecord
    const parts = records.filter(({ message }) => message === 'Record start')
    expect(parts).toHaveLength(2)
    for (const part of parts) {
      const span = spans.find(({ spanId }) => spanId === part.spanId)
      expect(span?.traceId).toBe(w3cOf(part))
      expect(span?.links).toEqual([
        expect.objectContaining({ traceId: w3cOf(invocation), spanId: invocation.spanId }),
      ])
      expect(span?.kind).toBe(5)
    }
  })

  it('sends times within those of the parent, and kinds, as the schema has them', async () => {
    const { spans } = await exported(async () => {
      const trace = currentTrace()
      await trace.hop('inner', async () => 1)
      await trace.call('sqs', 'sendMessage', async () => 1)
      await trace.call('s3', 'getObject', async () => 1)
    })
    const [hop, sent, read, request] = spans as [SpanJson, SpanJson, SpanJson, SpanJson]
    expect([hop, sent, read, request].map(({ kind }) => kind)).toEqual([1, 4, 3, 2])
    expect(BigInt(hop.startTimeUnixNano)).toBeGreaterThanOrEqual(BigInt(request.startTimeUnixNano))
    expect(BigInt(hop.endTimeUnixNano)).toBeLessThanOrEqual(BigInt(request.endTimeUnixNano))
    expect([hop.flags, request.flags]).toEqual([0x101, 0x101])
  })

  it('says that a parent is remote', async () => {
    const headers = { traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01` }
    const { spans } = await exported(() => 1, { ...httpApiEvent(), headers })
    const [request] = spans as [SpanJson]
    expect([request.traceId, request.parentSpanId, request.flags]).toEqual([
      'a'.repeat(32),
      'b'.repeat(16),
      0x301,
    ])
  })

  it('sends lines and errors as events of their spans, and failures as the status', async () => {
    const { spans } = await exported(async () => {
      const trace = currentTrace()
      trace.info('cart loaded', { items: 3 })
      await trace
        .hop('charge', async () => {
          trace.warn('card declined')
          throw new TypeError('no funds')
        })
        .catch(() => undefined)
    })
    const [hop, request] = spans as [SpanJson, SpanJson]
    expect(hop.events.map(({ name }) => name)).toEqual(['card declined', 'exception'])
    expect(plain(hop.events[1]?.attributes ?? [])).toMatchObject({
      'exception.type': 'TypeError',
      'exception.message': 'no funds',
      'exception.stacktrace': expect.stringContaining('TypeError: no funds'),
    })
    expect(hop.status).toEqual({ code: 2, message: 'no funds' })
    expect(request.events.map(({ name, attributes }) => [name, plain(attributes)])).toEqual([
      ['cart loaded', { items: 3, level: 'info' }],
    ])
    expect(request.status).toEqual({})
  })

  it('sends lines and failures as log records too, if logs is true', async () => {
    const { collector, records } = await exported(
      () => {
        currentTrace().info('cart loaded')
        throw new Error('broken')
      },
      httpApiEvent(),
      { logs: true },
    )
    const logs = collector.logRecords()
    const [, line, ending] = records
    expect(logs.map(({ severityNumber, body, spanId }) => [severityNumber, body, spanId])).toEqual([
      [9, { stringValue: 'cart loaded' }, line?.spanId],
      [17, { stringValue: ending?.message }, ending?.spanId],
    ])
    expect(collector.received.map(({ path }) => path).sort()).toEqual(['/v1/logs', '/v1/traces'])
  })

  it('names who wrote the spans, with what OTEL_RESOURCE_ATTRIBUTES and OTEL_SERVICE_NAME say', async () => {
    vi.stubEnv('OTEL_RESOURCE_ATTRIBUTES', 'team=a%2Cb,service.name=ignored,broken')
    vi.stubEnv('OTEL_SERVICE_NAME', 'checkout')
    vi.stubEnv('AWS_REGION', 'eu-central-1')
    const { collector } = await exported(() => 1)
    const [request] = collector.received
    expect(plain(request?.json.resourceSpans[0].resource.attributes)).toEqual({
      'service.name': 'checkout',
      'service.version': '7',
      'deployment.environment.name': 'prod',
      'faas.name': 'shop-orders',
      'cloud.provider': 'aws',
      'cloud.platform': 'aws_lambda',
      'cloud.region': 'eu-central-1',
      'telemetry.sdk.name': 'hoptrace',
      'telemetry.sdk.language': 'nodejs',
      team: 'a,b',
    })
  })

  it('sends compressed JSON with the headers that it was given', async () => {
    const { collector } = await exported(() => 1, undefined, { headers: { 'x-team': 'shop' } })
    expect(collector.received[0]?.headers).toMatchObject({
      'content-type': 'application/json',
      'content-encoding': 'gzip',
      'x-team': 'shop',
    })
    const plainly = await exported(() => 1, undefined, { compression: 'none' })
    expect(plainly.collector.received[0]?.headers).not.toHaveProperty('content-encoding')
  })

  it('sends nothing of a request that sampling leaves out', async () => {
    const collector = await startCollector()
    const exporters = [otlp({ endpoint: collector.url })]
    const handler = handlerOf(
      [tracing({ exporters, sampling: { rate: 0 }, flushTimeoutMs: FLUSH_MS })],
      () => 1,
    )
    await captureRecords(() => handler({}, lambdaContext()))
    expect(collector.received).toEqual([])
  })
})

describe('otlp() at Lambda’s timeout', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'hrtime'] }))
  afterEach(() => void vi.useRealTimers())

  /** The context of an invocation that begins now, and may run for a second. */
  const context = () => {
    const startedAt = process.hrtime.bigint()
    const spent = () => Number(process.hrtime.bigint() - startedAt) / 1e6
    return lambdaContext({ getRemainingTimeInMillis: () => Math.round(1_000 - spent()) })
  }

  /** Sends what a handler that never returns has done by its timeout, and then `late`. */
  async function timedOut(
    handle: () => unknown,
    late: () => void = () => undefined,
    event: unknown = httpApiEvent(),
  ) {
    const collector = await startCollector()
    const exporters = [otlp({ endpoint: collector.url })]
    const handler = untimed([tracing({ service: 'shop', exporters })], handle)
    const { records } = await captureRecords(async () => {
      void handler(event, context())
      await vi.advanceTimersByTimeAsync(999)
      late()
      vi.useRealTimers()
      await vi.waitFor(() => expect(collector.received.length).toBeGreaterThan(0), {
        timeout: 60_000,
      })
    })
    return { records, spans: collector.spans(), collector, exporters }
  }
  const never = () => new Promise(() => undefined)

  it('sends the request and the steps that run, as failed by the timeout, below each other', async () => {
    const { records, spans } = await timedOut(() =>
      currentTrace().hop('render', async () => {
        currentTrace().info('loading')
        await currentTrace().hop('prepare', async () => 1)
        await currentTrace().call('s3', 'getObject', never)
      }),
    )
    const ending = records.find(({ phase }) => phase === 'complete')
    const found = new Map(spans.map((span) => [span.name, span]))
    expect([...found.keys()].sort()).toEqual([
      'POST /process/{id}',
      'S3 getObject',
      'prepare',
      'render',
    ])
    const [request, render, call] = ['POST /process/{id}', 'render', 'S3 getObject'].map((name) =>
      found.get(name),
    )
    expect(request?.spanId).toBe(ending?.spanId)
    expect(render?.parentSpanId).toBe(request?.spanId)
    expect(call?.parentSpanId).toBe(render?.spanId)
    expect(found.get('prepare')?.parentSpanId).toBe(render?.spanId)
    expect(render?.events.map(({ name }) => name)).toEqual(['loading', 'exception'])
    expect([render?.kind, call?.kind]).toEqual([1, 3])
    for (const span of [request, render, call]) {
      expect(span?.status).toEqual({ code: 2, message: ending?.error?.message })
      expect(plain(span?.attributes ?? [])).toMatchObject({ 'hoptrace.result': 'error' })
      expect(span?.endTimeUnixNano).toBe(request?.endTimeUnixNano)
    }
  })

  it('sends the steps of the records of a batch, each under its own trace', async () => {
    const event = events.sqs({}, {})
    const { spans } = await timedOut(
      () => eachRecord(event, (_record, trace) => trace.hop('work', never)),
      undefined,
      event,
    )
    const work = spans.filter(({ name }) => name === 'work')
    expect(work).toHaveLength(2)
    for (const { traceId, parentSpanId } of work)
      expect(spans.find(({ spanId }) => spanId === parentSpanId)?.traceId).toBe(traceId)
  })

  it('sends a step once that ends after all', async () => {
    let finish = (): void => undefined
    const { collector, exporters } = await timedOut(
      () =>
        currentTrace()
          .hop('render', () => new Promise<void>((resolve) => (finish = resolve)))
          .then(never),
      () => finish(),
    )
    await captureRecords(async () => exporters[0]?.flush?.())
    const sent = collector.received.flatMap(spansIn)
    expect(sent.filter(({ name }) => name === 'render')).toHaveLength(1)
  })
})

describe('otlp() in a request that answers', () => {
  it('sends a step that still runs when it ends, not before', async () => {
    let finish = (): void => undefined
    const collector = await startCollector()
    const exporter = otlp({ endpoint: collector.url })
    const handler = handlerOf(
      [tracing({ exporters: [exporter], flushTimeoutMs: FLUSH_MS })],
      () => {
        void currentTrace().hop('log', () => new Promise<void>((resolve) => (finish = resolve)))
      },
    )
    await captureRecords(async () => {
      await handler({}, lambdaContext())
      expect(collector.spans().map(({ name }) => name)).not.toContain('log')
      finish()
      await vi.waitFor(async () => {
        await exporter.flush?.()
        expect(collector.spans().map(({ name }) => name)).toContain('log')
      })
    })
  })
})
