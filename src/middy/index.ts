import { guard } from '../core/outcome/guard.ts'
import { currentScope } from '../core/trace/context.ts'
import type { MiddyRequest } from './middy-request.ts'
import { type LambdaTracingOptions, resolveLambdaOptions } from './options.ts'
import { RequestWatcher, watcherOf } from './request-watcher.ts'
import { beginInvocation } from './traced-invocation.ts'

export type { TracingOptions } from '../core/options.ts'
export type { Trace } from '../core/trace.ts'
export type { BatchResponse, ItemIdentifier } from './batch-response.ts'
export { type EachRecordOptions, eachRecord, type RecordOf } from './each-record.ts'
export {
  createLambdaTraceContext,
  logLambdaError,
  logLambdaStart,
  logLambdaSuccess,
} from './functions.ts'
export type { Identify } from './identity.ts'
export type { LambdaContext } from './lambda-context.ts'
export type { LambdaTracingOptions } from './options.ts'
export { addTraceHeaders } from './response.ts'
export { logServiceCall, type ServiceCall } from './service-call.ts'
export { withLambdaTracing } from './with-lambda-tracing.ts'

/**
 * A middleware of Middy. No hook returns a value: Middy would end the chain with it. A hook returns a promise
 * only if an exporter has a `flush`.
 */
export interface TracingMiddleware {
  /** Begins the trace and writes the start. */
  before(request: MiddyRequest): void
  /** Writes the ending, and adds the trace id to the response. */
  after(request: MiddyRequest): void | Promise<void>
  /** Writes the ending with the error, and adds the trace id to the response if there is one. */
  onError(request: MiddyRequest): void | Promise<void>
}

/**
 * Traces a Middy handler: it continues the caller's trace, writes the start and one ending, and
 * adds the trace id to HTTP responses. Register it first, so that the ending includes what other
 * middlewares do.
 *
 * It does what the public functions `createLambdaTraceContext`, `logLambdaStart`,
 * `logLambdaSuccess` or `logLambdaError`, and `addTraceHeaders` do.
 * @param options see {@link LambdaTracingOptions}; all have defaults
 * @returns the middleware, for one handler or several
 * @throws TypeError if an option or an environment variable is wrong
 *
 * @example
 * import middy from '@middy/core'
 * import httpErrorHandler from '@middy/http-error-handler'
 * import { tracing } from 'hoptrace/middy'
 *
 * export const handler = middy()
 *   .use(tracing({ service: 'shop', action: 'orders:get' }))
 *   .use(httpErrorHandler())
 *   .handler(async () => ({ statusCode: 200, body: '{}' }))
 */
export function tracing(options: LambdaTracingOptions = {}): TracingMiddleware {
  const settings = resolveLambdaOptions(options)
  const owner = {}

  const begin = (request: MiddyRequest): void => {
    if (watcherOf(request) !== undefined) return
    const invocation = beginInvocation(request.event, request.context, settings)
    new RequestWatcher(request, owner, invocation)
    // Synchronous up to here: a scope entered after an `await` would not reach the handler.
    const { trace } = invocation
    if (currentScope()?.trace !== trace) trace.enter()
  }

  // Another tracing() in the same chain does nothing.
  const ownWatcher = (request: MiddyRequest): RequestWatcher | undefined => {
    const watcher = watcherOf(request)
    return watcher?.owner === owner ? watcher : undefined
  }

  return {
    before(request) {
      guard(() => begin(request))
    },
    after(request) {
      return ownWatcher(request)?.end()
    },
    onError(request) {
      // Our `before` was not called if that of an earlier middleware threw.
      guard(() => begin(request))
      return ownWatcher(request)?.reachedOnError()
    },
  }
}
