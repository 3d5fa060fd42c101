import { engineOf } from '../core/current-trace.ts'
import { harmless } from '../core/emit.ts'
import { resolveOptions, type TracingOptions } from '../core/options.ts'
import type { Trace } from '../core/trace.ts'
import { isReplay, type LambdaContext } from './context.ts'
import {
  createLambdaTraceContext,
  LAYER,
  logLambdaError,
  logLambdaStart,
  logLambdaSuccess,
} from './functions.ts'
import { type Ending, type MiddyRequest, watchEnding } from './lifecycle.ts'
import { addTraceHeaders, statusOf } from './response.ts'
import { readEvent } from './sources/index.ts'

export type { TracingOptions } from '../core/options.ts'
export type { Trace } from '../core/trace.ts'
export type { LambdaContext } from './context.ts'
export {
  createLambdaTraceContext,
  logLambdaError,
  logLambdaStart,
  logLambdaSuccess,
  logServiceCall,
  type ServiceCall,
} from './functions.ts'
export { addTraceHeaders } from './response.ts'

/** The hooks that Middy calls; none of them returns a value, which would end the chain. */
export interface TracingMiddleware {
  before(request: MiddyRequest): void
  after(request: MiddyRequest): void
  onError(request: MiddyRequest): void
}

/**
 * Traces a Middy handler: takes up the caller's trace, writes the start and the one ending,
 * puts the trace id on the response. Register it first, so that it sees what the others do.
 *
 * @example
 * export const handler = middy().use(tracing()).use(httpErrorHandler()).handler(process)
 * @throws TypeError when an option is wrong
 */
export function tracing(options: TracingOptions = {}): TracingMiddleware {
  resolveOptions(options, LAYER)
  const finishers = new WeakMap<MiddyRequest, () => void>()

  const begin = (request: MiddyRequest): Trace => {
    const trace = createLambdaTraceContext(request.event, request.context as LambdaContext, options)
    if (isReplay(request.context)) trace.info('Resumed')
    else logLambdaStart(trace)
    const end = (ending: Ending): unknown =>
      harmless(() => conclude(trace, request.event, ending)) ?? ending.response
    finishers.set(request, watchEnding(request, end))
    return trace
  }

  return {
    before(request) {
      // Synchronous up to here: a context entered after an await would not reach the handler.
      harmless(() => engineOf(begin(request)).enter())
    },
    after(request) {
      finishers.get(request)?.()
    },
    onError(request) {
      // A middleware before ours that throws in its `before` leaves us without one.
      if (!finishers.has(request)) harmless(() => begin(request))
      finishers.get(request)?.()
    },
  }
}

function conclude(trace: Trace, event: unknown, { response, failure }: Ending): unknown {
  const statusCode = statusOf(response)
  const metadata = statusCode === undefined ? undefined : { statusCode }
  if (failure === undefined) logLambdaSuccess(trace, metadata)
  else logLambdaError(trace, failure.error, metadata)
  return readEvent(event).answersHttp ? addTraceHeaders(response, trace) : response
}
