import { PAGE_LAYER, ROUTE_LAYER } from './options.ts'
import { type FailedRequest, type FailedRoute, reportRequestError } from './report-request-error.ts'
import {
  componentOptions,
  type RequestErrorOptions,
  resolveUnwrapped,
  type UnwrappedSettings,
} from './request-error-options.ts'
import { watchPages } from './watch-pages.ts'

/**
 * Creates the hook `onRequestError` for `instrumentation.ts`, with options. They also hold for the
 * server components of the process, which no wrapper gives options.
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
  const resolved = new Map([[ROUTE_LAYER, resolveUnwrapped(options, ROUTE_LAYER)]])
  componentOptions.given = options
  watchPages(resolveUnwrapped(options, PAGE_LAYER))

  function settingsFor(layer: string): UnwrappedSettings {
    const known = resolved.get(layer) ?? resolveUnwrapped(options, layer)
    resolved.set(layer, known)
    return known
  }

  return (error, request, route) => reportRequestError(settingsFor, error, request, route)
}
