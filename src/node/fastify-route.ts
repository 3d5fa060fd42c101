import { safeGet } from '../core/lib/safe-get.ts'
import { guard } from '../core/outcome/guard.ts'
import { builtin } from '../core/platform/node.ts'
import { processGlobal } from '../core/platform/process-global.ts'

/** What Fastify has published about a request. */
interface FastifyRouting {
  /** The route's pattern, such as `/orders/:id`. */
  pattern?: string
  failure?: { readonly error: unknown }
}

const routings = processGlobal('fastify', () => new WeakMap<object, FastifyRouting>())

/** Returns what Fastify has published about a request of `node:http`. */
export function fastifyRouting(request: object): FastifyRouting | undefined {
  return routings.get(request)
}

const CHANNEL = 'tracing:fastify.request.handler'

/** Listens to Fastify, once in a process. Fastify publishes a route before it calls the route's handler. */
export function listenToFastify(): void {
  processGlobal('fastifyChannel', () => {
    const channels = builtin((get) => get('node:diagnostics_channel'))
    // A listener that throws would end the process.
    channels?.subscribe(`${CHANNEL}:start`, (message) => guard(() => rememberRoute(message)))
    channels?.subscribe(`${CHANNEL}:error`, (message) => guard(() => rememberFailure(message)))
    return true
  })
}

function rememberRoute(message: unknown): void {
  const pattern = safeGet(safeGet(message, 'route'), 'url')
  if (typeof pattern === 'string') routingOf(message).pattern = pattern
}

function rememberFailure(message: unknown): void {
  routingOf(message).failure = { error: safeGet(message, 'error') }
}

function routingOf(message: unknown): FastifyRouting {
  const request = safeGet(safeGet(message, 'request'), 'raw') as object
  const routing = routings.get(request) ?? {}
  routings.set(request, routing)
  return routing
}
