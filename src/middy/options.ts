import { resolveOptions, type Settings, type TracingOptions } from '../core/options.ts'
import { countRule, type Rule, readOption } from '../core/read-option.ts'
import { defaultIdentity, type Identify } from './identity.ts'

/** Options of a Lambda function. */
export interface LambdaTracingOptions extends TracingOptions {
  /**
   * Who a request is about.
   * @default the authorizer's claims, `pathParameters.jobId`, the tenant that Lambda isolates
   */
  readonly identify?: Identify
  /**
   * How many services a trace may pass before a warning says that it goes round.
   * @default `HOPTRACE_MAX_HOPS`, or 100
   */
  readonly maxHops?: number
}

/** The options with their defaults. */
export interface LambdaSettings extends Settings {
  readonly identify: Identify
  readonly maxHops: number
}

/** The layer of a Lambda function, where no option names another. */
const LAYER = 'lambda'

const NAMES: readonly (keyof LambdaTracingOptions)[] = ['identify', 'maxHops']
const MAX_HOPS = countRule(1)
const IDENTIFY: Rule<Identify> = {
  words: 'a function of the event and the context',
  accepts: (value): value is Identify => typeof value === 'function',
  parse: (text) => text, // no text is one
}

/**
 * Checks the options and fills in what they leave open.
 * @throws TypeError that names the option or environment variable and what it holds
 */
export function resolveLambdaOptions(options: LambdaTracingOptions): LambdaSettings {
  return {
    ...resolveOptions(options, LAYER, NAMES),
    identify: readOption(options, 'identify', IDENTIFY) ?? defaultIdentity,
    maxHops: readOption(options, 'maxHops', MAX_HOPS) ?? 100,
  }
}
