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
}

/** Told of a request's ending. */
export interface EndingListener {
  /** What it returns becomes the response. */
  end(ending: Ending): unknown
  /** A response that came after the ending, as it should go out. */
  answerLate(response: unknown): unknown
}

/** What our own hooks say, when Middy does call them. */
export interface Watch {
  succeeded(): void
  failed(): void
}

/**
 * Watches how a request ends. Middy calls no hook of ours after an early return, nor when a later
 * middleware's `after` or `onError` returns a value or throws; and `http-error-handler` replaces the
 * error before we see it. But Middy assigns `request.response` and `request.error` in each case.
 */
export function watchEnding(request: MiddyRequest, listener: EndingListener): Watch {
  let { response, error } = request
  let failure: Ending['failure']
  let finished = false

  const finish = (): void => {
    finished = true
    response = listener.end({ response, failure })
  }
  // Whether Middy goes on is not known yet: what it does at once comes first.
  const finishUnless = (goesOn: () => boolean): void =>
    queueMicrotask(() => {
      if (!finished && !goesOn()) finish()
    })

  Object.defineProperty(request, 'response', {
    configurable: true,
    enumerable: true,
    get: () => response,
    set: (value: unknown) => {
      response = finished ? listener.answerLate(value) : value
      if (finished || !isEarlyResponse(request, value)) return
      // Middy also clears the response, before it tells of an error.
      if (value === undefined) finishUnless(() => failure !== undefined)
      else finish()
    },
  })

  Object.defineProperty(request, 'error', {
    configurable: true,
    enumerable: true,
    get: () => error,
    set: (value: unknown) => {
      const isRethrown = value === error
      error = value
      if (failure === undefined) failure = { error: value }
      else if (isRethrown || isThrown(value, failure.error)) finishUnless(() => false)
    },
  })

  return {
    succeeded: finish,
    failed() {
      failure ??= { error }
      finish()
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
