import { type Rule, readOption, textRule } from '../core/option/read-option.ts'
import { resolveOptions, type Settings, type TracingOptions } from '../core/options.ts'
import type { Identity } from '../core/record.ts'

/** What becomes of an error that a handler throws. */
export type ErrorAnswer = 'rethrow' | 'json'

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
   * @default `HOPTRACE_ERRORS`, or `rethrow`
   */
  readonly errors?: ErrorAnswer
}

/** The options with their defaults. */
export interface NextSettings<Req, Context> {
  readonly settings: Settings
  readonly identify: NextOptions<Req, Context>['identify']
  readonly errors: ErrorAnswer
}

const ERRORS = textRule<ErrorAnswer>(
  'rethrow or json',
  (text) => text === 'rethrow' || text === 'json',
)
const IDENTIFY: Rule<() => unknown> = {
  words: 'a function of the request and its context',
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
  const settings = resolveOptions(options, layer, ['identify', 'errors'])
  readOption(options, 'identify', IDENTIFY)
  const errors = readOption(options, 'errors', ERRORS) ?? 'rethrow'
  return { settings, identify: options.identify, errors }
}
