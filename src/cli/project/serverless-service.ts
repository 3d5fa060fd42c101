import type { Edit } from '../source/edit.ts'

/** The line that registers the plugin. */
export const PLUGIN = 'hoptrace/serverless'

/** Where a service runs: `provider` of its configuration. */
export interface Provider {
  readonly name?: unknown
  readonly runtime?: unknown
}

/** A service, as its configuration describes it. */
export interface ServerlessService {
  readonly file: string
  readonly provider: Provider
  readonly functions: readonly unknown[]
  /** Registers the plugin. Empty if it is registered; `undefined` if a person must do it. */
  readonly pluginEdit: readonly Edit[] | undefined
}

/** Whether a service may have functions that hoptrace traces: at AWS, on Node.js. */
export function isTraceable(service: ServerlessService): boolean {
  const { name, runtime } = service.provider
  if (name !== undefined && name !== 'aws') return false
  return isNode(runtime) || nodeHandlers(service).length > 0
}

/** Returns the handlers of a service that run on Node.js: `src/orders.handler`. */
export function nodeHandlers({ provider, functions }: ServerlessService): string[] {
  return functions.flatMap((each) => {
    const { handler, runtime, image } = (each ?? {}) as Record<string, unknown>
    const isPlain = typeof handler === 'string' && image === undefined
    return isPlain && isNode(runtime ?? provider.runtime) ? [handler] : []
  })
}

/** The default is Node.js; a variable may be. */
function isNode(runtime: unknown): boolean {
  return runtime === undefined || (typeof runtime === 'string' && /^nodejs|^\$\{/.test(runtime))
}
