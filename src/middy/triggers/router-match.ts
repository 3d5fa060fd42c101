import { safeGet } from '../../core/lib/safe-get.ts'

/**
 * Returns the pattern by which a router within the function has matched a path, such as
 * `/orders/{id}`. `@middy/http-router` adds what it matched to the event's path parameters, in the
 * order of the path. A pattern without parameters leaves no mark.
 * @param before the path parameters that the event came with
 */
export function matchedPattern(path: string, before: unknown, after: unknown): string | undefined {
  const names = after === before ? [] : Object.keys(after ?? {})
  const added = names.filter((name) => safeGet(before, name) === undefined)
  if (added.length === 0) return undefined
  // From the end: parameters rather come last.
  const pattern = path.split('/').reduceRight((rest, segment) => {
    const isMatched = safeGet(after, added.at(-1) ?? '') === segment
    return `/${isMatched ? `{${added.pop()}}` : segment}${rest}`
  }, '')
  return added.length === 0 ? pattern.slice(1) : undefined
}
