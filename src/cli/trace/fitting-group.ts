import type { Group } from './group.ts'

/** Finds the first of groups that fits another one, without looking at each of them. */
export class FittingGroup {
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
