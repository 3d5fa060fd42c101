import { afterEach, describe, expect, it, vi } from 'vitest'
import {
  currentTrace,
  type EndedSpan,
  type ExportedLog,
  type ExportedRequest,
  type Exporter,
  type StartedSpan,
  type TracingOptions,
} from '../../src/index.ts'
import { eachRecord, logServiceCall, tracing } from '../../src/middy/index.ts'
import { createTraceContext, logHop, logRequest, logResponse } from '../../src/next/index.ts'
import { events } from '../../src/testing/index.ts'
import { captureRecords } from '../capture.ts'
import { handlerOf, httpApiEvent, lambdaContext, turn } from '../middy/invocation.ts'

type Trace = ReturnType<typeof createTraceContext>

/** An exporter that keeps what it is told. */
function recorder() {
  const started: StartedSpan[] = []
  const open: StartedSpan[] = []
  const ended: EndedSpan[] = []
  const exporter: Exporter = {
    onSpanStart: (span) => void started.push(span),
    onSpanLeftOpen: (span) => void open.push(span),
    onSpanEnd: (span) => void ended.push(span),
  }
  return { exporter, started, open, ended }
}

/** What a request tells an exporter, and what it leaves in the log. */
async function exported(run: (trace: Trace) => unknown, options: TracingOptions = {}) {
  const { exporter, ...told } = recorder()
  const { records } = await captureRecords(async () => {
    const exporters = [exporter]
    const trace = createTraceContext({ action: 'act', service: 'shop', exporters, ...options })
    logRequest(trace)
    await run(trace)
    logResponse(trace, { statusCode: 200 })
  })
  return { ...told, records }
}

/** Returns the `join` of an exporter that changes these members of the trace context. */
function joinWith(
  members: Partial<ExportedRequest['traceContext']>,
): NonNullable<Exporter['join']> {
  return ({ traceContext }) => ({ ...traceContext, ...members })
}

/** Works until the clock has moved on. */
function nextMillisecond(): void {
  const begin = Date.now()
  while (Date.now() < begin + 2);
}

afterEach(() => vi.unstubAllEnvs())

