import { writeSync } from 'node:fs'
import { registerInstrumentations } from '@opentelemetry/instrumentation'
import { AwsInstrumentation } from '@opentelemetry/instrumentation-aws-sdk'
import { JsonTraceSerializer } from '@opentelemetry/otlp-transformer'
import {
  BatchSpanProcessor,
  NodeTracerProvider,
  type SpanExporter,
} from '@opentelemetry/sdk-trace-node'

let spans = 0
/** Writes a request's spans to stdout as OTLP, as one line. */
const exporter: SpanExporter = {
  export(batch, done) {
    spans += batch.length
    writeSync(1, `${Buffer.from(JsonTraceSerializer.serializeRequest(batch) ?? [])}\n`)
    done({ code: 0 })
  },
  shutdown: async () => undefined,
}
const provider = new NodeTracerProvider({ spanProcessors: [new BatchSpanProcessor(exporter)] })
provider.register()
registerInstrumentations({ instrumentations: [new AwsInstrumentation()] })

// What is loaded before isn't patched.
const { callingWith, createClient } = await import('../aws-calls.ts')

/** A span of each call, exported at the request's end. */
export const handler = callingWith(createClient(), async (calls) => {
  await calls()
  await provider.forceFlush()
  if (spans === 0) throw new Error('OpenTelemetry saw no call')
})
