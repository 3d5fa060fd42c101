/**
 * Node's `process`, where there is one. Next.js warns of each member of the global `process` that the
 * edge runtime has not, whether or not it is read there: so it is read from here.
 */
export const node: NodeJS.Process | undefined = (globalThis as { process?: NodeJS.Process }).process

/** A part of Node's own module, where there is one; the edge runtime has none, or throws. */
export function builtin<T>(find: (get: NodeJS.Process['getBuiltinModule']) => T): T | undefined {
  try {
    return node?.getBuiltinModule && find(node.getBuiltinModule)
  } catch {
    return undefined
  }
}