describe('an exporter', () => {
  it('gets the start and the end of each span, with the record that is written', async () => {
    const { started, ended, records } = await exported((trace) =>
      trace.hop('Outer', () => trace.call('credits', 'debit', () => 1, { token: 'hidden' })),
    )
    expect(started.map(({ type, name }) => [type, name])).toEqual([
      ['request', 'act'],
      ['hop', 'Outer'],
      ['call', 'service:credits:debit'],
    ])
    const written = records.filter(({ phase }) => phase !== 'start')
    const untimed = ({ record }: EndedSpan) => ({ ...record, timestamp: '' })
    expect(ended.map(untimed)).toEqual(written.map((record) => ({ ...record, timestamp: '' })))
    expect(ended[0]?.record.metadata).toEqual({ token: '[redacted]' })
    expect(ended.map(({ spanId }) => spanId)).toEqual(started.map(({ spanId }) => spanId).reverse())
    expect(new Set([...started, ...ended].map(({ request }) => request)).size).toBe(1)
  })

  it('gets what each span is to other services, and what a call calls', async () => {
    const { ended } = await exported((trace) => {
      trace.hop('Inner', () => 1)
      trace.call('s3', 'putObject', () => 1)
    })
    expect(ended.map(({ kind, service, operation }) => [kind, service, operation])).toEqual([
      ['internal', undefined, undefined],
      ['client', 's3', 'putObject'],
      ['server', undefined, undefined],
    ])
  })

  it.each([
    ['an HTTP request', httpApiEvent(), 'server'],
    ['a batch of SQS', events.sqs({ body: '{}' }), 'consumer'],
    ['an event of EventBridge', events.eventBridge({}), 'consumer'],
    ['a batch of AppSync', events.appSyncBatch({}), 'server'],
    ['a payload', {}, 'server'],
  ])('gets the kind of %s', async (_what, event, kind) => {
    const { exporter, started } = recorder()
    const handler = handlerOf([tracing({ exporters: [exporter] })], () => 1)
    await captureRecords(() => handler(event, lambdaContext()))
    expect(started.map((span) => span.kind)).toEqual([kind])
  })

  it('gets who wrote a span: service, version, stage and function', async () => {
    const { exporter, ended } = recorder()
    const options = { service: 'shop', version: '7', stage: 'prod', exporters: [exporter] }
    const handler = handlerOf([tracing(options)], () => currentTrace().hop('work', () => 1))
    await captureRecords(() => handler({}, lambdaContext({ functionName: 'shop-orders' })))
    for (const { request } of ended)
      expect(request).toMatchObject({
        service: 'shop',
        version: '7',
        stage: 'prod',
        functionName: 'shop-orders',
      })
  })

  it('gets the senders of a batch as links with their spans, and parents that are remote or not', async () => {
    const { exporter, started } = recorder()
    const sender = (digit: string) => `00-${digit.repeat(32)}-${digit.repeat(16)}-01`
    const record = (digit: string) => ({
      eventSource: 'aws:sqs',
      messageId: digit,
      body: '{}',
      messageAttributes: { traceparent: { stringValue: sender(digit), dataType: 'String' } },
    })
    const event = { Records: [record('a'), record('b')] }
    const joining = { ...exporter, join: joinWith({ tracestate: 'a=b' }) }
    const handler = handlerOf([tracing({ exporters: [joining] })], () =>
      eachRecord(event, (_record, trace) => trace.hop('work', () => 1)),
    )
    await captureRecords(() => handler(event, lambdaContext()))
    const [invocation, first, hop] = started as [StartedSpan, StartedSpan, StartedSpan]
    const spans = (span: StartedSpan) =>
      span.links.map(({ w3cTraceId, parentId }) => [w3cTraceId, parentId])
    expect(spans(invocation)).toEqual([
      ['a'.repeat(32), 'a'.repeat(16)],
      ['b'.repeat(32), 'b'.repeat(16)],
    ])
    const { w3cTraceId } = invocation.request.traceContext
    expect(spans(first)).toEqual([[w3cTraceId, invocation.spanId]])
    expect(spans(hop)).toEqual([])
    expect(started.slice(0, 3).map((span) => span.hasRemoteParent)).toEqual([false, true, false])
    expect(first.parentId).toBe('a'.repeat(16))
    expect(first.request.traceContext.tracestate).toBe('a=b')
  })

  it('gets each line whose level is written, with the span that ran', async () => {
    const logs: ExportedLog[] = []
    const onLog = (log: ExportedLog) => void logs.push(log)
    const { ended } = await exported(
      (trace) =>
        trace.hop('Inner', () => {
          trace.debug('hidden')
          trace.warn('low stock', { token: 'hidden' })
        }),
      { exporters: [{ onSpanEnd: () => undefined, onLog }] },
    )
    expect(ended).toEqual([])
    expect(logs.map(({ record }) => [record.level, record.message, record.metadata])).toEqual([
      ['warn', 'low stock', { token: '[redacted]' }],
    ])
    expect(logs[0]?.record.spanId).toMatch(/^[0-9a-f]{16}$/)
  })

  it('gets each span that still runs when its request ends, with the values of its start', async () => {
    const { started, open } = await exported((trace) => {
      logHop(trace, 'Queue', 'start')
      trace.hop('Done', () => 1)
      void trace.hop('Mail', () => trace.call('ses', 'sendEmail', () => new Promise(() => {})))
    })
    const left = ['Queue', 'Mail', 'service:ses:sendEmail']
    expect(open).toEqual(started.filter(({ name }) => left.includes(name)))
  })

  it('gets the open span of a durable execution that is suspended, with the values of its start', async () => {
    const { exporter, started, open } = recorder()
    const handler = handlerOf([tracing({ exporters: [exporter] })], () => new Promise(() => {}))
    await captureRecords(() => {
      void handler({}, lambdaContext({ durableExecutionMode: 'ExecutionMode' }))
    })
    expect(open).toHaveLength(1)
    expect(open).toEqual(started)
  })

  it('gets names with secrets masked, at the start and at the end of a span', async () => {
    const { started, ended } = await exported(
      (trace) => {
        trace.hop('mail to a@b.example', () => 1)
        trace.call('mail', 'to a@b.example', () => 1)
      },
      { action: 'mail:a@b.example' },
    )
    const names = ['mail to [redacted]', 'service:mail:to [redacted]']
    expect(started.map(({ name }) => name)).toEqual(['mail:[redacted]', ...names])
    expect(ended.map(({ name }) => name)).toEqual([...names, 'mail:[redacted]'])
  })

  it('gets times of a step that lie within the times of its parent', async () => {
    const before = Date.now()
    const { started, ended } = await exported((trace) =>
      trace.hop('Outer', () => trace.hop('Inner', nextMillisecond)),
    )
    const [inner, outer, request] = ended as [EndedSpan, EndedSpan, EndedSpan]
    const times = [request, outer, inner].map(({ startTime }) => startTime)
    const ends = [inner, outer, request].map(({ endTime }) => endTime)
    expect([...times, ...ends]).toEqual([...times, ...ends].sort((a, b) => a - b))
    expect(times).toEqual(started.map(({ startTime }) => startTime))
    expect(request.startTime).toBeGreaterThanOrEqual(before - 1)
    expect(request.endTime).toBeLessThanOrEqual(Date.now() + 1)
    for (const { startTime, endTime, record } of ended)
      expect(endTime - startTime).toBeCloseTo(record.duration ?? Number.NaN, 2)
  })

  it('gets an announced hop at its start, and a hop written by logHop at its end alone', async () => {
    const { started, ended } = await exported((trace) => {
      logHop(trace, 'Announced', 'start')
      logHop(trace, 'Announced', 'success')
      logHop(trace, 'Written', 'pass')
    })
    expect(started.map(({ name }) => name)).toEqual(['act', 'Announced'])
    expect(ended.map(({ name }) => name)).toEqual(['Announced', 'Written', 'act'])
    expect(ended[0]?.spanId).toBe(started[1]?.spanId)
  })

  it('gets a call of logServiceCall with the duration that its caller measured', async () => {
    const { ended } = await exported((trace) => {
      logServiceCall(trace, {
        service: 'credits',
        operation: 'debit',
        duration: 400,
        result: 'success',
      })
    })
    const [call, request] = ended as [EndedSpan, EndedSpan]
    expect(call.endTime - call.startTime).toBeCloseTo(400, 2)
    expect(call.endTime).toBeGreaterThanOrEqual(request.startTime)
    expect(call.endTime).toBeLessThanOrEqual(request.endTime)
  })

  it('gets a step that ends after its request, marked as late', async () => {
    const { promise, resolve } = Promise.withResolvers<void>()
    const { ended } = await exported((trace) => {
      void trace.hop('Late', () => promise)
    })
    await captureRecords(() => {
      resolve()
      return turn()
    })
    expect(ended.map(({ name, record }) => [name, record.late])).toEqual([
      ['act', undefined],
      ['Late', true],
    ])
  })

  it('gets the spans of unsampled traces, with isSampled false', async () => {
    const { ended, records } = await exported((trace) => trace.hop('a', () => 1), {
      sampling: { rate: 0 },
    })
    expect(records.map(({ phase }) => phase)).toEqual(['complete'])
    expect(ended.map(({ isSampled }) => isSampled)).toEqual([false, false])
  })

  it('that throws or rejects changes neither the request nor what the next exporter gets', async () => {
    const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    const { exporter, ended } = recorder()
    const fail = () => {
      throw new Error('exporter')
    }
    const reject = () => Promise.reject(new Error('exporter'))
    const exporters = [
      { join: fail, onSpanStart: fail, onSpanEnd: fail },
      { onSpanStart: reject, onSpanEnd: reject },
      exporter,
    ]
    const handler = handlerOf([tracing({ exporters })], () => ({ statusCode: 200 }))
    const { value, records } = await captureRecords(() => handler(httpApiEvent(), lambdaContext()))
    const reports = stderr.mock.calls.map(([line]) => String(line).slice(0, 45))
    stderr.mockRestore()
    expect(reports.toSorted()).toEqual([
      "hoptrace: an exporter's join failed (count: 1",
      "hoptrace: an exporter's onSpanEnd failed (cou",
      "hoptrace: an exporter's onSpanEnd failed (cou",
      "hoptrace: an exporter's onSpanStart failed (c",
      "hoptrace: an exporter's onSpanStart failed (c",
    ])
    expect(value).toMatchObject({ statusCode: 200 })
    expect(records.map(({ phase }) => phase)).toEqual(['start', 'complete'])
    expect(ended).toHaveLength(1)
  })

  it('may change the trace context with join, and the headers to the next service have it', async () => {
    const xray = new Map([['Root', '1-00000000-000000000000000000000001']])
    const exporters: Exporter[] = [
      { join: ({ traceContext }) => ({ ...traceContext, xray }), onSpanEnd: () => undefined },
    ]
    const trace = createTraceContext({ action: 'a', exporters })
    expect(trace.headers().get('x-amzn-trace-id')).toContain('Root=1-00000000-')
  })
})

