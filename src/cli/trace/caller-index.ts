import type { Group } from './group.ts'

/** The groups of a process, by the tenants that they may be of. */
class ProcessGroups {
  readonly #all = new Set<Group>()
  readonly #open = new Set<Group>()
  readonly #byTenant = new Map<string, Set<Group>>()

  add(group: Group): void {
    this.#all.add(group)
    if (group.tenants.length === 0) this.#open.add(group)
    else this.#open.delete(group)
    for (const id of group.tenants) {
      this.#byTenant.set(id, (this.#byTenant.get(id) ?? new Set()).add(group))
    }
  }

  delete(group: Group): void {
    this.#all.delete(group)
    this.#open.delete(group)
    for (const id of group.tenants) this.#byTenant.get(id)?.delete(group)
  }

  /** Yields the groups that may be of one tenant with another group. */
  *fitting({ tenants }: Group): Generator<Group> {
    if (tenants.length === 0) yield* this.#all
    else yield* this.#open
    for (const id of tenants) yield* this.#byTenant.get(id) ?? []
  }
}

/** Finds the group that called another one, without looking at each of them. */
export class CallerIndex {
  readonly #byProcess = new Map<string, ProcessGroups>()

  constructor(groups: readonly Group[]) {
    for (const group of groups) this.#add(group, group.processes)
  }

  /** Returns the only group that may have called another one. */
  onlyCaller(group: Group): Group | undefined {
    let caller: Group | undefined
    for (const id of group.callers) {
      for (const other of this.#byProcess.get(id)?.fitting(group) ?? []) {
        if (other === group || other === caller) continue
        if (caller !== undefined) return undefined
        caller = other
      }
    }
    return caller
  }

  /** Adds a group to the one that called it. */
  join(caller: Group, group: Group): void {
    for (const id of group.processes) this.#byProcess.get(id)?.delete(group)
    const known = caller.tenants.length
    caller.add(group)
    // A tenant that is new to the caller is new to all of its processes.
    const isSame = caller.tenants.length === known
    this.#add(caller, isSame ? group.processes : caller.processes)
  }

  #add(group: Group, processes: Iterable<string>): void {
    for (const id of processes) {
      const groups = this.#byProcess.get(id) ?? new ProcessGroups()
      groups.add(group)
      this.#byProcess.set(id, groups)
    }
  }
}
