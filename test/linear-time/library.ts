import * as server from 'next/server.js'
import { modelMetadata } from '../../src/aws/bedrock.ts'
import { injectorFor } from '../../src/aws/carriers/index.ts'
import { hasKeepSignal } from '../../src/aws/keep-signal.ts'
import { operationOf, serviceOf } from '../../src/aws/names.ts'
import { targetOf } from '../../src/aws/target.ts'
import { addToMetric } from '../../src/core/metrics/metric-sums.ts'
import { describeError } from '../../src/core/outcome/describe-error.ts'
import { outcomeOfThrown } from '../../src/core/outcome/outcome.ts'
import { formatPretty } from '../../src/core/output/pretty.ts'
import { carrierOf } from '../../src/core/propagation/carrier.ts'
import {
  continuedTraceContext,
  readTraceContext,
  type TraceContext,
} from '../../src/core/propagation/inbound.ts'
import { exposing } from '../../src/core/propagation/outbound.ts'
import { isExtensibleJson, withTraceId } from '../../src/core/propagation/response-body.ts'
import { isTarget, isTargetText } from '../../src/core/propagation/targets.ts'
import { createRedactor } from '../../src/core/redact/redactor.ts'
import { resolveOptions } from '../../src/core/settings.ts'
import { RequestTrace } from '../../src/core/trace/request-trace.ts'
import type { TraceRecord } from '../../src/index.ts'
import {
  addTraceHeaders,
  createLambdaTraceContext,
  type LambdaContext,
} from '../../src/middy/index.ts'
import { parseTrigger } from '../../src/middy/triggers/index.ts'
import { controlFlowOf } from '../../src/next/control-flow.ts'
import { forwardRequest } from '../../src/next/forward-request.ts'
import { createTraceContext, extractTraceId, logError } from '../../src/next/index.ts'
import { events } from '../../src/testing/index.ts'
import { causeOf } from '../../src/xray/cause.ts'
import { asName } from '../../src/xray/segment-fields.ts'
import { joinXray } from '../../src/xray/segment-position.ts'

/** What takes a text from outside, by what the text is. */
export type Doors = Readonly<Record<string, (text: string) => unknown>>

const HEADERS = [
  'x-trace-id',
  'x-trace-parent',
  'traceparent',
  'tracestate',
  'x-amzn-trace-id',
  'x-trace-hops',
]
const CALLER = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'
const CARRIER = carrierOf({
  trace: { ...continuedTraceContext(() => CALLER), depth: 1 } as TraceContext,
  spanId: '00000000000000ab',
  isSampled: true,
})
const FORWARDED = JSON.stringify({ traceparent: CALLER, 'x-trace-hops': '1' })
const ARN = 'arn:aws:sqs:eu-west-1:123456789012:'

const redactor = createRedactor({
  keys: ['customerNumber'],
  pseudonymize: ['userId'],
  key: 'a key of the tests',
})
// Its records are held back: they are made, and not printed.
const quiet = { action: 'a', level: 'error', failureLevel: 'debug' } as const
const settings = resolveOptions({ exporters: [{ onSpanEnd: () => undefined }] }, 'lambda')
const proxied = {
  request: new server.NextRequest('https://a.example/'),
  trace: createTraceContext({ action: 'a' }) as RequestTrace,
  targets: undefined,
}
const record: TraceRecord = {
  timestamp: '2026-11-22T14:30:00.200Z',
  level: 'error',
  message: 'm',
  service: 's',
  layer: 'l',
  action: 'a',
  phase: 'complete',
}

const errorWith = (text: string, cause?: unknown): Error =>
  Object.assign(new Error(text, { cause }), { stack: text, name: text, code: text })
const bytesOf = (text: string) => Buffer.from(text)
const headersOf = (text: string) => Object.fromEntries(HEADERS.map((name) => [name, text]))