describe('the option exporters', () => {
  it.each([
    ['text', 'xray', "'xray'"],
    ['an exporter outside of a list', { onSpanEnd: () => undefined }, 'object'],
    ['a function', [() => undefined], '\\[function\\]'],
    [
      'an exporter with spanEnded, the old name of onSpanEnd',
      [{ spanEnded: () => undefined }],
      '\\[object\\]',
    ],
  ])('refuses %s at set-up', (_what, exporters, shown) => {
    const words = `option 'exporters' must be a list of exporters, such as xray\\(\\), each with a function onSpanEnd, got ${shown}`
    expect(() => tracing({ exporters } as never)).toThrow(new RegExp(words))
  })
})

describe('an exporter whose join returns no trace context', () => {
  it.each<[string, Exporter['join'] | (() => unknown)]>([
    ['a promise that rejects', () => Promise.reject(new Error('no'))],
    ['an object', () => ({})],
    ['a text', () => 'here'],
    ['a header in text', ({ traceContext }) => ({ ...traceContext, xray: 'Root=1' as never })],
    ['a line break in a tracestate', joinWith({ tracestate: 'a=1\nb' })],
    ['a line break in X-Ray’s header', joinWith({ xray: new Map([['Root', 'a\nb']]) })],
    ['a quote in an id', joinWith({ parentId: 'a"b' })],
    ['a link that is no text', joinWith({ links: [1n as never] })],
    ['links that are no list', joinWith({ links: 5 as never })],
  ])('but %s changes neither the records nor the response', async (_what, join) => {
    const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    const exporter = { ...recorder().exporter, join } as Exporter
    const handler = handlerOf([tracing({ exporters: [exporter] })], () => {
      const sent = currentTrace().headers().get('x-trace-id')
      return { statusCode: sent ? 200 : 500 }
    })
    const { value, records } = await captureRecords(() => handler(httpApiEvent(), lambdaContext()))
    await turn()
    stderr.mockRestore()
    expect(records.map(({ phase }) => phase)).toEqual(['start', 'complete'])
    expect(value).toMatchObject({ statusCode: 200, headers: { 'x-trace-id': records[0]?.traceId } })
  })
})
