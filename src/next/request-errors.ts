import { PAGE_LAYER } from './options.ts'
import { type FailedRequest, type FailedRoute, reportRequestError } from './report-request-error.ts'
import {
  pageSettings,
  type RequestErrorOptions,
  resolveUnwrapped,
  type UnwrappedSettings,
} from './request-error-options.ts'
import { watchPages } from './watch-pages.ts'

/**
 * Creates the hook `onRequestError` for `instrumentation.ts`, with options. They also hold for the
 * server components of the process, which no wrapper gives options. A page that answers with a 4xx, such
 * as by `notFound()`, then has an ending too.
 *
 * @param options the options of every adapter, and `identify`
 * @returns the hook to export. It does what `onRequestError` of this package does. The promise that it
 * may return is never rejected
 * @throws TypeError if an option is wrong
 *
 * @example
 * import { requestErrors } from 'hoptrace/next'
 *
 * export const onRequestError = requestErrors({
 *   service: 'shop-frontend',
 *   redact: { keys: ['customerNumber'] },
 *   identify: ({ headers }) => ({ userId: String(headers['x-user']) }),
 * })
 */
export function requestErrors(
  options: RequestErrorOptions = {},
): (error: unknown, request: FailedRequest, route: FailedRoute) => void | Promise<void> {
  const page = resolveUnwrapped(options, PAGE_LAYER)
  const resolved = new Map([[PAGE_LAYER, page]])
  pageSettings.current = page
  watchPages()

  function settingsFor(layer: string): UnwrappedSettings {
    const known = resolved.get(layer) ?? resolveUnwrapped(options, layer)
    resolved.set(layer, known)
    return known
  }

  return (error, request, route) => reportRequestError(settingsFor, error, request, route)
}
