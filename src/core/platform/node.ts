/**
 * Node's `process`, if there is one. Code reads its members from here, because Next.js warns of each
 * member of the global `process` that the edge runtime lacks, even if it is never read there.
 */
export const node: NodeJS.Process | undefined = (globalThis as { process?: NodeJS.Process }).process

/** Returns a part of a built-in module of Node; `undefined` on the edge runtime, which has none or throws. */
export function builtin<T>(find: (get: NodeJS.Process['getBuiltinModule']) => T): T | undefined {
  try {
    return node?.getBuiltinModule && find(node.getBuiltinModule)
  } catch {
    return undefined
  }
}

/** Whether one can listen to the process. On the edge runtime, the functions for that are there, and throw. */
export const hasEvents: boolean = builtin(() => node?.listenerCount('exit')) !== undefined
