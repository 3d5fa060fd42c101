import { type Rule, readOption, textRule } from '../core/option/read-option.ts'
import type { TracingOptions } from '../core/options.ts'
import type { Identity } from '../core/record.ts'
import { resolveOptions, type Settings } from '../core/settings.ts'

/** What becomes of an error that a handler throws. */
export type ErrorResponse = 'rethrow' | 'json'

/** Options of the wrappers whose handlers get a request and its context. */
export interface NextOptions<Req = unknown, Context = unknown> extends TracingOptions {
  /**
   * Says who a request is about, as `trace.set` does. It must not read the request's body.
   * The handler does not wait for a promise.
   */
  identify?(request: Req, context: Context): Identity | undefined | Promise<Identity | undefined>
  /**
   * `rethrow`: Next.js answers an error, and its `onRequestError` hooks see it. `json`: the answer
   * is `{ error, traceId }`, without message or stack, and the hooks see nothing.
   * @default `HOPTRACE_ERROR_RESPONSE`, or `rethrow`
   */
  readonly errorResponse?: ErrorResponse
}

/** The options with their defaults. */
export interface NextSettings<Req, Context> {
  readonly settings: Settings
  readonly identify: NextOptions<Req, Context>['identify']
  readonly errorResponse: ErrorResponse
}

const ERROR_RESPONSE_RULE = textRule<ErrorResponse>(
  'rethrow or json',
  (text) => text === 'rethrow' || text === 'json',
)
const IDENTIFY_RULE: Rule<() => unknown> = {
  expected: 'a function of the request and its context',
  accepts: (value): value is () => unknown => typeof value === 'function',
}

/**
 * Checks the options and fills in what they leave open.
 * @throws TypeError that names the option or environment variable and what it holds
 */
export function resolveNextOptions<Req, Context>(
  options: NextOptions<Req, Context>,
  layer: string,
): NextSettings<Req, Context> {
  const settings = resolveOptions(options, layer, ['identify', 'errorResponse'])
  readOption(options, 'identify', IDENTIFY_RULE)
  const errorResponse = readOption(options, 'errorResponse', ERROR_RESPONSE_RULE) ?? 'rethrow'
  return { settings, identify: options.identify, errorResponse }
}
