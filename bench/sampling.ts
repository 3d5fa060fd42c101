import middy from '@middy/core'
import { currentTrace } from '../dist/index.js'
import { tracing } from '../dist/middy/index.js'
import { EVENT, type HttpEvent, lambdaContext, respond } from './request.ts'
import { SERVICE_CALLS } from './service-calls.ts'

/** Bytes per request at a sampling rate, if one request in a hundred fails. */
export interface SampledBytes {
  readonly rate: number
  readonly bytes: number
}

const REQUESTS = 5_000

/** Measures the bytes per request at each of these rates. */
export async function measureSampling(rates: readonly number[]): Promise<readonly SampledBytes[]> {
  const measured: SampledBytes[] = []
  for (const rate of rates) measured.push({ rate, bytes: (await bytesAt(rate)) / REQUESTS })
  return measured
}

async function bytesAt(rate: number): Promise<number> {
  let requests = 0
  const handler = middy<HttpEvent>()
    .use(
      tracing({
        service: 'bg-remover',
        action: 'bg-remover:process',
        metrics: true,
        sampling: { rate },
      }),
    )
    .handler(async () => {
      const trace = currentTrace()
      trace.set({ jobId: `job_${requests}`, tenantId: 'carousel-labs' })
      for (const { service, operation, metadata, run } of SERVICE_CALLS) {
        await trace.call(service, operation, run, metadata)
      }
      requests += 1
      return requests % 100 === 0 ? { ...respond(), statusCode: 500 } : respond()
    })
  // Without headers each request starts its own trace.
  return countingBytes(async () => {
    while (requests < REQUESTS) await handler({ ...EVENT, headers: {} }, lambdaContext())
  })
}

async function countingBytes(run: () => Promise<void>): Promise<number> {
  const { write } = process.stdout
  let bytes = 0
  process.stdout.write = (chunk: string | Uint8Array): boolean => {
    bytes += Buffer.byteLength(chunk)
    return true
  }
  try {
    await run()
  } finally {
    process.stdout.write = write
  }
  return bytes
}
