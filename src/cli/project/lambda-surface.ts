import type { Wrappers } from '../source/traced.ts'
import type { Surface } from './untraced-exports.ts'

/** What traces a Lambda handler. */
export const LAMBDA: Wrappers = {
  entry: 'hoptrace/middy',
  names: ['tracing', 'withLambdaTracing', 'createLambdaTraceContext'],
}

/** How a handler without Middy is traced. */
export const PLAIN_HANDLER: Surface = {
  entry: 'hoptrace/middy',
  wrapper: 'withLambdaTracing',
  others: ['tracing', 'createLambdaTraceContext'],
  what: 'The handler',
}
