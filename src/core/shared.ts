import type { AsyncLocalStorage } from 'node:async_hooks'
import type { Scope } from './context.ts'

/** What the copies of this package in one process share: a bundler gives each entry its own. */
export interface Shared {
  scopes?: AsyncLocalStorage<Scope>
  /** Who takes the lines of records instead of stdout, while a test captures them. */
  captures?: Set<(line: string) => void>
}

const KEY: unique symbol = Symbol.for('hoptrace.v1') as never
const registry = globalThis as { [KEY]?: Shared }
registry[KEY] ??= {}

export const shared: Shared = registry[KEY]
