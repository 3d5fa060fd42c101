import { hasEvents, node } from '../core/platform/node.ts'

const waiting = new Set<() => Promise<void>>()
let isListening = false

/**
 * Calls a function once when the process has nothing left to do, unless `stopBeforeExit` is called with it
 * before.
 */
export function callBeforeExit(send: () => Promise<void>): void {
  waiting.add(send)
  if (isListening || !hasEvents) return
  isListening = true
  // What it begins keeps the process alive.
  node?.on('beforeExit', () => {
    for (const one of waiting) {
      // A collector that refuses what it gets, and wants it again at once, must not keep the process alive.
      waiting.delete(one)
      void one()
    }
  })
}

/** Stops what `callBeforeExit` began. */
export function stopBeforeExit(send: () => Promise<void>): void {
  waiting.delete(send)
}
