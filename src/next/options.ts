import { choiceRule, functionRule, type Rules } from '../core/option/rules.ts'
import type { TracingOptions } from '../core/options.ts'
import type { Identity } from '../core/record.ts'
import { resolveOptions, type Settings } from '../core/settings.ts'

/** Who answers if a handler throws: Next.js (`rethrow`), or the wrapper (`json`). */
export type ErrorResponse = 'rethrow' | 'json'

/** Options of `withTracing` and `withApiTracing`. */
export interface NextOptions<Req = unknown, Context = unknown> extends TracingOptions {
  /**
   * Returns who a request is about, as `trace.set` takes it. It must not read the request's body. The
   * handler doesn't wait for a promise that it returns.
   * @default none
   */
  identify?(request: Req, context: Context): Identity | undefined | Promise<Identity | undefined>
  /**
   * What happens if the handler throws an error. Environment: `HOPTRACE_ERROR_RESPONSE`.
   * - `rethrow`: the error is thrown on. Next.js answers it with a 500 and calls its `onRequestError`
   *   hooks.
   * - `json`: the wrapper answers with the error's 4xx or 5xx status, else 500, and
   *   `{ error, traceId }`, where `error` is a word such as `NOT_FOUND`. Next.js sees no error. The id is
   *   left out if `traceIdInBody` is `never`.
   * @default 'rethrow'
   */
  readonly errorResponse?: ErrorResponse
}

/** The options with their defaults. */
export interface NextSettings<Req, Context> {
  readonly settings: Settings
  readonly identify: NextOptions<Req, Context>['identify']
  readonly errorResponse: ErrorResponse
}

type OwnOptions = Omit<NextOptions, keyof TracingOptions>

/** The default layer of a route. */
export const ROUTE_LAYER = 'api-route'

/** The default layer of a page. */
export const PAGE_LAYER = 'server-component'

const RULES: Rules<OwnOptions> = {
  identify: functionRule('the request and its context'),
  errorResponse: choiceRule('rethrow', 'json'),
}

/**
 * Checks the options and fills in the defaults.
 * @throws TypeError that names the wrong option or environment variable and its value
 */
export function resolveNextOptions<Req, Context>(
  options: NextOptions<Req, Context>,
): NextSettings<Req, Context> {
  const settings = resolveOptions<OwnOptions>(options, ROUTE_LAYER, RULES)
  return {
    settings,
    identify: options.identify,
    errorResponse: settings.errorResponse ?? 'rethrow',
  }
}
