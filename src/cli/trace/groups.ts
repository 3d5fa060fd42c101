import type { RequestRecord } from '../../lines/record.ts'
import { CallerIndex } from './caller-index.ts'
import { connectedSpans } from './connected-spans.ts'
import { FittingGroup } from './fitting-group.ts'
import { Group } from './group.ts'

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

/** Joins the groups that one process called. */
function joinCalled(groups: readonly Group[]): Group[] {
  return joinBy(groups, ({ callers }) => [...callers])
}

/** Joins the groups that a process called with the group of that process, if there is only one. */
function joinCallers(groups: readonly Group[]): Group[] {
  const callers = new CallerIndex(groups)
  const joined = groups.filter((group) => {
    const caller = callers.onlyCaller(group)
    if (caller !== undefined) callers.join(caller, group)
    return caller !== undefined
  })
  const isJoined = new Set(joined)
  return groups.filter((group) => !isJoined.has(group))
}

/** Joins the steps of a page with the error that Next.js reported of it. */
function joinPages(groups: readonly Group[]): Group[] {
  const pages = groups.filter(({ hasRequest }) => !hasRequest)
  const joined = joinBy(pages, ({ processes, callers }) => [...processes, ...callers])
  return [...groups.filter(({ hasRequest }) => hasRequest), ...joined]
}

/** Joins groups that have a key in common. */
function joinBy(groups: readonly Group[], keysOf: (group: Group) => string[]): Group[] {
  const byKey = new Map<string, FittingGroup>()
  const joined: Group[] = []
  for (const group of groups) {
    const keys = keysOf(group)
    const other = keys.map((key) => byKey.get(key)?.find(group)).find((one) => one !== undefined)
    const { tenants } = group
    if (other === undefined) joined.push(group)
    else other.add(group)
    for (const key of keys) {
      const fitting = byKey.get(key) ?? new FittingGroup()
      fitting.add(other ?? group, tenants)
      byKey.set(key, fitting)
    }
  }
  return joined
}
