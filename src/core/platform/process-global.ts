import type { AsyncLocalStorage } from 'node:async_hooks'
import type { Scope } from '../trace/context.ts'
import type { Trace } from '../trace.ts'

/** What the copies of this package in one process share: a bundler gives each entry its own. */
export interface Shared {
  scopes?: AsyncLocalStorage<Scope>
  /** The traces that have written an error. */
  errors?: WeakMap<object, Trace>
  /** Finds the scope of code that no adapter runs. */
  host?: () => Scope | undefined
  /** Who takes the lines of records instead of stdout, while a test captures them. */
  captures?: Set<(line: string) => void>
}

const KEY: unique symbol = Symbol.for('hoptrace.v1') as never
const registry = globalThis as { [KEY]?: Shared }
registry[KEY] ??= {}

export const shared: Shared = registry[KEY]
