import { randomBytes } from 'node:crypto'
import type { ChildOptions } from './child.ts'
import type { Cloud } from './cloud.ts'
import { freePort } from './ports.ts'
import type { Samples } from './stand-ins/samples.ts'
import type { StartError } from './start-error.ts'
import type { TraceStore } from './trace-store.ts'

/** How the servers run. */
export interface ServerOptions {
  /** The port of the page. */
  readonly port: number
  /** Additional environment variables for both servers. */
  readonly env?: Readonly<Record<string, string>>
  /** Stops the start, and what has been started. */
  readonly signal?: AbortSignal
  /** Called with each line that the servers write. */
  readonly onLine: (line: string) => void
  /** Called if a server exits without being stopped. */
  readonly onExit: (error: StartError) => void
}

/** The running parts that the servers use. */
export interface Dependencies {
  readonly cloud: Cloud
  readonly samples: Samples
  readonly traces: TraceStore
}

/** The two servers of the system, their URLs and their secret. */
export interface Servers {
  /** The Lambda functions, under serverless-offline. */
  readonly functions: ChildOptions
  /** The Next.js app. */
  readonly page: ChildOptions
  readonly apiUrl: string
  readonly pageUrl: string
  /** The key that signs users' tokens. */
  readonly jwtSecret: string
}

/** Returns how to run the servers, so that each finds the other one and the stand-ins. */
export async function planServers(
  options: ServerOptions,
  { cloud, samples, traces }: Dependencies,
): Promise<Servers> {
  const { port, env, signal, onExit } = options
  const onLine = (line: string): void => {
    traces.addLine(line)
    options.onLine(line)
  }
  const [httpPort, lambdaPort, socketPort] = await Promise.all([freePort(), freePort(), freePort()])
  const apiUrl = `http://127.0.0.1:${httpPort}`
  const pageUrl = `http://127.0.0.1:${port}`
  const jwtSecret = randomSecret()
  const shared = { ...cloud.env, JWT_SECRET: jwtSecret, HOPTRACE_FORMAT: 'json', ...env }
  const functions: ChildOptions = {
    name: 'serverless-offline',
    args: [
      'node_modules/serverless/bin/serverless.js',
      ...['offline', '--stage', 'local', '--host', '127.0.0.1'],
      ...['--httpPort', String(httpPort), '--lambdaPort', String(lambdaPort)],
      ...['--websocketPort', String(socketPort)],
    ],
    env: {
      ...shared,
      CREDITS_SECRET: randomSecret(),
      CREDITS_URL: env?.CREDITS_URL ?? apiUrl,
      IMAGE_ORIGINS: samples.url,
      SLS_TELEMETRY_DISABLED: '1',
      SLS_NOTIFICATIONS_MODE: 'off',
    },
    url: apiUrl,
    signal,
    onLine,
    onExit,
  }
  const page: ChildOptions = {
    name: 'Next.js',
    args: [
      'node_modules/next/dist/bin/next',
      ...['start', 'frontend', '-H', '127.0.0.1', '-p', String(port)],
    ],
    env: {
      ...shared,
      NODE_ENV: 'production',
      BACKEND_URL: apiUrl,
      DEMO_SESSIONS: '1',
      TRACES_URL: traces.url,
      SAMPLE_IMAGES: samples.pictures.join(','),
      NEXT_TELEMETRY_DISABLED: '1',
    },
    url: pageUrl,
    signal,
    onLine,
    onExit,
  }
  return { functions, page, apiUrl, pageUrl, jwtSecret }
}

function randomSecret(): string {
  return randomBytes(32).toString('hex')
}
