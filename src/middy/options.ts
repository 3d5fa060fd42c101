import { watchCalls } from '../core/calls/watch-calls.ts'
import { countRule, functionRule, type Rules } from '../core/option/rules.ts'
import type { TracingOptions } from '../core/options.ts'
import { resolveOptions, type Settings } from '../core/settings.ts'
import { defaultIdentity, type Identify } from './identity.ts'

/**
 * Options of a Lambda function. An option given in code wins over its environment variable.
 *
 * @example
 * import type { LambdaTracingOptions } from 'hoptrace/middy'
 *
 * export const options: LambdaTracingOptions = {
 *   service: 'shop',
 *   action: 'orders:get',
 *   timeoutMarginMs: 1000,
 *   identify: (event) => ({ jobId: event.pathParameters?.id }),
 * }
 */
export interface LambdaTracingOptions extends TracingOptions {
  /**
   * How many milliseconds before Lambda's timeout the note `Deadline near` is written. A margin that
   * is not less than the remaining time is replaced by the default. Environment:
   * `HOPTRACE_TIMEOUT_MARGIN_MS`.
   * @default 10 % of the time that remains at the start, at most 500 ms
   */
  readonly timeoutMarginMs?: number
  /**
   * Returns who a request is about. It must return at once: a promise is ignored, and reported on
   * stderr. It replaces the default; it does not add to it.
   * @default the authorizer's claims, `pathParameters.jobId`, and the tenant of tenant isolation
   */
  readonly identify?: Identify
  /**
   * How many services a trace may pass before the record `Trace loop` warns of a loop.
   * Environment: `HOPTRACE_MAX_SERVICES`.
   * @default 100
   */
  readonly maxServices?: number
}

/** The options with their defaults, ready for use by every invocation. */
export interface LambdaSettings extends Settings {
  readonly timeoutMarginMs?: number | undefined
  readonly identify: Identify
  readonly maxServices: number
}

type OwnOptions = Omit<LambdaTracingOptions, keyof TracingOptions>

const COUNT_RULE = countRule(1)
const RULES: Rules<OwnOptions> = {
  timeoutMarginMs: COUNT_RULE,
  identify: functionRule('the event and the context'),
  maxServices: COUNT_RULE,
}

const resolved = new WeakMap<LambdaTracingOptions, LambdaSettings>()

/**
 * Checks the options and fills in the defaults, once for each options object.
 * @throws TypeError that names the wrong option or environment variable and its value
 */
export function resolveLambdaOptions(options: LambdaTracingOptions): LambdaSettings {
  const defaultLayer = 'lambda'
  const defaultMaxServices = 100
  const cached = resolved.get(options)
  if (cached !== undefined) return cached
  const settings = watchCalls({
    maxServices: defaultMaxServices,
    identify: defaultIdentity,
    ...resolveOptions<OwnOptions>(options, defaultLayer, RULES),
  })
  resolved.set(options, settings)
  return settings
}