/** Reads everything of an event. */
function readEvent(event: unknown, context?: unknown): unknown {
  const { header, metadata, batch } = parseTrigger(event, context)
  const records = batch?.records ?? []
  return [
    metadata,
    ...HEADERS.map(header),
    ...records.flatMap((one) => [HEADERS.map(batch?.headerOf(one) ?? header), batch?.redelivery]),
  ]
}

/** What the core reads. */
export const CORE: Doors = {
  'an error': (text) => describeError(errorWith(text, errorWith(text))),
  'an error about JSON': (text) => describeError(errorWith(`No order " is not valid JSON${text}`)),
  'an error about a cut JSON': (text) => describeError(errorWith(`${text}"... is not valid JSON`)),
  'an error of AWS': (text) => outcomeOfThrown(Object.assign(errorWith(text), { $metadata: {} })),
  'a text with secrets': (text) => redactor.text(text),
  'a name': (text) => redactor.names.text(text),
  'a key': (text) => redactor.maskedValue(text, 'x'),
  'a value to pseudonymize': (text) => redactor.maskedValue('userId', text),
  'a header of the trace': (text) => continuedTraceContext(() => text),
  'a longer traceparent': (text) => continuedTraceContext(() => `${CALLER}-${text}`),
  'several traceparents': (text) => readTraceContext(() => `${CALLER},${text}`),
  'an X-Ray header': (text) =>
    continuedTraceContext((name) => (name === 'x-amzn-trace-id' ? `Root=1-a;${text}` : undefined)),
  'exposed headers': (text) => exposing(text),
  'the type of a response': (text) => isExtensibleJson(`application/${text}`, []),
  'a header of a response': (text) => isExtensibleJson('application/json', [text]),
  'a response body': (text) => withTraceId(`{${text}}`, 'req_1'),
  'a response body of JSON': (text) => withTraceId(JSON.stringify({ a: text }), 'req_1'),
  'a host': (text) =>
    isTarget(
      new URL('https://a.example'),
      [`*.${text}`, `https://${text}`, text].filter(isTargetText),
    ),
  'a record for people': (text) =>
    formatPretty({ ...record, message: text, error: { message: text, code: text } }, true),
  'a line': (text) => createTraceContext(quiet).info(text, { text, [text]: text, list: [text] }),
  'a hop': (text) => createTraceContext(quiet).hop(text, () => 1, { text }),
  'a metric': (text) => addToMetric(new Map(), text, 1, 'Count'),
  'an identity': (text) => createTraceContext(quiet).set({ userId: text, jobId: text }),
  'an ending': (text) =>
    logError(
      createTraceContext({ ...quiet, sampling: { rate: 0 }, level: 'error' }),
      errorWith(''),
      {
        text,
      },
    ),
  'the segment of a host': (text) =>
    new RequestTrace(
      settings,
      readTraceContext(() => undefined),
      {
        segment: text,
      },
    ).childSegment(),
}

