import { engineOf } from '../core/current-trace.ts'
import { harmless } from '../core/harmless.ts'
import type { Trace } from '../core/trace.ts'
import { isReplay, type LambdaContext } from './context.ts'
import {
  createLambdaTraceContext,
  logLambdaError,
  logLambdaStart,
  logLambdaSuccess,
  settingsOf,
} from './functions.ts'
import {
  type Ending,
  type EndingListener,
  EndingWatch,
  type MiddyRequest,
  watchOf,
} from './lifecycle.ts'
import type { LambdaTracingOptions } from './options.ts'
import { addTraceHeaders, failedRecordsOf, statusOf } from './response.ts'
import { readEvent } from './sources/index.ts'
import type { Incoming } from './sources/source.ts'

export type { TracingOptions } from '../core/options.ts'
export type { Trace } from '../core/trace.ts'
export type { LambdaContext } from './context.ts'
export {
  type BatchResponse,
  type EachRecordOptions,
  eachRecord,
  type ItemIdentifier,
  type RecordOf,
} from './each-record.ts'
export {
  createLambdaTraceContext,
  logLambdaError,
  logLambdaStart,
  logLambdaSuccess,
  logServiceCall,
  type ServiceCall,
} from './functions.ts'
export type { Identify } from './identity.ts'
export type { LambdaTracingOptions } from './options.ts'
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
export function tracing(options: LambdaTracingOptions = {}): TracingMiddleware {
  settingsOf(options) // fails here, if it does
  const owner = {}

  const begin = (request: MiddyRequest): void => {
    if (watchOf(request) !== undefined) return
    const trace = createLambdaTraceContext(request.event, request.context as LambdaContext, options)
    new EndingWatch(request, owner, endingOf(trace, readEvent(request.event)))
    if (isReplay(request.context)) trace.info('Resumed')
    else logLambdaStart(trace)
    // Synchronous up to here: a context entered after an await would not reach the handler.
    engineOf(trace).enter()
  }

  // A second tracing() in a chain adds no trace, and has no say in the first one's.
  const ownWatch = (request: MiddyRequest): EndingWatch | undefined => {
    const watch = watchOf(request)
    return watch?.owner === owner ? watch : undefined
  }

  return {
    before(request) {
      harmless(() => begin(request))
    },
    after(request) {
      ownWatch(request)?.succeeded()
    },
    onError(request) {
      // A middleware before ours that throws in its `before` leaves us without one.
      harmless(() => begin(request))
      ownWatch(request)?.failed()
    },
  }
}

function endingOf(trace: Trace, { answersHttp }: Incoming): EndingListener {
  const answer = (response: unknown): unknown =>
    answersHttp ? (harmless(() => addTraceHeaders(response, trace)) ?? response) : response
  return {
    end(ending) {
      harmless(() => logEnding(trace, ending))
      return answer(ending.response)
    },
    answerLate: answer,
  }
}

function logEnding(trace: Trace, { response, failure }: Ending): void {
  const statusCode = statusOf(response)
  const metadata = statusCode === undefined ? failedRecordsOf(response) : { statusCode }
  if (failure === undefined) logLambdaSuccess(trace, metadata)
  else logLambdaError(trace, failure.error, metadata)
}
