import { watchCalls } from '../core/calls/watch-calls.ts'
import { functionRule, type Rules } from '../core/option/rules.ts'
import type { TracingOptions } from '../core/options.ts'
import { processGlobal } from '../core/platform/process-global.ts'
import type { Identity } from '../core/record.ts'
import { resolveOptions, type Settings } from '../core/settings.ts'

/** A request that no wrapper runs, as Next.js knows it. */
export interface UnwrappedRequest {
  /** The path with the query string. */
  readonly path: string
  /** `undefined` in a server component. */
  readonly method?: string | undefined
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
}

/** Options of `requestErrors`. */
export interface RequestErrorOptions extends TracingOptions {
  /**
   * Returns who a request is about, as `trace.set` takes it. The record of an error waits at most a
   * second for a promise that it returns; a server component does not wait.
   * @default none
   */
  identify?(request: UnwrappedRequest): Identity | undefined | Promise<Identity | undefined>
}

/** The options with their defaults. */
export interface UnwrappedSettings {
  readonly settings: Settings
  readonly identify: RequestErrorOptions['identify']
}

type OwnOptions = Pick<RequestErrorOptions, 'identify'>

const RULES: Rules<OwnOptions> = { identify: functionRule('the request') }

/**
 * Checks the options and fills in the defaults.
 * @throws TypeError that names the wrong option or environment variable and its value
 */
export function resolveUnwrapped(options: RequestErrorOptions, layer: string): UnwrappedSettings {
  const settings = watchCalls(resolveOptions<OwnOptions>(options, layer, RULES))
  return { settings, identify: options.identify }
}

/** The settings of pages, by the last `requestErrors`. Next.js bundles its file apart from the pages. */
export const pageSettings = processGlobal(
  'pageSettings',
  (): { current?: UnwrappedSettings } => ({}),
)
