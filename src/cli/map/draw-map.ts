import { drawTable } from '../table.ts'
import type { Paint } from '../terminal.ts'
import { describeChange, describeMs, digits } from './describe-measures.ts'
import { layout } from './layout.ts'
import type { MapEdge, MapNode, Measures, ServiceMap } from './service-map.ts'

const COLUMNS = ['service', 'layer', 'count', 'perMinute', 'errorPct', 'p95', 'change']

/** Draws a map as a table: each service, callers first, and below it what it calls. */
export function drawMap(map: ServiceMap, paint: Paint, available: number | undefined): string {
  const names = new Map(map.nodes.map(({ id, name }) => [id, name]))
  const rows = [...layout(map).values()]
    .sort((a, b) => a.column - b.column)
    .map(({ node }) => node)
    .filter(({ kind }) => kind === 'service')
    .flatMap((node) => [
      rowOf(node.name, node, node.requests, node.layer),
      ...map.edges
        .filter(({ from }) => from === node.id)
        .map((edge) => rowOf(`  → ${names.get(edge.to)}`, edge, edge.calls)),
    ])
  const result = { columns: COLUMNS, numeric: new Set<string>(), rows, truncated: false }
  return drawTable(result, paint, available)
}

function rowOf(
  service: string,
  one: MapNode | MapEdge,
  measures: Measures | undefined,
  layer?: string,
): Record<string, string> {
  const change = describeChange(one)
  const cells = one.change === 'gone' || measures === undefined ? {} : cellsOf(measures)
  return { service, ...(layer && { layer }), ...cells, ...(change !== '' && { change }) }
}

function cellsOf({ count, perMinute, errorPct, p95Ms }: Measures): Record<string, string> {
  return {
    count: String(count),
    ...(perMinute !== undefined && { perMinute: digits(perMinute) }),
    errorPct: digits(errorPct),
    ...(p95Ms !== undefined && { p95: describeMs(p95Ms) }),
  }
}
