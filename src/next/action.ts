import { headers } from 'next/headers.js'
import { checkHandler } from '../core/option/check-handler.ts'
import { endWithError, endWithStatus } from '../core/trace/request-ending.ts'
import type { RequestTrace } from '../core/trace/request-trace.ts'
import { beginTrace } from './begin.ts'
import { controlFlowOf } from './control-flow.ts'
import { logRequest } from './log-functions.ts'
import { resolveWrapperOptions, type WrapperOptions } from './options.ts'
import { isPrerendering } from './prerender.ts'
import { watchEnding } from './watch-ending.ts'

/**
 * Traces a server action: continues the trace of its request, and writes a start and one ending.
 * `redirect()`, `notFound()` and the like are no errors.
 *
 * @param name the option `action`, such as `orders:save`
 * @param action the server action
 * @param options the other options
 * @returns the action to export. Its value or error is that of `action`
 * @throws TypeError if `action` is no function, or the name or an option is wrong
 *
 * @example
 * 'use server'
 *
 * import { currentTrace, withActionTracing } from 'hoptrace/next'
 *
 * export const save = withActionTracing('orders:save', async (form: FormData) => {
 *   currentTrace().set({ jobId: String(form.get('id')) })
 * })
 */
export function withActionTracing<Args extends unknown[], Result>(
  name: string,
  action: (...args: Args) => Promise<Result>,
  options: Omit<WrapperOptions, 'action'> = {},
): (...args: Args) => Promise<Result> {
  const settings = resolveWrapperOptions({ ...options, action: name }, 'server-action')
  checkHandler('withActionTracing', action)

  return async function tracedAction(...args) {
    if (isPrerendering()) return action(...args)
    const trace = beginTrace(settings, await requestHeaders())
    return trace.run(async () => {
      logRequest(trace)
      watchEnding(trace)
      try {
        const result = await action(...args)
        endWithStatus(trace, undefined)
        return result
      } catch (error) {
        endWithThrown(trace, error)
        throw error
      }
    })
  }
}

async function requestHeaders(): Promise<unknown> {
  try {
    return await headers()
  } catch {
    return undefined // called as a plain function, outside of a request
  }
}

function endWithThrown(trace: RequestTrace, thrown: unknown): void {
  const controlFlow = controlFlowOf(thrown)
  if (controlFlow === undefined) endWithError(trace, thrown, {})
  else if (controlFlow.location === undefined) {
    endWithStatus(trace, { statusCode: controlFlow.status })
  } else endWithStatus(trace, { statusCode: 303 })
}
