import { hasEvents, node } from '../core/platform/node.ts'

const waiting = new Set<() => Promise<void>>()
let isListening = false

/** Calls a function when the process has nothing left to do, until `stopBeforeExit` is called with it. */
export function callBeforeExit(send: () => Promise<void>): void {
  waiting.add(send)
  if (isListening || !hasEvents) return
  isListening = true
  // What it begins keeps the process alive.
  node?.on('beforeExit', () => {
    for (const one of waiting) void one()
  })
}

/** Stops what `callBeforeExit` began. */
export function stopBeforeExit(send: () => Promise<void>): void {
  waiting.delete(send)
}
