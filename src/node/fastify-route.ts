import { safeGet } from '../core/lib/safe-get.ts'
import { guard } from '../core/outcome/guard.ts'
import { builtin } from '../core/platform/node.ts'
import { processGlobal } from '../core/platform/process-global.ts'

/** What Fastify tells of a request. */
interface FastifyRouting {
  /** The route's pattern, such as `/orders/:id`. */
  pattern?: string
  failure?: { readonly error: unknown }
}

const routings = processGlobal('fastify', () => new WeakMap<object, FastifyRouting>())

/** Returns what Fastify has told of a request of `node:http`. */
export function fastifyRouting(request: object): FastifyRouting | undefined {
  return routings.get(request)
}

const CHANNEL = 'tracing:fastify.request.handler'

/** Listens to Fastify, once in a process. It tells the route before it calls the route's handler. */
export function listenToFastify(): void {
  processGlobal('fastifyChannel', () => {
    const channels = builtin((get) => get('node:diagnostics_channel'))
    // A listener that throws would end the process.
    channels?.subscribe(`${CHANNEL}:start`, (told) => guard(() => rememberRoute(told)))
    channels?.subscribe(`${CHANNEL}:error`, (told) => guard(() => rememberFailure(told)))
    return true
  })
}

function rememberRoute(told: unknown): void {
  const pattern = safeGet(safeGet(told, 'route'), 'url')
  if (typeof pattern === 'string') routingOf(told).pattern = pattern
}

function rememberFailure(told: unknown): void {
  routingOf(told).failure = { error: safeGet(told, 'error') }
}

function routingOf(told: unknown): FastifyRouting {
  const request = safeGet(safeGet(told, 'request'), 'raw') as object
  const routing = routings.get(request) ?? {}
  routings.set(request, routing)
  return routing
}
