/** The part of Middy's request object that is watched. */
export interface MiddyRequest {
  readonly event: unknown
  readonly context: unknown
  response: unknown
  error: unknown
}

/** How Middy left a request. */
export interface Ending {
  readonly response: unknown
  /** The first error, whatever other middlewares made of it later. */
  readonly failure?: { readonly error: unknown } | undefined
  /** The error that an `onError` threw instead of it. */
  readonly thrownInstead?: unknown
  /** Whether an `onError` threw, so that no response goes out. */
  readonly isThrown?: boolean
}

/** Told of a request's ending. */
export interface EndingListener {
  /** What it returns becomes the response. */
  end(ending: Ending): unknown
  /** A response that came after the ending, as it should go out. */
  answerLate(response: unknown): unknown
}

const WATCH: unique symbol = Symbol('hoptrace')

type Watched = MiddyRequest & { [WATCH]?: EndingWatch }

/** The watch over a request, if there is one. */
export function watchOf(request: MiddyRequest): EndingWatch | undefined {
  return (request as Watched)[WATCH]
}

/**
 * Watches how a request ends. Middy calls no hook of ours after an early return, nor when a later
 * middleware's `after` or `onError` returns a value or throws; and `http-error-handler` replaces the
 * error before we see it. But Middy assigns `request.response` and `request.error` in each case.
 */
export class EndingWatch {
  /** Who watches; a second watcher of one request is none. */
  readonly owner: object
  readonly #request: MiddyRequest
  readonly #listener: EndingListener
  #response: unknown
  #error: unknown
  #watchesError = false
  #failure: Ending['failure']
  #thrownInstead: unknown
  #isThrown = false
  /** Whether Middy has got to our `onError`, with no response by then. */
  #hasFailed = false
  #finished = false

  constructor(request: MiddyRequest, owner: object, listener: EndingListener) {
    this.owner = owner
    this.#request = request
    this.#listener = listener
    this.#response = request.response
    const watched: Watched = request
    watched[WATCH] = this
    Object.defineProperty(request, 'response', ACCESSORS.response)
  }

  get response(): unknown {
    return this.#response
  }

  set response(value: unknown) {
    if (value === undefined) this.#watchError()
    this.#response = this.#finished ? this.#listener.answerLate(value) : value
    if (this.#hasFailed && value !== undefined) this.#finish()
    if (this.#finished || !isEarlyResponse(this.#request, value)) return
    // Middy also clears the response, before it tells of the first error.
    const isKnown = this.#failure !== undefined
    if (value === undefined) this.#finishUnless(() => !isKnown && this.#failure !== undefined)
    else this.#finish()
  }

  get error(): unknown {
    return this.#error
  }

  set error(value: unknown) {
    const isRethrown = value === this.#error
    this.#error = value
    if (this.#failure === undefined) this.#failure = { error: value }
    else if (isRethrown || isThrown(value, this.#failure.error)) {
      if (value !== this.#failure.error) this.#thrownInstead = value
      this.#isThrown = true
      this.#finishUnless(() => false)
    }
  }

  /** Middy got to our `after`. */
  succeeded(): void {
    this.#finish()
  }

  /** Middy got to our `onError`. */
  failed(): void {
    this.#watchError()
    this.#failure ??= { error: this.#error }
    this.#isThrown = false // else Middy had not got here
    if (this.#finished || this.#response !== undefined) {
      this.#finish()
      return
    }
    // An `onError` that comes after ours may still answer.
    this.#hasFailed = true
    this.#finishUnless(() => false)
  }

  // Middy clears the response before it tells of an error: of a request that succeeds only that is watched.
  #watchError(): void {
    if (this.#watchesError) return
    this.#watchesError = true
    this.#error = this.#request.error
    Object.defineProperty(this.#request, 'error', ACCESSORS.error)
  }

  #finish(): void {
    this.#finished = true
    this.#hasFailed = false
    this.#response = this.#listener.end({
      response: this.#response,
      failure: this.#failure,
      thrownInstead: this.#thrownInstead,
      isThrown: this.#isThrown,
    })
  }

  // Whether Middy goes on is not known yet: what it does at once comes first.
  #finishUnless(goesOn: () => boolean): void {
    queueMicrotask(() => {
      if (!this.#finished && !goesOn()) this.#finish()
    })
  }
}

// The same functions for every request: with its own, each would be a shape of its own to V8.
const ACCESSORS = { response: accessorOf('response'), error: accessorOf('error') }

function accessorOf(name: 'response' | 'error'): PropertyDescriptor & ThisType<Required<Watched>> {
  return {
    configurable: true,
    enumerable: true,
    get() {
      return this[WATCH][name]
    },
    set(value: unknown) {
      this[WATCH][name] = value
    },
  }
}

function isEarlyResponse(request: object, value: unknown): boolean {
  return 'earlyResponse' in request && Object.is(request.earlyResponse, value)
}

// An error that an `onError` threw is marked by Middy with the original one, or is that one;
// an error that was merely replaced is neither.
function isThrown(value: unknown, original: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true
  return value === original || 'originalError' in value
}
