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

  get tenants(): string[] {
    return [...this.#tenants]
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
    const caller = onlyCaller(group, byProcess)
    if (caller === undefined) continue
    caller.add(group)
    joined.add(group)
    for (const id of group.processes) byProcess.get(id)?.delete(group)
    index(byProcess, group.processes, caller)
  }
  return groups.filter((group) => !joined.has(group))
}

/** Returns the only group that may have called another one. */
function onlyCaller(
  group: Group,
  byProcess: ReadonlyMap<string, ReadonlySet<Group>>,
): Group | undefined {
  let caller: Group | undefined
  for (const id of group.callers) {
    for (const other of byProcess.get(id) ?? []) {
      if (other === group || other === caller || !other.fits(group)) continue
      if (caller !== undefined) return undefined
      caller = other
    }
  }
  return caller
}

/** Joins the steps of a page with the error that Next.js reported of it. */
function joinPages(groups: readonly Group[]): Group[] {
  const pages = groups.filter(({ hasRequest }) => !hasRequest)
  const joined = joinBy(pages, ({ processes, callers }) => [...processes, ...callers])
  return [...groups.filter(({ hasRequest }) => hasRequest), ...joined]
}

/** Joins groups that have a key in common. */
function joinBy(groups: readonly Group[], keysOf: (group: Group) => string[]): Group[] {
  const byKey = new Map<string, Fitting>()
  const joined: Group[] = []
  for (const group of groups) {
    const keys = keysOf(group)
    const other = keys.map((key) => byKey.get(key)?.find(group)).find((one) => one !== undefined)
    const { tenants } = group
    if (other === undefined) joined.push(group)
    else other.add(group)
    for (const key of keys) {
      const fitting = byKey.get(key) ?? new Fitting()
      fitting.add(other ?? group, tenants)
      byKey.set(key, fitting)
    }
  }
  return joined
}

/** Finds the first of groups that fits another one, without looking at each of them. */
class Fitting {
  #first: Group | undefined
  readonly #byTenant = new Map<string, Group>()
  readonly #open: Group[] = []

  /** @param tenants those of the group that it got since it was added before */
  add(group: Group, tenants: readonly string[]): void {
    this.#first ??= group
    if (group.tenants.length === 0 && !this.#open.includes(group)) this.#open.push(group)
    for (const id of tenants) if (!this.#byTenant.has(id)) this.#byTenant.set(id, group)
  }

  find(group: Group): Group | undefined {
    const { tenants } = group
    if (tenants.length === 0) return this.#first
    const own = tenants.map((id) => this.#byTenant.get(id)).find((one) => one !== undefined)
    return own ?? this.#open.find((one) => one.fits(group))
  }
}

function index(groups: Map<string, Set<Group>>, keys: Iterable<string>, group: Group): void {
  for (const key of keys) groups.set(key, (groups.get(key) ?? new Set()).add(group))
}

function processOf(spanId: string): string {
  return spanId.slice(0, PROCESS_DIGITS)
}
