import { countRule, type Rule, readOption } from '../core/option/read-option.ts'
import type { TracingOptions } from '../core/options.ts'
import { resolveOptions, type Settings } from '../core/settings.ts'
import { defaultIdentity, type Identify } from './identity.ts'

/** Options of a Lambda function. */
export interface LambdaTracingOptions extends TracingOptions {
  /**
   * How many milliseconds before Lambda ends an invocation its ending is written.
   * @default `HOPTRACE_TIMEOUT_MARGIN_MS`, or a tenth of the time that there is at the start, 500 at the most
   */
  readonly timeoutMarginMs?: number
  /**
   * Who a request is about.
   * @default the authorizer's claims, `pathParameters.jobId`, the tenant that Lambda isolates
   */
  readonly identify?: Identify
  /**
   * How many services a trace may pass before a warning says that it goes round.
   * @default `HOPTRACE_MAX_SERVICES`, or 100
   */
  readonly maxServices?: number
}

/** The options with their defaults. */
export interface LambdaSettings extends Settings {
  readonly timeoutMarginMs: number | undefined
  readonly identify: Identify
  readonly maxServices: number
}

/** The layer of a Lambda function, where no option names another. */
const LAYER = 'lambda'

const NAMES: readonly (keyof LambdaTracingOptions)[] = [
  'timeoutMarginMs',
  'identify',
  'maxServices',
]
const COUNT = countRule(1)
const IDENTIFY: Rule<Identify> = {
  expected: 'a function of the event and the context',
  accepts: (value): value is Identify => typeof value === 'function',
}

/**
 * Checks the options and fills in what they leave open.
 * @throws TypeError that names the option or environment variable and what it holds
 */
export function resolveLambdaOptions(options: LambdaTracingOptions): LambdaSettings {
  return {
    ...resolveOptions(options, LAYER, NAMES),
    timeoutMarginMs: readOption(options, 'timeoutMarginMs', COUNT),
    identify: readOption(options, 'identify', IDENTIFY) ?? defaultIdentity,
    maxServices: readOption(options, 'maxServices', COUNT) ?? 100,
  }
}
