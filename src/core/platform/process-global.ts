const KEY: unique symbol = Symbol.for('hoptrace.v1') as never
const registry = globalThis as { [KEY]?: Record<string, unknown> }
registry[KEY] ??= {}
const values = registry[KEY]

/**
 * Returns a value that all copies of this package in the process share: a bundler gives each entry
 * point its own copy.
 * @param create makes the value if no copy has made it yet
 */
export function processGlobal<T>(name: string, create: () => T): T {
  values[name] ??= create()
  return values[name] as T
}
