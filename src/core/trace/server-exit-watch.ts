import { guard } from '../outcome/guard.ts'
import { node } from '../platform/node.ts'
import { processGlobal } from '../platform/process-global.ts'
import { ExitWatch, type WatchedRequest } from './exit-watch.ts'
import { type BeforeEnd, processEnd } from './process-end.ts'

/**
 * Calls `end` when the process of a server exits or crashes.
 * @returns a function that ends the watching
 */
export function watchServerExit(end: WatchedRequest['end']): () => void {
  const watch = processGlobal('serverExit', () => new ServerExitWatch())
  const request: WatchedRequest = { end, slot: undefined }
  guard(() => watch.add(request))
  return () => void guard(() => watch.delete(request))
}

/** Requests that hang must not fill the memory. */
const MAX_REQUESTS = 10_000

/**
 * The requests that run in a server. Their endings are also written if a signal ends the process and
 * nothing else listens to that signal.
 */
class ServerExitWatch extends ExitWatch {
  #count = 0
  readonly #processEnd = processEnd()
  readonly #beforeEnd: BeforeEnd = {
    end: (signal) => this.endAll(`The process was ended by ${signal}`),
  }

  constructor() {
    // With a handler for uncaught errors, as Next.js has one, the process goes on.
    super(() => node?.listenerCount('uncaughtException') === 0 && !hasCaptureCallback())
  }

  override add(request: WatchedRequest): void {
    if (this.#count === MAX_REQUESTS) return
    super.add(request)
    this.#count += 1
    if (this.#count === 1) this.#processEnd.add(this.#beforeEnd)
  }

  override delete(request: WatchedRequest): void {
    if (request.slot === undefined) return
    super.delete(request)
    this.#count -= 1
    if (this.#count === 0) this.#processEnd.delete(this.#beforeEnd)
  }
}

function hasCaptureCallback(): boolean {
  return node?.hasUncaughtExceptionCaptureCallback?.() === true
}
