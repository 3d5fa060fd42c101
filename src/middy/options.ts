import { resolveOptions, type Settings, type TracingOptions } from '../core/options.ts'
import { type Rule, readOption, textRule } from '../core/read-option.ts'

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
}

/** The options with their defaults. */
export interface LambdaSettings extends Settings {
  readonly body: BodyMode
  readonly timeoutMargin: number | undefined
}

/** The layer of a Lambda function, where no option names another. */
const LAYER = 'lambda'

const NAMES: readonly (keyof LambdaTracingOptions)[] = ['body', 'timeoutMargin']
const BODIES: readonly unknown[] = ['errors', 'always', 'never']
const BODY = textRule<BodyMode>('errors, always or never', (text) => BODIES.includes(text))
const TIMEOUT_MARGIN: Rule<number> = {
  words: 'a number of milliseconds above 0',
  accepts: (value): value is number => typeof value === 'number' && value > 0,
  parse: Number,
}

/**
 * Checks the options and fills in what they leave open.
 * @throws TypeError that names the option or environment variable and what it holds
 */
export function resolveLambdaOptions(options: LambdaTracingOptions): LambdaSettings {
  return {
    ...resolveOptions(options, LAYER, NAMES),
    body: readOption(options, 'body', BODY) ?? 'errors',
    timeoutMargin: readOption(options, 'timeoutMargin', TIMEOUT_MARGIN),
  }
}
