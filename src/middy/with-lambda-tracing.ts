import { checkHandler } from '../core/option/check-handler.ts'
import { guard } from '../core/outcome/guard.ts'
import { isThenable } from '../core/outcome/settle.ts'
import { currentScope } from '../core/trace/context.ts'
import type { RequestEnding } from './middy-request.ts'
import { type LambdaTracingOptions, resolveLambdaOptions } from './options.ts'
import { isResponseStream, watchResponseStream } from './response-stream.ts'
import { beginInvocation } from './traced-invocation.ts'

/**
 * Traces a handler without Middy: it continues the caller's trace, writes the start and one ending,
 * and adds the trace id to HTTP responses. `currentTrace()` returns the trace in all that the handler
 * calls.
 *
 * A streaming handler is wrapped before or after `awslambda.streamifyResponse`. Its ending is written
 * after the last byte.
 * @param handler the handler, which gets what Lambda gives. Its error is thrown on, the same object
 * @param options those of `tracing()`; all have defaults
 * @returns the handler to export, which always returns a promise
 * @throws TypeError if `handler` is not a function, or an option or an environment variable is wrong
 *
 * @example
 * import { currentTrace } from 'hoptrace'
 * import { withLambdaTracing } from 'hoptrace/middy'
 *
 * export const handler = withLambdaTracing(
 *   async (event: { orderId: string }) => {
 *     const trace = currentTrace()
 *     trace.set({ jobId: event.orderId })
 *     return trace.hop('load-order', async () => ({ id: event.orderId, status: 'paid' }))
 *   },
 *   { service: 'shop', action: 'orders:get' },
 * )
 */
export function withLambdaTracing<Args extends unknown[], Result>(
  // biome-ignore lint/suspicious/noConfusingVoidType: a `Handler` of aws-lambda may return void
  handler: (...args: Args) => Result | Promise<Result> | void,
  options: LambdaTracingOptions = {},
): (...args: Args) => Promise<Result> {
  checkHandler('withLambdaTracing', handler)
  const settings = resolveLambdaOptions(options)

  const traced = async (...args: Args): Promise<Result> => {
    const [event, second, third] = args as unknown[]
    const stream = isResponseStream(second) ? second : undefined
    let callback: Callback | undefined
    const run = async (): Promise<Result> =>
      // Middy gives an object where Lambda gives a callback.
      (stream || handler.length < 3 || typeof third === 'object'
        ? handler(...args)
        : answerOf(handler, args, () => {
            callback = third as Callback | undefined
          })) as Result
    const invocation = guard(() => beginInvocation(event, stream ? third : second, settings, true))
    if (invocation === undefined) return run()
    const { trace, isInner } = invocation
    const endStream = stream && !isInner ? watchResponseStream(trace, stream) : undefined
    const promise = currentScope()?.trace === trace ? run() : trace.run(run)
    let answer: unknown
    const end = (ending: RequestEnding): Promise<void> | undefined => {
      if (endStream) return endStream(ending.failure)
      answer = invocation.onEnd(ending)
      return invocation.flush()
    }
    const settleAfter = <T>(ending: RequestEnding, settle: () => T): T | Promise<T> =>
      end(ending)?.then(settle) ?? settle()
    return promise.then(
      (response) =>
        settleAfter({ response }, () => {
          callback?.(null, answer)
          return answer as Result
        }),
      (error) =>
        settleAfter({ response: undefined, failure: { error } }, (): never => {
          callback?.(error)
          throw error
        }),
    )
  }
  // Lambda reads from the handler whether it streams.
  return Object.assign(traced, handler)
}

type Callback = (error: unknown, result?: unknown) => void

/**
 * Calls a handler that takes a callback, by which it may answer on Node.js 22. Lambda's own callback is
 * called after it: a promise alone would not wait for what the handler still does.
 */
function answerOf<Args extends unknown[], Result>(
  handler: (...args: Args) => Result,
  [event, context]: Args,
  onCallback: () => void,
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const callback = (error: unknown, result: unknown): void => {
      onCallback()
      if ((error ?? null) === null) resolve(result)
      else reject(error)
    }
    const value = handler(...([event, context, callback] as unknown[] as Args))
    if (isThenable(value)) value.then(resolve, reject)
  })
}
