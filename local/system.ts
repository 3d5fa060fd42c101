import { access } from 'node:fs/promises'
import path from 'node:path'
import { startChild } from './child.ts'
import { type Cloud, startCloud } from './cloud.ts'
import { ROOT } from './root.ts'
import { planServers, type ServerOptions } from './servers.ts'
import { startSamples } from './stand-ins/samples.ts'
import { StartError } from './start-error.ts'
import { startTraceStore, type TraceStore } from './trace-store.ts'

/** How the system runs. */
export interface SystemOptions extends ServerOptions {
  /** Called with what is being started. */
  readonly onProgress?: (text: string) => void
}

/** The bg-remover, running on this machine. */
export interface System {
  readonly pageUrl: string
  /** The API of the Lambda functions. */
  readonly apiUrl: string
  /** URLs of sample pictures. */
  readonly pictures: readonly string[]
  readonly cloud: Cloud
  readonly traces: TraceStore
  /** The key that signs users' tokens. */
  readonly jwtSecret: string
  stop(): Promise<void>
}

const BUILT_FILES = ['dist/index.js', 'build/process.mjs', 'frontend/.next/BUILD_ID']

/** Starts the stand-ins, the Lambda functions under serverless-offline, and the Next.js app. */
export async function startSystem(options: SystemOptions): Promise<System> {
  await checkBuilt()
  const started: { stop(): Promise<void> }[] = []
  const stop = async (): Promise<void> => {
    await Promise.all(started.map((part) => part.stop()))
  }
  try {
    options.onProgress?.('Starting the stand-ins for AWS')
    const [cloud, samples, traces] = await Promise.all([
      startCloud(),
      startSamples(),
      startTraceStore(),
    ])
    started.push(cloud, samples, traces)
    options.onProgress?.('Starting the Lambda functions and the page')
    const { functions, page, ...servers } = await planServers(options, { cloud, samples, traces })
    const starting = await Promise.allSettled([functions, page].map(startChild))
    started.push(...starting.flatMap(fulfilled))
    const failed = starting.find(({ status }) => status === 'rejected')
    if (failed?.status === 'rejected') throw failed.reason
    return { ...servers, pictures: samples.pictures, cloud, traces, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function checkBuilt(): Promise<void> {
  for (const file of BUILT_FILES) {
    await access(path.join(ROOT, file)).catch((cause) => {
      throw new StartError(`${file} is missing. npm start and npm test build it.`, { cause })
    })
  }
}

function fulfilled<T>(result: PromiseSettledResult<T>): T[] {
  return result.status === 'fulfilled' ? [result.value] : []
}
