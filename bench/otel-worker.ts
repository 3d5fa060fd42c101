// Times spans of one tracer within a request. Prints the microseconds of the processor that one span takes,
// of several rounds. Exits by itself.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { trace } from '@opentelemetry/api'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto'
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node'
import { withNodeTracing } from '../dist/node/index.js'
import { registerHoptrace } from '../dist/otel/index.js'
import { nextAnswer } from './child.ts'

const SPANS = 1_000
const ROUNDS = 60
const WARM_UP = 20

const [, , kind = ''] = process.argv
const flush = kind === 'sdk' ? await startSdk() : startHoptrace()
const tracer = trace.getTracer('bench')

const attributes = { 'db.system.name': 'postgresql', 'db.operation.name': 'SELECT', rows: 3 }

function span(): void {
  tracer.startActiveSpan('query', { attributes }, (span) => span.end())
}

const server = createServer(
  withNodeTracing(
    async (_request, response) => {
      const times: number[] = []
      for (let round = 0; round < ROUNDS; round += 1) {
        const before = process.cpuUsage()
        for (let done = 0; done < SPANS; done += 1) span()
        await flush()
        const { user, system } = process.cpuUsage(before)
        if (round >= WARM_UP) times.push((user + system) / SPANS)
      }
      response.end(JSON.stringify(times))
    },
    { service: 'bench', action: 'spans' },
  ),
).listen(0, '127.0.0.1')
await once(server, 'listening')
const { port } = server.address() as AddressInfo
const answer = await fetch(`http://127.0.0.1:${port}`)
process.stderr.write(await answer.text())
process.exit()

/** OpenTelemetry's SDK as its documentation sets it up, with a collector in another process. */
async function startSdk(): Promise<() => Promise<void>> {
  const collector = fork(new URL('collector.ts', import.meta.url))
  const url = `http://127.0.0.1:${await nextAnswer<number>(collector)}/v1/traces`
  const processor = new BatchSpanProcessor(new OTLPTraceExporter({ url }))
  const provider = new NodeTracerProvider({ spanProcessors: [processor] })
  provider.register()
  return () => provider.forceFlush()
}

function startHoptrace(): () => Promise<void> {
  registerHoptrace({ spans: kind === 'hoptrace' ? ['bench'] : ['other'] })
  return async () => undefined
}
