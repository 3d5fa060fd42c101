import { guard } from '../outcome/guard.ts'
import { hasEvents, node } from '../platform/node.ts'
import { processGlobal } from '../platform/process-global.ts'
import { ExitWatch, type WatchedRequest } from './exit-watch.ts'

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

const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const
/** To begin or end listening takes 15 µs for each signal: a server listens on between two requests. */
const IDLE_MS = 1_000
/** Requests that hang must not fill the memory. */
const MAX_REQUESTS = 10_000

/**
 * The requests that run in a server. Their endings are also written if a signal ends the process and
 * nothing else listens to that signal. All copies of this package share one instance: each would take
 * the listener of another one for the application's.
 */
class ServerExitWatch extends ExitWatch {
  #count = 0
  #isListening = false
  #idle: NodeJS.Timeout | undefined

  constructor() {
    // With a handler for uncaught errors, as Next.js has one, the process goes on.
    super(() => node?.listenerCount('uncaughtException') === 0 && !hasCaptureCallback())
  }

  override add(request: WatchedRequest): void {
    if (this.#count === MAX_REQUESTS) return
    super.add(request)
    this.#count += 1
    this.#listen()
  }

  override delete(request: WatchedRequest): void {
    if (request.slot === undefined) return
    super.delete(request)
    this.#count -= 1
    if (this.#count > 0 || this.#idle !== undefined || !this.#isListening) return
    this.#idle = setTimeout(() => {
      this.#idle = undefined
      if (this.#count === 0) this.#unlisten()
    }, IDLE_MS)
    this.#idle.unref?.()
  }

  // Before all other listeners: packages that end the process by themselves count the listeners.
  #listen(): void {
    if (this.#isListening || !hasEvents) return
    this.#isListening = true
    for (const signal of SIGNALS) node?.prependListener(signal, this.#onSignal)
  }

  #unlisten(): void {
    this.#isListening = false
    for (const signal of SIGNALS) node?.off(signal, this.#onSignal)
  }

  readonly #onSignal = (signal: NodeJS.Signals): void => {
    this.#unlisten()
    if (node === undefined) return
    if (node.listenerCount(signal) > 0) {
      // They decide whether the process ends. If it doesn't, requests go on.
      queueMicrotask(() => this.#count > 0 && this.#listen())
      return
    }
    this.endAll(`The process was ended by ${signal}`)
    // Without our listener, the signal has its usual effect.
    node.kill(node.pid, signal)
  }
}

function hasCaptureCallback(): boolean {
  return node?.hasUncaughtExceptionCaptureCallback?.() === true
}
