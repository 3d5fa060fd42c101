import { registerInstrumentations } from '@opentelemetry/instrumentation'
import { AwsInstrumentation } from '@opentelemetry/instrumentation-aws-sdk'
import {
  BatchSpanProcessor,
  NodeTracerProvider,
  type SpanExporter,
} from '@opentelemetry/sdk-trace-node'
import type { Handler } from './request.ts'

/** A handler with an OpenTelemetry span for each call. The spans are exported at the request's end. */
export async function handlerWith(exporter: SpanExporter): Promise<Handler> {
  let exported = 0
  const counting: SpanExporter = {
    export(spans, done) {
      exporter.export(spans, (result) => {
        if (result.code === 0) exported += spans.length
        done(result)
      })
    },
    shutdown: () => exporter.shutdown(),
  }
  const provider = new NodeTracerProvider({ spanProcessors: [new BatchSpanProcessor(counting)] })
  provider.register()
  registerInstrumentations({ instrumentations: [new AwsInstrumentation()] })

  // The instrumentation patches only what is loaded after it.
  const { CALLS, callingWith, createClient } = await import('./aws-calls.ts')
  return callingWith(createClient(), async (calls) => {
    const before = exported
    await calls()
    await provider.forceFlush()
    if (exported !== before + CALLS) throw new Error('OpenTelemetry exported other calls')
  })
}
