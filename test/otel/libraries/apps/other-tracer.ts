import { context, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
import { currentTrace } from 'hoptrace'
import { withLambdaTracing } from 'hoptrace/middy'
import { registerHoptrace } from 'hoptrace/otel'
import { events, lambdaContext } from 'hoptrace/testing'

const exporter = new InMemorySpanExporter()
context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
trace.setGlobalTracerProvider(
  new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] }),
)
const isFirst = registerHoptrace({ mirror: process.env.MIRROR === '1' })

const handler = withLambdaTracing(
  async () => {
    await currentTrace().hop('load', async () => {
      trace.getTracer('library').startSpan('query').end()
    })
    await currentTrace()
      .call('credits', 'debit', () => Promise.reject(new Error('too few')))
      .catch(() => undefined)
    return { statusCode: 200 }
  },
  { service: 'shop', action: 'orders:get' },
)

const headers: Record<string, string> = process.env.CALLER
  ? { traceparent: process.env.CALLER }
  : {}
const invoke = () => handler(events.httpApi({ headers }) as never, lambdaContext() as never)
await trace.getTracer('host').startActiveSpan('invocation', async (span) => {
  await invoke()
  span.end()
})

const spans = exporter.getFinishedSpans().map((span) => ({
  name: span.name,
  kind: span.kind,
  status: span.status.code,
  traceId: span.spanContext().traceId,
  spanId: span.spanContext().spanId,
  parentId: span.parentSpanContext?.spanId,
}))
process.stderr.write(JSON.stringify({ isFirst, spans }))
