import { headers } from 'next/headers.js'
import { checkHandler } from '../core/option/check-handler.ts'
import type { TracingOptions } from '../core/options.ts'
import { resolveOptions } from '../core/settings.ts'
import type { RequestTrace } from '../core/trace/request-trace.ts'
import { beginTrace } from './begin.ts'
import { endAnswered, endWithError } from './completion.ts'
import { logRequest } from './functions.ts'
import { readSignal } from './navigation.ts'
import { isPrerendering } from './prerender.ts'

/**
 * Traces a server action under a name: its value or error passes through untouched.
 *
 * @example
 * export const save = withActionTracing('orders:save', async (form: FormData) => {})
 * @throws TypeError when the name or an option is wrong, or the action is no function
 */
export function withActionTracing<Args extends unknown[], Result>(
  name: string,
  action: (...args: Args) => Promise<Result>,
  options: Omit<TracingOptions, 'action'> = {},
): (...args: Args) => Promise<Result> {
  const settings = resolveOptions({ ...options, action: name }, 'server-action')
  checkHandler('withActionTracing', action)

  return async function tracedAction(...args) {
    if (isPrerendering()) return action(...args)
    const trace = beginTrace(settings, await requestHeaders())
    return trace.run(async () => {
      logRequest(trace)
      try {
        const result = await action(...args)
        endAnswered(trace, undefined, false)
        return result
      } catch (error) {
        endThrown(trace, error)
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

function endThrown(trace: RequestTrace, error: unknown): void {
  const signal = readSignal(error)
  if (signal === undefined) endWithError(trace, error, {})
  else if (signal.location !== undefined) endAnswered(trace, { statusCode: 303 }, false)
  else endAnswered(trace, { statusCode: signal.status }, false)
}