/** What the adapters read. */
export const ADAPTERS: Doors = {
  'an HTTP request': (text) => readEvent(events.httpApi({ headers: headersOf(text) })),
  'a header in another case': (text) =>
    readEvent({ httpMethod: text, resource: text, headers: { 'X-Trace-Id': text, [text]: text } }),
  'a message': (text) => readEvent(events.sqs({ body: text })),
  'a message with a trace': (text) =>
    readEvent(
      events.sqs({ body: `{"_trace":${JSON.stringify({ traceparent: text, [text]: 1 })}}` }),
    ),
  'a message with a text as its trace': (text) =>
    readEvent(events.sqs({ body: `{"_trace":${JSON.stringify(text)}}` })),
  'a broken message with a trace': (text) => readEvent(events.sqs({ body: `{"_trace":${text}` })),
  'a notification': (text) =>
    readEvent(events.sqs({ body: events.snsNotification({ body: text }) })),
  'data in base64': (text) => readEvent(events.kinesis({ body: text })),
  'names of an event': (text) => {
    const sources = { eventSource: text, EventSource: text, eventSourceARN: `${ARN}${text}` }
    return [
      readEvent({ Records: [{ ...sources, eventSource: 'aws:sqs', body: '' }] }),
      readEvent({ Records: [sources] }),
      readEvent({ ...sources, records: { [text]: [{ headers: [{ [text]: text }] }] } }),
      readEvent({ source: text, 'detail-type': text, detail: { _trace: text } }),
      readEvent({ eventSource: 'aws:rmq', rmqMessagesByQueue: { [text]: [{}] } }),
      readEvent({ requestContext: { http: { method: text } }, routeKey: text }),
    ]
  },
  'a client context': (text) => [
    readEvent({}, { clientContext: text }),
    readEvent({}, { clientContext: { custom: text } }),
    readEvent({}, { clientContext: { custom: { _trace: text, [text]: text } } }),
  ],
  'an invocation': (text) => {
    const claims = { sub: text, tenantId: text }
    const event = { pathParameters: { jobId: text }, requestContext: { authorizer: { claims } } }
    const context = { executionContext: { durableExecutionArn: text }, xRayTraceId: text }
    return createLambdaTraceContext(event, context as LambdaContext, quiet)
  },
  'a response of a function': (text) => {
    const response = {
      statusCode: text,
      headers: { 'content-type': text, [text]: text },
      body: text,
    }
    const trace = createTraceContext(quiet)
    return [
      addTraceHeaders(response, trace),
      addTraceHeaders({ statusCode: 500, body: JSON.stringify({ text }) }, trace),
    ]
  },
  'headers of a Next.js request': (text) => extractTraceId(headersOf(text)),
  'an error of Next.js': (text) => [
    controlFlowOf({ digest: text }),
    controlFlowOf({ digest: `NEXT_REDIRECT;push;${text};307;` }),
  ],
  'a response of a proxy': (text) => {
    const names = text.replaceAll(/[^\w,-]/g, ',')
    const headers = { 'x-middleware-next': '1', 'x-middleware-override-headers': names }
    return forwardRequest(new Response(null, { headers }), proxied, (given) => given)
  },
  'names of a command': (text) => [
    operationOf('s3', `${text}Command`),
    serviceOf({ serviceId: text }),
    targetOf('sqs', { QueueUrl: `https://a/${text}` }),
    targetOf('sns', { TopicArn: `arn:${text}`, TargetArn: text }),
    targetOf('eventbridge', { Entries: [{ EventBusName: text }] }),
  ],
  'an answer of a model': (text) =>
    modelMetadata({ body: bytesOf(`{"stop_reason":${text}`) }, { 'content-type': text }),
  'an answer of a function': (text) =>
    hasKeepSignal({ Payload: bytesOf(`{"x-trace-keep":"1"${text}`) }),
  'the data of a command': (text) =>
    ['', JSON.stringify({ a: text }), `{"_trace":${FORWARDED},"a":${JSON.stringify(text)}}`].map(
      (Data) => injectorFor('kinesis', 'putRecord', true)?.({ Data: Data || text }, CARRIER),
    ),
  'a forwarded trace': (text) => {
    const trace = JSON.stringify({ ...JSON.parse(FORWARDED), more: text })
    const Data = bytesOf(`{"a":${JSON.stringify(text)},"_trace":${trace}}`)
    return injectorFor('kinesis', 'putRecord', true)?.({ Data }, CARRIER)
  },
  'a client context to send': (text) =>
    injectorFor(
      'lambda',
      'invoke',
      false,
    )?.({ ClientContext: bytesOf(JSON.stringify({ text })).toString('base64') }, CARRIER),
  'attributes of a message': (text) =>
    injectorFor(
      'sqs',
      'sendMessageBatch',
      false,
    )?.(
      { Entries: [{ MessageBody: text, MessageAttributes: { [text]: { StringValue: text } } }] },
      CARRIER,
    ),
  'a stack': (text) => causeOf({ message: text, stack: text, name: text }, false, false),
  'the name of a segment': (text) => asName(text),
  'the header of a segment': (text) =>
    joinXray(
      {
        service: 's',
        trustSampling: false,
        traceContext: readTraceContext(() => undefined),
        hostSegment: text,
      },
      true,
    ),
}
