import type { IncomingMessage, ServerResponse } from 'node:http'
import { httpAction } from '../core/lib/http-action.ts'
import { checkHandler } from '../core/option/check-handler.ts'
import { guard } from '../core/outcome/guard.ts'
import { outcomeOfFault } from '../core/outcome/outcome.ts'
import { onSettled } from '../core/outcome/settle.ts'
import { processGlobal } from '../core/platform/process-global.ts'
import { readTraceContext } from '../core/propagation/inbound.ts'
import { identifyBy } from '../core/trace/identify-by.ts'
import { addTraceIdHeaders, endOnClose } from '../core/trace/node-response.ts'
import { RequestTrace } from '../core/trace/request-trace.ts'
import { watchServerExit } from '../core/trace/server-exit-watch.ts'
import { watchExpressRoute } from './express-route.ts'
import { fastifyRouting, listenToFastify } from './fastify-route.ts'
import {
  type Listener,
  type NodeSettings,
  type NodeTracingOptions,
  resolveNodeOptions,
} from './options.ts'
import { addTraceIdToBody } from './response-body.ts'

/**
 * Traces a listener of `node:http`, and with it Express, Fastify, Koa and Hono: continues the caller's
 * trace, writes a start and one ending for each request, and puts the trace id on the response.
 * `currentTrace()` returns the trace in all that the listener calls.
 *
 * The action is the method, and the route's pattern if Express or Fastify chose one. Other frameworks
 * name it with `trace.set({ action })`.
 *
 * @param listener what `createServer` takes: a function, an Express app, Koa's `app.callback()`
 * @param options the options of every adapter, and `identify`
 * @returns the listener for `createServer`
 * @throws TypeError if `listener` is no function, or an option is wrong
 *
 * @example
 * import { createServer } from 'node:http'
 * import { currentTrace } from 'hoptrace'
 * import { withNodeTracing } from 'hoptrace/node'
 *
 * export const server = createServer(
 *   withNodeTracing(
 *     async (_request, response) => {
 *       const order = await currentTrace().hop('load-order', async () => ({ id: '17' }))
 *       response.end(JSON.stringify(order))
 *     },
 *     { service: 'shop', action: 'orders:get' },
 *   ),
 * )
 */
export function withNodeTracing(listener: Listener, options: NodeTracingOptions = {}): Listener {
  checkHandler('withNodeTracing', listener)
  const settings = resolveNodeOptions(options)
  listenToFastify()
  return (request, response) => {
    const known = traces.get(request)
    const outer = known?.ended ? undefined : known
    const trace = outer ?? guard(() => beginRequest(request, response, settings))
    if (trace === undefined) return listener(request, response)
    const identify = (): void => {
      if (settings.identify) void identifyBy(trace, () => settings.identify?.(request))
    }
    if (outer !== undefined) {
      if (!outer.hasOwnAction) outer.set({ action: settings.settings.action })
      identify()
      return listener(request, response)
    }
    return trace.run(() => {
      identify()
      return onSettled(
        () => listener(request, response),
        () => undefined,
        // Nothing answers: Node ends the process, or the client waits.
        (error) => trace.end('Request error', outcomeOfFault(error)),
      )
    })
  }
}

/** A listener within a listener is a part of the same request, which is counted once. */
const traces = processGlobal('nodeTraces', () => new WeakMap<IncomingMessage, RequestTrace>())

/** Begins the trace of a request, and sees to its ending. */
function beginRequest(
  request: IncomingMessage,
  response: ServerResponse,
  { settings }: NodeSettings,
): RequestTrace {
  const { method, url = '', headers } = request
  const findPattern = watchExpressRoute(request)
  const traceContext = readTraceContext((name) => textOf(headers[name]), settings)
  const trace = new RequestTrace(settings, traceContext, {
    action: httpAction({ method }),
    metadata: { method, path: url.split('?')[0] },
    findAction: () => {
      const pattern = fastifyRouting(request)?.pattern ?? findPattern()
      return pattern && httpAction({ method, path: pattern })
    },
  })
  traces.set(request, trace)
  trace.start('Request start')
  trace.onEnd(watchServerExit((reason, outcome) => trace.end(`Request ${reason}`, outcome)))
  addTraceIdHeaders(response, trace)
  addTraceIdToBody(response, trace.id, settings.traceIdInBody)
  endOnClose(response, trace, () => ({ metadata: {}, failure: fastifyRouting(request)?.failure }))
  return trace
}

/** Returns the text of a header. Node joins several values, except those of few headers. */
function textOf(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value.join(', ') : value
}
