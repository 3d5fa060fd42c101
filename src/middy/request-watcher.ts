import { isThrownByOnError, type MiddyRequest, type RequestEnding } from './middy-request.ts'

/** What a watcher calls when its request ends. */
export interface EndingListener {
  /** Called once. The value that it returns becomes the response. */
  onEnd(ending: RequestEnding): unknown
  /** Called for a response that is set after the ending. Returns the response to use instead. */
  onLateResponse(response: unknown): unknown
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
  #response: unknown
  #error: unknown
  #watchesError = false
  #failure: RequestEnding['failure']
  #thrownInstead: unknown
  #onErrorThrew = false
  /** Whether our `onError` was called while there was no response. */
  #awaitsAnswer = false
  #hasEnded = false

  constructor(request: MiddyRequest, owner: object, listener: EndingListener) {
    this.owner = owner
    this.#request = request
    this.#listener = listener
    this.#response = request.response
    const watched: Watched = request
    watched[WATCHER] = this
    Object.defineProperty(request, 'response', ACCESSORS.response)
  }

  get response(): unknown {
    return this.#response
  }

  set response(value: unknown) {
    if (value === undefined) this.#watchError()
    this.#response = this.#hasEnded ? this.#listener.onLateResponse(value) : value
    if (this.#awaitsAnswer && value !== undefined) this.#end()
    if (this.#hasEnded || !isEarlyResponse(this.#request, value)) return
    // An early return of `undefined`, or Middy clears the response before it sets an error.
    const hadFailed = this.#failure !== undefined
    if (value === undefined) this.#endUnless(() => !hadFailed && this.#failure !== undefined)
    else this.#end()
  }

  get error(): unknown {
    return this.#error
  }

  set error(value: unknown) {
    const isRethrown = value === this.#error
    this.#error = value
    if (this.#failure === undefined) this.#failure = { error: value }
    else if (isRethrown || isThrownByOnError(value, this.#failure.error)) {
      if (value !== this.#failure.error) this.#thrownInstead = value
      this.#onErrorThrew = true
      this.#endUnless(() => false)
    }
  }

  /** To be called by our `after`. */
  reachedAfter(): void {
    this.#end()
  }

  /** To be called by our `onError`. */
  reachedOnError(): void {
    this.#watchError()
    this.#failure ??= { error: this.#error }
    this.#onErrorThrew = false // Middy calls no further `onError` once one has thrown
    if (this.#hasEnded || this.#response !== undefined) {
      this.#end()
      return
    }
    // The `onError` of a middleware that is registered before ours may still answer.
    this.#awaitsAnswer = true
    this.#endUnless(() => false)
  }

  // Middy clears the response before it sets an error. Until then one accessor is enough.
  #watchError(): void {
    if (this.#watchesError) return
    this.#watchesError = true
    this.#error = this.#request.error
    Object.defineProperty(this.#request, 'error', ACCESSORS.error)
  }

  #end(): void {
    this.#hasEnded = true
    this.#awaitsAnswer = false
    this.#response = this.#listener.onEnd({
      response: this.#response,
      failure: this.#failure,
      thrownInstead: this.#thrownInstead,
      onErrorThrew: this.#onErrorThrew,
    })
  }

  // What Middy does synchronously after this comes first.
  #endUnless(continues: () => boolean): void {
    queueMicrotask(() => {
      if (!this.#hasEnded && !continues()) this.#end()
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
