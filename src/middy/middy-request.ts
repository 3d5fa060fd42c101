import { isObject } from '../core/lib/is-object.ts'
/** The members of Middy's request object that are watched. */
export interface MiddyRequest {
  readonly event: unknown
  readonly context: unknown
  response: unknown
  error: unknown
}

/** How Middy left a request. */
export interface RequestEnding {
  readonly response: unknown
  /** The first error, even if other middlewares replaced it. */
  readonly failure?: { readonly error: unknown } | undefined
  /** The error that an `onError` threw instead of the first one. */
  readonly thrownInstead?: unknown
  /** Whether an `onError` threw. Then no response is sent. */
  readonly onErrorThrew?: boolean
}

/**
 * Whether an `onError` threw this error, instead of setting it. Middy marks an error that was
 * thrown with `originalError`, unless it is the original error.
 */
export function isThrownByOnError(error: unknown, original: unknown): boolean {
  return !isObject(error) || error === original || 'originalError' in error
}
