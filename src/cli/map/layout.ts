import type { MapEdge, MapNode, ServiceMap } from './service-map.ts'

/** A node's place in a drawing. */
export interface Placed {
  readonly node: MapNode
  readonly column: number
  readonly row: number
}

/**
 * Places nodes in columns: each right of what calls it. Of calls in a circle, one points back.
 * @returns the nodes, by their ids
 */
export function layout({ nodes, edges }: ServiceMap): ReadonlyMap<string, Placed> {
  const columns = columnsOf(nodes, edges)
  const rows: number[] = []
  return new Map(
    nodes.map((node) => {
      const column = columns.get(node.id) ?? 0
      const row = rows[column] ?? 0
      rows[column] = row + 1
      return [node.id, { node, column, row }]
    }),
  )
}

function columnsOf(
  nodes: readonly MapNode[],
  edges: readonly MapEdge[],
): ReadonlyMap<string, number> {
  const calls = Map.groupBy(edges, ({ from }) => from)
  const called = new Set(edges.map(({ to }) => to))
  const order = orderOf(nodes, calls, called)
  const places = new Map(order.map((id, index) => [id, index]))
  const columns = new Map(order.map((id) => [id, 0]))
  for (const id of order) {
    for (const { to } of calls.get(id) ?? []) {
      const pointsBack = (places.get(to) ?? 0) <= (places.get(id) ?? 0)
      if (pointsBack) continue
      columns.set(to, Math.max(columns.get(to) ?? 0, (columns.get(id) ?? 0) + 1))
    }
  }
  return columns
}

/** Returns the ids in an order in which callers come first, as far as calls make no circle. */
function orderOf(
  nodes: readonly MapNode[],
  calls: ReadonlyMap<string, readonly MapEdge[]>,
  called: ReadonlySet<string>,
): string[] {
  const ids = nodes.map(({ id }) => id)
  const done: string[] = []
  const seen = new Set<string>()
  // The first that nobody calls: a depth-first search from them ends with the callers.
  const begins = [...ids.filter((id) => !called.has(id)), ...ids]
  for (const begin of begins.toReversed()) visit(begin)
  return done.toReversed()

  function visit(begin: string): void {
    const open: { readonly id: string; readonly rest: string[] }[] = []
    const enter = (id: string): void => {
      if (seen.has(id)) return
      seen.add(id)
      open.push({ id, rest: (calls.get(id) ?? []).map(({ to }) => to) })
    }
    enter(begin)
    for (let last = open.at(-1); last !== undefined; last = open.at(-1)) {
      const next = last.rest.pop()
      if (next !== undefined) enter(next)
      else done.push(open.pop()?.id ?? '')
    }
  }
}
