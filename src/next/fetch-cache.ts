import type { FetchCache, FetchInput } from '../core/host.ts'
import { safeGet } from '../core/lib/safe-get.ts'
import { fetchCacheMode } from './work-store.ts'

const CACHING_MODES: readonly unknown[] = ['force-cache', 'only-cache', 'default-cache']

/** Next.js's `fetch`, which keeps responses under a key of which all headers but `traceparent` and `tracestate` are a part. */
export const FETCH_CACHE: FetchCache = {
  mayKeep(input: FetchInput, init?: RequestInit): boolean {
    const revalidate = safeGet(safeGet(init, 'next') ?? safeGet(input, 'next'), 'revalidate')
    if (revalidate !== undefined) return revalidate !== 0
    const cache = safeGet(init, 'cache') ?? safeGet(input, 'cache')
    if (cache === 'force-cache') return true
    return cache !== 'no-store' && cache !== 'no-cache' && CACHING_MODES.includes(fetchCacheMode())
  },
  // A kept response is given a `url` of its own, which can't be seen among its members; one that
  // was sent has the class's, or after cloning one that can.
  isHit(response: unknown): boolean {
    const url = Object.getOwnPropertyDescriptor(Object(response), 'url')
    return url !== undefined && !url.enumerable
  },
}
