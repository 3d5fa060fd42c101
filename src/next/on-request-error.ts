import { type FailedRequest, type FailedRoute, reportRequestError } from './report-request-error.ts'
import { resolveUnwrapped } from './request-error-options.ts'

/**
 * Writes errors that Next.js answered, such as those of pages and of routes that are not wrapped. An
 * error that a wrapper has written is written once more, under the same trace id and without its
 * stack. The record of a page's error is its ending; others are log records. `instrumentation.ts` exports this hook. It reads its options from the environment;
 * {@link requestErrors} takes them in code.
 *
 * @param error what was thrown
 * @param request the request, as Next.js reports it
 * @param route where the error occurred, as Next.js reports it
 *
 * @example
 * export { onRequestError } from 'hoptrace/next'
 */
export function onRequestError(error: unknown, request: FailedRequest, route: FailedRoute): void {
  void reportRequestError((layer) => resolveUnwrapped({}, layer), error, request, route)
}
