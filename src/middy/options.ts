import { countRule, type Rule, readOption, textRule } from '../core/option/read-option.ts'
import { resolveOptions, type Settings, type TracingOptions } from '../core/options.ts'
import { defaultIdentity, type Identify } from './identity.ts'

/** Which JSON bodies carry the trace id as `traceId`. */
export type BodyMode = 'errors' | 'always' | 'never'

/** Options of a Lambda function. */
export interface LambdaTracingOptions extends TracingOptions {
  /**
   * Which JSON bodies carry the trace id as `traceId`: those of errors, all, or none.
   * @default `HOPTRACE_BODY`, or `errors`
   */
  readonly body?: BodyMode
  /**
   * How many milliseconds before Lambda ends an invocation its ending is written.
   * @default `HOPTRACE_TIMEOUT_MARGIN`, or a tenth of the time that there is at the start, 500 at the most
   */
  readonly timeoutMargin?: number
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
  readonly body: BodyMode
  readonly timeoutMargin: number | undefined
  readonly identify: Identify
  readonly maxHops: number
}

/** The layer of a Lambda function, where no option names another. */
const LAYER = 'lambda'

const NAMES: readonly (keyof LambdaTracingOptions)[] = [
  'body',
  'timeoutMargin',
  'identify',
  'maxHops',
]
const BODIES: readonly unknown[] = ['errors', 'always', 'never']
const BODY = textRule<BodyMode>('errors, always or never', (text) => BODIES.includes(text))
const COUNT = countRule(1)
const IDENTIFY: Rule<Identify> = {
  words: 'a function of the event and the context',
  accepts: (value): value is Identify => typeof value === 'function',
}

/**
 * Checks the options and fills in what they leave open.
 * @throws TypeError that names the option or environment variable and what it holds
 */
export function resolveLambdaOptions(options: LambdaTracingOptions): LambdaSettings {
  return {
    ...resolveOptions(options, LAYER, NAMES),
    body: readOption(options, 'body', BODY) ?? 'errors',
    timeoutMargin: readOption(options, 'timeoutMargin', COUNT),
    identify: readOption(options, 'identify', IDENTIFY) ?? defaultIdentity,
    maxHops: readOption(options, 'maxHops', COUNT) ?? 100,
  }
}
