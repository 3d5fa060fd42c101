import type { Row } from '../query-result.ts'
import type { MapEdge, Measures } from './service-map.ts'

/** Calls of a service to a target: a host, or the name of a service. */
export interface TargetCalls {
  readonly from: string
  /** The id of the target as one that writes no records. */
  readonly target: string
  /** The id of a service that the calls have reached. */
  readonly reached: string
  /** How many services each of the calls has reached. */
  readonly reachedCount: number
  /** Whether the target is one place: a host, or the service of its name. */
  readonly isOne: boolean
  readonly calls: Measures
}

/** Returns the calls of a row of the query. */
export function targetCallsOf(
  row: Row,
  idOf: (kind: 'service' | 'called', name: string) => string,
  calls: Measures,
): TargetCalls {
  const { callerName = '', targetName = '', hostName = '', reachedName = '' } = row
  return {
    from: idOf('service', callerName),
    target: idOf('called', targetName),
    reached: idOf('service', reachedName),
    reachedCount: Number(row.reachedCount ?? 0),
    isOne: hostName !== '' || targetName === reachedName,
    calls,
  }
}

/**
 * Joins calls with the requests that they are the parents of: such a call is one to that service. If all
 * calls to a host that reach a service reach the same one, the others were meant for it too. Else those
 * that reach none are calls to what writes no records.
 */
export function joinCalls(rows: readonly TargetCalls[], links: readonly MapEdge[]): MapEdge[] {
  const targets = Map.groupBy(rows, ({ from, target }) => keyOf({ from, to: target }))
  const calls = [...targets.values()].flatMap((same) => callsTo(same, links))
  const ways = Map.groupBy(calls, keyOf)
  const joined = links.map((link) => {
    const own = ways.get(keyOf(link)) ?? []
    const reached = own.reduce((sum, one) => sum + one.reached, 0)
    // A service may also be called in another way, which only the links know.
    const others = own.flatMap(({ lost }) => lost)
    const all = reached < link.calls.count ? [link.calls, ...others] : own.map((one) => one.calls)
    return { ...link, calls: sumOf(all) }
  })
  const known = new Set(links.map(keyOf))
  const outside = calls.filter((one) => !known.has(keyOf(one)))
  return [...joined, ...outside.map(({ from, to, calls: own }) => ({ from, to, calls: own }))]
}

interface Calls extends MapEdge {
  /** How many of them have reached a service. */
  readonly reached: number
  /** Those that have not. */
  readonly lost: readonly Measures[]
}

/** Returns where the calls of a service to a target go. */
function callsTo(rows: readonly TargetCalls[], links: readonly MapEdge[]): Calls[] {
  const [reaching, lost] = [true, false].map((isReached) =>
    rows.filter(({ reachedCount }) => reachedCount > 0 === isReached),
  ) as [TargetCalls[], TargetCalls[]]
  const [{ from, target } = { from: '', target: '' }] = rows
  const [first] = reaching
  const isSame = reaching.every((one) => {
    return one.isOne && one.reachedCount === 1 && one.reached === first?.reached
  })
  const to = first?.reached ?? target
  const isLinked = links.some((link) => link.from === from && link.to === to)
  const own = first !== undefined && isSame && isLinked ? rows : lost
  if (own.length === 0) return []
  return [
    {
      from,
      to: own === rows ? to : target,
      calls: sumOf(own.map(({ calls }) => calls)),
      reached: own === rows ? countOf(reaching) : 0,
      lost: lost.map(({ calls }) => calls),
    },
  ]
}

function countOf(rows: readonly TargetCalls[]): number {
  return rows.reduce((sum, { calls }) => sum + calls.count, 0)
}

/** Adds measures. The p95 is that of most calls: it can't be added. */
function sumOf([first, ...others]: readonly Measures[]): Measures {
  return others.reduce<Measures>((sum, one) => {
    const count = sum.count + one.count
    const { p95Ms } = one.count > sum.count ? one : sum
    return {
      count,
      ...(sum.perMinute !== undefined && { perMinute: sum.perMinute + (one.perMinute ?? 0) }),
      errorPct: (sum.errorPct * sum.count + one.errorPct * one.count) / Math.max(count, 1),
      ...(p95Ms !== undefined && { p95Ms }),
    }
  }, first ?? { count: 0, errorPct: 0 })
}

function keyOf({ from, to }: Pick<MapEdge, 'from' | 'to'>): string {
  return JSON.stringify([from, to])
}
