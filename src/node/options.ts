import type { IncomingMessage, ServerResponse } from 'node:http'
import { watchCalls } from '../core/calls/watch-calls.ts'
import { functionRule, type Rules } from '../core/option/rules.ts'
import type { TracingOptions } from '../core/options.ts'
import type { Identity } from '../core/record.ts'
import { resolveOptions, type Settings } from '../core/settings.ts'

/** A listener of `node:http`: a function, such as an Express app or Koa's `app.callback()`. */
export type Listener = (request: IncomingMessage, response: ServerResponse) => unknown

/** Options of `withNodeTracing`. An option given in code wins over its environment variable. */
export interface NodeTracingOptions extends TracingOptions {
  /**
   * Returns who a request is about, as `trace.set` takes it. It must not read the request's body. The
   * listener doesn't wait for a promise that it returns.
   * @default none
   */
  readonly identify?: (
    request: IncomingMessage,
  ) => Identity | undefined | Promise<Identity | undefined>
}

/** The options with their defaults. */
export interface NodeSettings {
  readonly settings: Settings
  readonly identify: NodeTracingOptions['identify']
}

const DEFAULT_LAYER = 'backend-api'
const RULES: Rules<Pick<NodeTracingOptions, 'identify'>> = {
  identify: functionRule('the request'),
}

/**
 * Checks the options and fills in the defaults.
 * @throws TypeError that names the wrong option or environment variable and its value
 */
export function resolveNodeOptions(options: NodeTracingOptions): NodeSettings {
  const settings = watchCalls(resolveOptions(options, DEFAULT_LAYER, RULES))
  return { settings, identify: options.identify }
}
