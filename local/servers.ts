import { randomBytes } from 'node:crypto'
import type { ChildOptions } from './child.ts'
import type { Cloud } from './cloud.ts'
import type { StartFailure } from './failure.ts'
import { freePort } from './ports.ts'
import type { Samples } from './stand-ins/samples.ts'
import type { TraceStore } from './trace-store.ts'

/** How the servers are to be run, and who is told what they do. */
export interface ServerOptions {
  /** The page's port. */
  readonly port: number
  /** More variables for both servers. */
  readonly env?: Readonly<Record<string, string>>
  /** Ends the start, and all that was started by then. */
  readonly signal?: AbortSignal
  /** Each line that the page's server and the functions write. */
  readonly onLine: (line: string) => void
  /** Told when a server ends by itself. */
  readonly onDeath: (failure: StartFailure) => void
}

/** What the servers use, which runs already. */
export interface Surroundings {
  readonly cloud: Cloud
  readonly samples: Samples
  readonly traces: TraceStore
}

/** The two servers of the system, and what is to be known of them. */
export interface Servers {
  /** The Lambda functions, under serverless-offline. */
  readonly functions: ChildOptions
  /** The Next.js app. */
  readonly page: ChildOptions
  readonly apiUrl: string
  readonly pageUrl: string
  readonly jwtSecret: string
}

/** How the servers are run, so that each finds the other and the stand-ins. */
export async function planServers(
  options: ServerOptions,
  { cloud, samples, traces }: Surroundings,
): Promise<Servers> {
  const { port, env, signal, onDeath } = options
  const onLine = (line: string): void => {
    traces.take(line)
    options.onLine(line)
  }
  const [httpPort, lambdaPort, socketPort] = await Promise.all([freePort(), freePort(), freePort()])
  const apiUrl = `http://127.0.0.1:${httpPort}`
  const pageUrl = `http://127.0.0.1:${port}`
  const jwtSecret = secret()
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
      CREDITS_SECRET: secret(),
      CREDITS_URL: apiUrl,
      IMAGE_ORIGINS: samples.url,
      SLS_TELEMETRY_DISABLED: '1',
      SLS_NOTIFICATIONS_MODE: 'off',
    },
    url: apiUrl,
    signal,
    onLine,
    onDeath,
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
    onDeath,
  }
  return { functions, page, apiUrl, pageUrl, jwtSecret }
}

function secret(): string {
  return randomBytes(32).toString('hex')
}
