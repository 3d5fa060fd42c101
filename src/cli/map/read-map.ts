import type { Log } from '../log.ts'
import type { Row } from '../query-result.ts'
import type { TimeRange } from '../time.ts'
import { joinCalls, targetCallsOf } from './join-calls.ts'
import { CALLS, countOf, errorsOf, linksTo, p95Of, SERVICES } from './map-queries.ts'
import type { MapEdge, MapNode, Measures, ServiceMap } from './service-map.ts'

/** Logs Insights takes as many characters in a query. */
const MAX_TEXT = 10_000
const MAX_SERVICES = 100
const MINUTE_MS = 60_000

/** The cells of a row that make measures. */
type Cells = readonly [
  count: string | undefined,
  errors: string | undefined,
  p95: string | undefined,
]
type Measure = (cells: Cells) => Measures

/**
 * Reads the map of a log by three queries, and by more if one can't name all services.
 * @param range the time that is read; what it leaves open is that of the requests
 */
export async function readMap(log: Log, range: TimeRange): Promise<ServiceMap> {
  const { rows, truncated } = await log.query(SERVICES)
  const shown = rows.slice(0, MAX_SERVICES)
  const time = timeOf(shown, range)
  const measure = measureIn(time)
  const services = shown.map((row) => serviceOf(row, measure))
  const names = [...new Set(shown.flatMap(({ service = [] }) => service))]
  const links = await readLinks(log, names, measure)
  const isCut = truncated || rows.length > shown.length
  const isShown = (id: string): boolean => !isCut || services.some((one) => one.id === id)
  const calls = (await log.query(CALLS)).rows.map((row) =>
    targetCallsOf(
      row,
      (kind, name) => idOf(kind, row, name),
      measure([row.callCount, row.errorCount, row.p95Ms]),
    ),
  )
  const edges = joinCalls(calls, links).filter(({ from }) => isShown(from))
  const others = edges.flatMap(({ from, to }) => [nodeOf(to), nodeOf(from)])
  const nodes = [...services, ...others]
  const unique = new Map(nodes.toReversed().map((node) => [node.id, node]))
  return { ...time, nodes: nodes.filter((node) => unique.get(node.id) === node), edges, isCut }
}

/** Returns one end of a call. The requests of a service may have no ending in the time. */
function nodeOf(id: string): MapNode {
  const [, kind, name = ''] = /^(service|called):(.*)$/s.exec(id) ?? []
  return { id, name, kind: kind === 'service' ? kind : 'called' }
}

function timeOf(rows: readonly Row[], range: TimeRange): Pick<ServiceMap, 'since' | 'until'> {
  const times = rows.flatMap(({ firstAt = '', lastAt = '' }) => [firstAt, lastAt].map(Date.parse))
  const known = times.filter(Number.isFinite).sort((a, b) => a - b)
  return { since: range.since ?? known[0], until: range.until ?? known.at(-1) }
}

/** A rate needs a minute at least. */
function measureIn({ since = 0, until = 0 }: Pick<ServiceMap, 'since' | 'until'>): Measure {
  const minutes = (until - since) / MINUTE_MS
  return ([calls = '0', errors = '0', p95]) => {
    const count = Number(calls)
    return {
      count,
      ...(minutes >= 1 && { perMinute: count / minutes }),
      errorPct: count === 0 ? 0 : (Number(errors) / count) * 100,
      ...(p95 !== undefined && p95 !== '' && { p95Ms: Number(p95) }),
    }
  }
}

function serviceOf(row: Row, measure: Measure): MapNode {
  const { service = '', lastLayer, requestCount, errorCount, p95Ms } = row
  return {
    id: idOf('service', row, service),
    name: nameOf(row, service),
    kind: 'service',
    ...(lastLayer !== undefined && { layer: lastLayer }),
    requests: measure([requestCount, errorCount, p95Ms]),
  }
}

/** Returns the requests from one service to another. Those from a service to itself are left out. */
async function readLinks(
  log: Log,
  names: readonly string[],
  measure: Measure,
): Promise<readonly MapEdge[]> {
  const links: MapEdge[] = []
  for (const some of fitting(names)) {
    const { rows } = await log.query(linksTo(some))
    links.push(
      ...rows.flatMap((row) => some.map((name, index) => linkOf(row, name, index, measure))),
    )
  }
  return links.filter(({ from, to, calls }) => calls.count > 0 && from !== to)
}

/** Splits names into parts that a query can name. */
function fitting(names: readonly string[]): string[][] {
  const parts: string[][] = []
  for (const name of names) {
    const last = parts.at(-1)
    if (last !== undefined && linksTo([...last, name]).length <= MAX_TEXT) last.push(name)
    else parts.push([name])
  }
  return parts
}

function linkOf(row: Row, name: string, index: number, measure: Measure): MapEdge {
  return {
    from: idOf('service', row, row.callingService ?? ''),
    to: idOf('service', row, name),
    calls: measure([row[countOf(index)], row[errorsOf(index)], row[p95Of(index)]]),
  }
}

/** Log groups of several regions are queried in each, and their rows name it. */
function nameOf({ '@region': region }: Row, name: string): string {
  return region === undefined ? name : `${name} (${region})`
}

function idOf(kind: MapNode['kind'], row: Row, name: string): string {
  return `${kind}:${nameOf(row, name)}`
}
