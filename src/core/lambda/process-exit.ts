import { ExitWatch, type WatchedRequest } from '../trace/exit-watch.ts'

let watch: ExitWatch | undefined

/**
 * Calls `end` when the process exits or crashes.
 * @returns a function that ends the watching
 */
export function watchProcessExit(end: WatchedRequest['end']): () => void {
  // Lambda's runtime client exits the process for each error that nothing caught.
  watch ??= new ExitWatch(() => true)
  const request: WatchedRequest = { end, slot: undefined }
  watch.add(request)
  return () => watch?.delete(request)
}
