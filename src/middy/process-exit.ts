import { ExitWatch, type WatchedRequest } from '../core/trace/exit-watch.ts'
import type { RequestTrace } from '../core/trace/request-trace.ts'
import { endUnfinished } from './end-unfinished.ts'

let watch: ExitWatch | undefined

/**
 * Writes the ending of a trace when the process exits or crashes, unless the trace ends first.
 * @returns a function that ends the watching
 */
export function watchProcessExit(trace: RequestTrace): () => void {
  // Lambda's runtime client exits the process for each error that nothing caught.
  watch ??= new ExitWatch(() => true)
  const request: WatchedRequest = {
    end: (reason, outcome) => endUnfinished(trace, reason, outcome),
    slot: undefined,
  }
  watch.add(request)
  return () => watch?.delete(request)
}
