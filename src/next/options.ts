import { watchCalls } from '../core/calls/watch-calls.ts'
import { choiceRule, countRule, functionRule, type Rules } from '../core/option/rules.ts'
import type { TracingOptions } from '../core/options.ts'
import type { Identity } from '../core/record.ts'
import { resolveOptions, type Settings } from '../core/settings.ts'

/** Who answers if a handler throws: Next.js (`rethrow`), or the wrapper (`json`). */
export type ErrorResponse = 'rethrow' | 'json'

/** How long a request may take on AWS Lambda. */
interface DeadlineOption {
  /**
   * The function's timeout on AWS Lambda, in milliseconds from the request's arrival. The ending of a
   * request that Lambda is about to end is written before it. `hoptrace/opennext` makes it unnecessary:
   * it knows the real timeout. Environment: `HOPTRACE_LAMBDA_TIMEOUT_MS`.
   * @default none: such a request has no ending
   */
  readonly lambdaTimeoutMs?: number | undefined
}

/** Options of wrappers: those of every adapter, and `lambdaTimeoutMs`. */
export interface WrapperOptions extends TracingOptions, DeadlineOption {}

/** Options of `withTracing` and `withApiTracing`. */
export interface NextOptions<Req = unknown, Context = unknown> extends WrapperOptions {
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

/** The options of a wrapper with their defaults. */
export type WrapperSettings = Settings & DeadlineOption

/** The options with their defaults. */
export interface NextSettings<Req, Context> {
  readonly settings: WrapperSettings
  readonly identify: NextOptions<Req, Context>['identify']
  readonly errorResponse: ErrorResponse
}

type OwnOptions = Omit<NextOptions, keyof WrapperOptions>

/** The default layer of a route. */
export const ROUTE_LAYER = 'api-route'

/** The default layer of a page. */
export const PAGE_LAYER = 'server-component'

const DEADLINE_RULES: Rules<DeadlineOption> = { lambdaTimeoutMs: countRule(1) }

const RULES: Rules<OwnOptions & DeadlineOption> = {
  ...DEADLINE_RULES,
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
  const settings = watchCalls(
    resolveOptions<OwnOptions & DeadlineOption>(options, ROUTE_LAYER, RULES),
  )
  return {
    settings,
    identify: options.identify,
    errorResponse: settings.errorResponse ?? 'rethrow',
  }
}

/**
 * Checks the options of a wrapper that has no others, and fills in the defaults.
 * @throws TypeError that names the wrong option or environment variable and its value
 */
export function resolveWrapperOptions(options: WrapperOptions, layer: string): WrapperSettings {
  return watchCalls(resolveOptions<DeadlineOption>(options, layer, DEADLINE_RULES))
}
