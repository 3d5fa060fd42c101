import { randomUUID } from 'node:crypto'
import type { RequestRecord } from '../../../src/lines/record.ts'
import { RecordLog } from '../record-log.ts'
import { type Build, build } from './next-build.ts'
import { serve } from './next-serve.ts'
import { startUpstream, type Upstream } from './upstream.ts'
import type { Variant } from './variants.ts'

/** A running fixture app. */
export interface NextApp {
  readonly url: string
  /** The version of Next.js. Default: the repository's own. */
  readonly version?: string | undefined
  readonly build: Build
  readonly log: RecordLog
  /** The service that the app's routes call. */
  readonly upstream: Upstream
  /** Sends a request under a new trace id. */
  send(path: string, init?: RequestInit): Promise<Sent>
  /** Sends a request, and waits for its body and its endings. Default: one ending. */
  ask(path: string, init?: RequestInit & { endings?: number }): Promise<Asked>
  stop(): Promise<void>
}

/** A request that was sent, and its response, whose body may be incomplete. */
interface Sent {
  readonly traceId: string
  readonly response: Response
}

/** A request that has ended. */
interface Asked extends Sent {
  readonly body: string
  readonly records: readonly RequestRecord[]
  /** The last ending. */
  readonly ending: RequestRecord
}

/** Builds a fixture app with the real `next build` and serves it with the real `next start`. */
export async function startNextApp(app: string, variant: Variant): Promise<NextApp> {
  const [built, upstream] = await Promise.all([build(app, variant), startUpstream()])
  const log = new RecordLog()
  const server = await serve(
    built,
    { UPSTREAM: upstream.url },
    { onLine: (line) => log.take(line), onExit: (death) => log.fail(death) },
  )
  const { url } = server

  async function send(pathname: string, init: RequestInit = {}): Promise<Sent> {
    const traceId = `req_${randomUUID()}`
    const headers = { 'x-trace-id': traceId, ...init.headers }
    const response = await fetch(url + pathname, { redirect: 'manual', ...init, headers })
    return { traceId, response }
  }

  return {
    url,
    version: variant.version,
    build: built,
    log,
    upstream,
    send,
    async ask(pathname, { endings = 1, ...init } = {}) {
      const { traceId, response } = await send(pathname, init)
      const body = await response.text()
      const records = await log.whenEnded(traceId, endings)
      const ending = records.findLast(({ phase }) => phase === 'complete') as RequestRecord
      return { traceId, response, body, records, ending }
    },
    async stop() {
      await Promise.all([server.stop(), upstream.stop()])
    },
  }
}
