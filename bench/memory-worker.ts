// Runs in a process of its own: imports one bundle, lets it handle 1,000 requests, and answers with what
// they left on the heap and how long garbage was collected.
import { PerformanceObserver } from 'node:perf_hooks'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { EVENT, type Handler, lambdaContext } from './request.ts'

/** What a worker's first 1,000 requests need beside processor time. */
export interface WorkerMemory {
  /** KB that are reachable after them, with the function's code. */
  readonly heap: number
  /** Milliseconds in which garbage was collected. */
  readonly collecting: number
}

const REQUESTS = 1_000
const [, , file = ''] = process.argv

let collecting = 0
const observer = new PerformanceObserver((list) => {
  for (const { duration } of list.getEntries()) collecting += duration
})
const before = heapInUse()
observer.observe({ entryTypes: ['gc'] })
const { handler } = (await import(file)) as { handler?: Handler }
for (let handled = 0; handled < REQUESTS; handled += 1) {
  await nextTurn()
  await handler?.(EVENT, lambdaContext())
}
await nextTurn()
observer.disconnect()
const memory: WorkerMemory = { heap: (heapInUse() - before) / 1024, collecting }
process.send?.(memory)
process.disconnect?.()

function heapInUse(): number {
  globalThis.gc?.()
  return process.memoryUsage().heapUsed
}
