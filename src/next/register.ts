import { reportFault } from '../core/outcome/fault-report.ts'
import { environment } from '../core/platform/environment.ts'
import { builtin } from '../core/platform/node.ts'
import { resolveNextOptions } from './options.ts'
import { isPrerendering } from './prerender.ts'
import { traceRoute } from './trace-route.ts'

/**
 * Runs a request through this package while the server starts, so that the first real request finds its
 * code compiled. It writes nothing. `instrumentation.ts` exports this hook, together with
 * `serverExternalPackages: ['hoptrace']` in `next.config.ts`: in a bundle, routes have a copy of their own.
 * On AWS Lambda and on the edge runtime it does nothing.
 *
 * @returns a promise that is never rejected
 *
 * @example
 * export { onRequestError, register } from 'hoptrace/next'
 */
export async function register(): Promise<void> {
  // A start on Lambda serves a request, which would wait longer.
  const isServer = builtin(() => true) && environment('AWS_LAMBDA_FUNCTION_NAME') === undefined
  if (!isServer || isPrerendering()) return
  try {
    await runOnce()
  } catch (error) {
    reportFault(error, 'register failed')
  }
}

async function runOnce(): Promise<void> {
  const { settings } = resolveNextOptions({})
  const route = traceRoute(
    async (_request, _context, trace) => {
      const isDone = await trace.hop('register', async () => true)
      return Response.json({ isDone: trace.check('is-done', isDone) })
    },
    {
      // The lines are composed, held back until the ending, and dropped.
      settings: { ...settings, level: 'none', failureLevel: 'debug', metrics: undefined },
      identify: undefined,
      errorResponse: 'rethrow',
    },
  )
  const headers = { traceparent: `00-${'1'.repeat(32)}-${'1'.repeat(16)}-01` }
  const response = await route(new Request('http://localhost/', { headers }), {})
  await response.text()
}
