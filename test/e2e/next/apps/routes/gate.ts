/** The resolvers of waiting streams. All routes of an app share them. */
const shared = globalThis as { gates?: Map<string, () => void> }
shared.gates ??= new Map()
const { gates } = shared

/** Waits until the gate of this name is opened. */
export function gate(name: string): Promise<void> {
  return new Promise((resolve) => gates.set(name, resolve))
}

/** Opens the gate of this name. */
export function open(name: string): void {
  gates.get(name)?.()
  gates.delete(name)
}
