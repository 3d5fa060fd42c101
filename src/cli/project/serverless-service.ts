import type { Edit } from '../source/edit.ts'

/** The line that registers the plugin. */
export const PLUGIN = 'hoptrace/serverless'

/** A service, as its configuration describes it. */
export interface ServerlessService {
  readonly file: string
  readonly runtime: unknown
  readonly functions: readonly unknown[]
  /** Registers the plugin. Empty if it is registered; `undefined` if a person must do it. */
  readonly pluginEdit: readonly Edit[] | undefined
}

/** Returns the handlers of a service that run on Node.js: `src/orders.handler`. */
export function nodeHandlers({ runtime, functions }: ServerlessService): string[] {
  return functions.flatMap((each) => {
    const { handler, runtime: own, image } = (each ?? {}) as Record<string, unknown>
    const isNode = /^nodejs|^\$\{|^undefined$/.test(String(own ?? runtime))
    return typeof handler === 'string' && image === undefined && isNode ? [handler] : []
  })
}
