import type { NextApiRequest, NextApiResponse } from 'next'
import { ticks } from '../core/platform/clock.ts'
import { builtin } from '../core/platform/node.ts'
import { processGlobal } from '../core/platform/process-global.ts'
import type { RequestTrace } from '../core/trace/request-trace.ts'

/** A request as Node's server knows it. Next.js hands it neither to proxies nor to pages. */
export interface ServerRequest {
  readonly response: NextApiResponse
  /** In `ticks()`. */
  readonly startedAt: number
  /** The trace that the page's components, its error and its ending share. */
  pageTrace?: RequestTrace
}

/** What Node's server reports of a request. */
export interface Exchange {
  readonly request: NextApiRequest
  readonly response: NextApiResponse
}

const requests = processGlobal('serverRequests', () =>
  builtin((get) => {
    const store = new (get('node:async_hooks').AsyncLocalStorage)<ServerRequest>()
    onChannel('http.server.request.start', ({ response }) =>
      store.enterWith({ response, startedAt: ticks() }),
    )
    return { store }
  }),
)

/** Returns the running request; `undefined` if no server of Node's runs it. */
export function serverRequest(): ServerRequest | undefined {
  return requests?.store.getStore()
}

/** Calls `listener`, which must not throw, with what Node's server reports. */
export function onChannel(name: string, listener: (exchange: Exchange) => void): void {
  builtin((get) =>
    get('node:diagnostics_channel').subscribe(name, (message) => listener(message as Exchange)),
  )
}
