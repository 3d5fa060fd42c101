import { buildApp } from 'fauxqs'
import type { StandIn } from './stand-in.ts'

/** Starts an S3 that keeps its objects in memory. */
export async function startS3(): Promise<StandIn> {
  const app = buildApp({ logger: false })
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  return { url, stop: () => app.close() }
}
