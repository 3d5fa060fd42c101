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

/**
 * Watches how a request ends. Middy calls no hook of ours after an early return, nor when a later
 * middleware's `after` or `onError` returns a value or throws; and `http-error-handler` replaces the
 * error before we see it. But Middy assigns `request.response` and `request.error` in each case.
 *
 * @param end told of the ending; what it returns becomes the response
 * @returns to be called by our own `after` and `onError`, when Middy does get there
 */
export function watchEnding(request: MiddyRequest, end: (ending: Ending) => unknown): () => void {
  let { response, error } = request
  let failure: Ending['failure'] = error === undefined ? undefined : { error }

  const finish = (): void => {
    response = end({ response, failure })
  }

  Object.defineProperty(request, 'response', {
    configurable: true,
    enumerable: true,
    get: () => response,
    set: (value: unknown) => {
      response = value
      if ('earlyResponse' in request && request.earlyResponse === value) finish()
    },
  })

  Object.defineProperty(request, 'error', {
    configurable: true,
    enumerable: true,
    get: () => error,
    set: (value: unknown) => {
      error = value
      if (failure === undefined) failure = { error: value }
      else if (isThrown(value, failure.error)) finish()
    },
  })

  return finish
}

// An error that an `onError` threw is marked by Middy with the original one, or is that one;
// an error that was merely replaced is neither.
function isThrown(value: unknown, original: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true
  return value === original || 'originalError' in value
}
