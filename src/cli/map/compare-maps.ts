import type { Change, MapEdge, MapNode, Measures, ServiceMap } from './service-map.ts'

/** With fewer requests in either period, a p95 says little. */
const MIN_REQUESTS = 20
/** A p95 that grew to so many times what it was is slower. */
const MIN_GROWTH = 1.5

/**
 * Returns a map with what is new, gone or slower than in another period. What a map doesn't show may be in
 * its period, if it is cut.
 */
export function compareMaps(after: ServiceMap, before: ServiceMap): ServiceMap {
  const isKnown = { after: !after.isCut, before: !before.isCut }
  return {
    ...after,
    nodes: joined(after.nodes, before.nodes, {
      isKnown,
      keyOf: ({ id }) => id,
      measuresOf: ({ requests }) => requests,
      gone: ({ id, name, kind, layer }) => ({ id, name, kind, ...(layer && { layer }) }),
    }),
    edges: joined(after.edges, before.edges, {
      isKnown,
      keyOf: ({ from, to }) => JSON.stringify([from, to]),
      measuresOf: ({ calls }) => calls,
      gone: ({ from, to }) => ({ from, to, calls: { count: 0, errorPct: 0 } }),
    }),
    isCut: after.isCut || before.isCut,
  }
}

/** What differs between nodes and edges. */
interface Part<T> {
  /** Whether all of a period is known. */
  readonly isKnown: { readonly after: boolean; readonly before: boolean }
  readonly keyOf: (one: T) => string
  readonly measuresOf: (one: T) => Measures | undefined
  /** Returns what is left of one that is gone. */
  readonly gone: (one: T) => T
}

function joined<T extends MapNode | MapEdge>(
  after: readonly T[],
  before: readonly T[],
  { isKnown, keyOf, measuresOf, gone }: Part<T>,
): readonly T[] {
  const earlier = new Map(before.map((one) => [keyOf(one), one]))
  const later = new Set(after.map(keyOf))
  const compared = after.map((one) => {
    const other = earlier.get(keyOf(one))
    if (other === undefined) return isKnown.before ? { ...one, change: 'new' as Change } : one
    const measures = measuresOf(other)
    const isSlower = grew(measuresOf(one), measures)
    return { ...one, ...(measures && { before: measures }), ...(isSlower && { change: 'slower' }) }
  })
  if (!isKnown.after) return compared
  const missing = before
    .filter((one) => !later.has(keyOf(one)))
    .map((one) => ({ ...gone(one), before: measuresOf(one), change: 'gone' as Change }))
  return [...compared, ...missing]
}

function grew(after: Measures | undefined, before: Measures | undefined): boolean {
  const { p95Ms: now = 0, count = 0 } = after ?? {}
  const { p95Ms: then = Number.POSITIVE_INFINITY, count: countThen = 0 } = before ?? {}
  return Math.min(count, countThen) >= MIN_REQUESTS && now >= then * MIN_GROWTH
}
