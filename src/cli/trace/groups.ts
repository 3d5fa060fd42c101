import type { RequestRecord } from '../../lines/record.ts'
import { connectedSpans, type Span } from './connected-spans.ts'

/** The digits of a span's id that all spans of its process have. */
const PROCESS_DIGITS = 8

/**
 * Parts the records of a trace into those that belong together, since anybody can send the id of a
 * trace. Two requests belong together if one called the other, or if one process called both. Requests
 * of two tenants don't, nor do two requests that nobody called.
 * @returns the parts, in the order in which they began
 */
export function groupRequests(records: readonly RequestRecord[]): RequestRecord[][] {
  const connected = connectedSpans(records).map((spans) => new Group(spans))
  const groups = joinPages(joinCallers(joinCalled(connected)))
  const partOf = new Map(groups.flatMap(({ spans }, part) => spans.map(({ id }) => [id, part])))
  const parts = [...Map.groupBy(records, ({ spanId }) => partOf.get(spanId)).values()]
  return parts.toSorted(([a], [b]) => String(a?.timestamp).localeCompare(String(b?.timestamp)))
}

/** Connected spans. */
class Group {
  readonly spans: Span[]
  readonly #tenants: Set<string>
  /** The processes that the spans ran in. */
  readonly processes: Set<string>
  /** The processes of spans that called one of these and wrote no record. */
  readonly callers: Set<string>
  /** Whether it has more than the steps of a page, which is no request. */
  readonly hasRequest: boolean

  constructor(spans: Span[]) {
    const known = new Set(spans.map(({ id }) => id))
    const ids = spans.flatMap(({ records }) => records.flatMap(({ tenantId }) => tenantId ?? []))
    const parentIds = spans.flatMap(({ parentId }) => parentId ?? [])
    this.spans = spans
    this.#tenants = new Set(ids)
    this.processes = new Set([...known].map(processOf))
    this.callers = new Set(parentIds.filter((id) => !known.has(id)).map(processOf))
    this.hasRequest = spans.some(({ isRequest }) => isRequest)
  }

  /** Whether both may be of one tenant. */
  fits(other: Group): boolean {
    const tenants = [...other.#tenants]
    return (
      this.#tenants.size === 0 ||
      tenants.length === 0 ||
      tenants.some((id) => this.#tenants.has(id))
    )
  }

  add(other: Group): void {
    this.spans.push(...other.spans)
    for (const id of other.#tenants) this.#tenants.add(id)
    for (const id of other.processes) this.processes.add(id)
    for (const id of other.callers) this.callers.add(id)
  }
}

/** Joins the groups that one process called. */
function joinCalled(groups: readonly Group[]): Group[] {
  return joinBy(groups, ({ callers }) => [...callers])
}

/** Joins the groups that a process called with the group of that process, if there is only one. */
function joinCallers(groups: readonly Group[]): Group[] {
  const byProcess = new Map<string, Set<Group>>()
  for (const group of groups) index(byProcess, group.processes, group)
  const joined = new Set<Group>()
  for (const group of groups) {
    const callers = [...group.callers].flatMap((id) => [...(byProcess.get(id) ?? [])])
    const fitting = new Set(callers.filter((other) => other !== group && other.fits(group)))
    const [caller, ...more] = fitting
    if (caller === undefined || more.length > 0) continue
    caller.add(group)
    joined.add(group)
    for (const id of group.processes) byProcess.get(id)?.delete(group)
    index(byProcess, group.processes, caller)
  }
  return groups.filter((group) => !joined.has(group))
}

/** Joins the steps of a page with the error that Next.js reported of it. */
function joinPages(groups: readonly Group[]): Group[] {
  const pages = groups.filter(({ hasRequest }) => !hasRequest)
  const joined = joinBy(pages, ({ processes, callers }) => [...processes, ...callers])
  return [...groups.filter(({ hasRequest }) => hasRequest), ...joined]
}

/** Joins groups that have a key in common. */
function joinBy(groups: readonly Group[], keysOf: (group: Group) => string[]): Group[] {
  const byKey = new Map<string, Set<Group>>()
  const joined: Group[] = []
  for (const group of groups) {
    const keys = keysOf(group)
    const others = keys.flatMap((key) => [...(byKey.get(key) ?? [])])
    const other = others.find((one) => one.fits(group))
    if (other === undefined) joined.push(group)
    else other.add(group)
    index(byKey, keys, other ?? group)
  }
  return joined
}

function index(groups: Map<string, Set<Group>>, keys: Iterable<string>, group: Group): void {
  for (const key of keys) groups.set(key, (groups.get(key) ?? new Set()).add(group))
}

function processOf(spanId: string): string {
  return spanId.slice(0, PROCESS_DIGITS)
}
