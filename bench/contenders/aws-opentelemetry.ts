import { fork } from 'node:child_process'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto'
import { nextAnswer } from '../child.ts'
import { handlerWith } from '../opentelemetry.ts'

const collector = fork(new URL('../collector.ts', import.meta.url))
const port = await nextAnswer<number>(collector)
collector.unref()
collector.channel?.unref()

/** As OpenTelemetry's own Lambda layer sets it up: each request's spans go to a collector. */
export const handler = await handlerWith(
  new OTLPTraceExporter({ url: `http://127.0.0.1:${port}/v1/traces` }),
)
