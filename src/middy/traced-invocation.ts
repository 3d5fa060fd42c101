import { watchProcessExit } from '../core/lambda/process-exit.ts'
import { watchUnfinished } from '../core/lambda/watch-unfinished.ts'
import { guard } from '../core/outcome/guard.ts'
import { statusIn } from '../core/outcome/http-status.ts'
import type { RequestTrace } from '../core/trace/request-trace.ts'
import { beginTrace } from './begin.ts'
import { isDurable, isReplay } from './durable.ts'
import { endingMetadata } from './ending-metadata.ts'
import { logLambdaEnding, logLambdaStart } from './functions.ts'
import { defaultIdentity, identityOf } from './identity.ts'
import { type Invocation, readInvocation } from './invocation.ts'
import type { RequestEnding } from './middy-request.ts'
import type { LambdaSettings } from './options.ts'
import { innerFailure, outerTrace, setInnerFailure } from './outer-trace.ts'
import type { EndingListener } from './request-watcher.ts'
import { tracedResponse } from './response.ts'
import { streamedResponse } from './streamed-response.ts'

/** A handler's part of an invocation: its trace, and what its value or error becomes. */
export interface TracedInvocation extends EndingListener {
  readonly trace: RequestTrace
  /** Whether the handler runs within another one, which writes the ending. */
  readonly isInner: boolean
}

/**
 * Begins the trace of an invocation and writes its start. A handler within a handler is a part of the
 * outer one's invocation: it writes neither a start nor an ending, and names the action if the outer
 * one doesn't.
 * @param isScoped whether the handler surely runs in the trace's scope. Middy 6 loses it if an earlier
 * middleware awaits
 */
export function beginInvocation(
  event: unknown,
  context: unknown,
  settings: LambdaSettings,
  isScoped?: boolean,
): TracedInvocation {
  const invocation = readInvocation(event, context)
  const outer = outerTrace(context)
  const isInner = outer !== undefined
  const trace = outer ?? beginTrace(invocation, settings, isScoped)
  if (isInner) {
    const { action, identify } = settings
    if (!trace.hasOwnAction) trace.set({ action })
    if (identify !== defaultIdentity) trace.identify(identityOf(identify, event, context))
  } else writeStart(trace, context, settings)
  const answer = (response: unknown): unknown =>
    invocation.trigger.answersHttp
      ? (guard(() => tracedResponse(response, trace, settings.traceIdInBody)) ?? response)
      : response
  let streamed: unknown
  return {
    trace,
    isInner,
    onEnd(ending) {
      const { response, failure } = ending
      if (isInner) {
        setInnerFailure(context, failure)
        return answer(response)
      }
      streamed = failure ? undefined : guard(() => streamedResponse(trace, response))
      if (streamed === undefined) guard(() => logEnding(trace, ending, invocation))
      return answer(streamed ?? response)
    },
    onLateResponse: answer,
    // The end of a stream waits itself.
    flush: () => (isInner || streamed ? undefined : trace.writer.spans?.flush()),
  }
}

function writeStart(trace: RequestTrace, context: unknown, settings: LambdaSettings): void {
  if (isReplay(context)) trace.info('Resumed')
  else logLambdaStart(trace)
  // If a durable execution is suspended, its ending is written by a later invocation.
  if (isDurable(context)) trace.leaveOpen()
  else {
    const { timeoutMarginMs: marginMs } = settings
    watchUnfinished(trace, { name: 'Lambda', watchExit: watchProcessExit, marginMs })
  }
}

/** Writes the ending of an invocation as its handler left it. */
function logEnding(trace: RequestTrace, ending: RequestEnding, invocation: Invocation): void {
  const metadata = endingMetadata(ending, invocation.trigger)
  const hasFailed = (statusIn(metadata) ?? 0) >= 400
  const failure = ending.failure ?? (hasFailed ? innerFailure(invocation.context) : undefined)
  logLambdaEnding(trace, failure, metadata)
}
