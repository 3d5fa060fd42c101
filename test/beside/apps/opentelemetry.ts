import { register } from 'node:module'
import { AwsInstrumentation } from '@opentelemetry/instrumentation-aws-sdk'
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http'
import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici'
import { NodeSDK } from '@opentelemetry/sdk-node'
import { type ReadableSpan, SimpleSpanProcessor, type SpanExporter } from '@opentelemetry/sdk-trace'

// Imported first, with `--import`. Its hook lets the instrumentations see ES modules.
register('@opentelemetry/instrumentation/hook.mjs', import.meta.url)

const spans: ReadableSpan[] = []
const exporter: SpanExporter = {
  export(batch, done) {
    spans.push(...batch)
    done({ code: 0 })
  },
  shutdown: () => Promise.resolve(),
}

const instrumentations = {
  'aws-sdk': AwsInstrumentation,
  http: HttpInstrumentation,
  undici: UndiciInstrumentation,
}
const { INSTRUMENTATION } = process.env

new NodeSDK({
  spanProcessors: [new SimpleSpanProcessor({ exporter })],
  instrumentations: Object.entries(instrumentations).flatMap(([name, Instrumentation]) =>
    INSTRUMENTATION === undefined || INSTRUMENTATION === name ? new Instrumentation() : [],
  ),
}).start()

process.on('exit', () => {
  for (const span of spans) {
    const { traceId } = span.spanContext()
    const attributes = { name: span.name, traceId, parentSpanId: span.parentSpanContext?.spanId }
    process.stderr.write(`span ${JSON.stringify(attributes)}\n`)
  }
})
