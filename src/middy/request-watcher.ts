import { isThrownByOnError, type MiddyRequest, type RequestEnding } from './middy-request.ts'

/** What a watcher calls when its request ends. */
export interface EndingListener {
  /** Called once. The value that it returns becomes the response. */
  onEnd(ending: RequestEnding): unknown
  /** Called for a response that is set after the ending. Returns the response to use instead. */
  onLateResponse(response: unknown): unknown
  /** Waits for the exporters. Returns `undefined` if there are none to wait for. */
  flush(): Promise<void> | undefined
}

const WATCHER: unique symbol = Symbol('hoptrace')

type Watched = MiddyRequest & { [WATCHER]?: RequestWatcher }

/** Returns the watcher of a request, if it has one. */
export function watcherOf(request: MiddyRequest): RequestWatcher | undefined {
  return (request as Watched)[WATCHER]
}

/**
 * Watches how a request ends. Middy calls none of our hooks after an early return, or if a later
 * middleware's `after` or `onError` returns a value or throws, and `http-error-handler` replaces
 * the error before our hook sees it. In each of these cases Middy assigns `request.response` or
 * `request.error`: both are accessors of this class.
 */
export class RequestWatcher {
  /** The middleware that watches the request. A request has one watcher. */
  readonly owner: object
  readonly #request: MiddyRequest
  readonly #listener: EndingListener
  readonly #ending: { -readonly [Name in keyof RequestEnding]: RequestEnding[Name] }
  #error: unknown
  #watchesError = false
  /** Whether our `onError` was called while there was no response. */
  #awaitsAnswer = false
  #hasEnded = false
  /** What Middy waits for that answers early. It calls no hook of ours, and returns what it reads. */
  #answer: Promise<unknown> | undefined

  constructor(request: MiddyRequest, owner: object, listener: EndingListener) {
    this.owner = owner
    this.#request = request
    this.#listener = listener
    this.#ending = { response: request.response }
    const watched: Watched = request
    watched[WATCHER] = this
    Object.defineProperty(request, 'response', ACCESSORS.response)
  }

  get response(): unknown {
    return this.#answer ?? this.#ending.response
  }

  set response(value: unknown) {
    if (value === undefined) this.#watchError()
    this.#ending.response = this.#hasEnded ? this.#listener.onLateResponse(value) : value
    if (this.#awaitsAnswer && value !== undefined) this.#end()
    if (this.#hasEnded || !isEarlyResponse(this.#request, value)) return
    // An early return of `undefined`, or Middy clears the response before it sets an error.
    const hadFailed = this.#ending.failure !== undefined
    if (value === undefined) this.#endSoon(() => hadFailed || this.#ending.failure === undefined)
    else {
      this.#answer = this.end()?.then(() => {
        this.#answer = undefined
        return this.response
      })
    }
  }

  get error(): unknown {
    return this.#error
  }

  set error(value: unknown) {
    const isRethrown = value === this.#error
    this.#error = value
    const ending = this.#ending
    if (ending.failure === undefined) ending.failure = { error: value }
    else if (isRethrown || isThrownByOnError(value, ending.failure.error)) {
      if (value !== ending.failure.error) ending.thrownInstead = value
      ending.onErrorThrew = true
      this.#endSoon()
    }
  }

  /** To be called by our `onError`. Returns what Middy waits for. */
  reachedOnError(): Promise<void> | undefined {
    this.#watchError()
    this.#ending.failure ??= { error: this.#error }
    this.#ending.onErrorThrew = false // Middy calls no further `onError` once one has thrown
    if (this.#hasEnded || this.response !== undefined) {
      return this.end()
    }
    // The `onError` of a middleware that is registered before ours may still answer.
    this.#awaitsAnswer = true
    this.#endSoon()
    return this.#listener.flush()
  }

  // Middy clears the response before it sets an error. Until then one accessor is enough.
  #watchError(): void {
    if (this.#watchesError) return
    this.#watchesError = true
    this.#error = this.#request.error
    Object.defineProperty(this.#request, 'error', ACCESSORS.error)
  }

  /** To be called by our `after`. Returns what Middy waits for. */
  end(): Promise<void> | undefined {
    this.#end()
    return this.#listener.flush()
  }

  #end(): void {
    this.#hasEnded = true
    this.#awaitsAnswer = false
    this.#ending.response = this.#listener.onEnd(this.#ending)
  }

  // What Middy does synchronously after this comes first.
  #endSoon(isOver = (): boolean => true): void {
    queueMicrotask(() => {
      if (!this.#hasEnded && isOver()) this.#end()
    })
  }
}

// Shared: with accessors of its own, each request object would have its own shape in V8.
const ACCESSORS = { response: accessorOf('response'), error: accessorOf('error') }

function accessorOf(name: 'response' | 'error'): PropertyDescriptor & ThisType<Required<Watched>> {
  return {
    configurable: true,
    enumerable: true,
    get() {
      return this[WATCHER][name]
    },
    set(value: unknown) {
      this[WATCHER][name] = value
    },
  }
}

function isEarlyResponse(request: object, value: unknown): boolean {
  return 'earlyResponse' in request && Object.is(request.earlyResponse, value)
}
