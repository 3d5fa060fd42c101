import type { FetchCache, FetchInput } from '../core/host.ts'
import { safeGet } from '../core/lib/safe-get.ts'
import type { Outcome } from '../core/outcome/outcome.ts'
import { hopStep, type StepOutcome } from '../core/trace/step.ts'
import { fetchCacheMode } from './work-store.ts'

/** The values of a route's `fetchCache` that cache a `fetch` without a `cache` of its own. */
const CACHING_MODES: readonly unknown[] = ['force-cache', 'only-cache', 'default-cache']

/** Headers that would give each request its own cache key. */
const KEY_HEADERS = ['x-trace-id', 'x-trace-parent', 'x-amzn-trace-id']

/** The cache of Next.js's `fetch`. All headers but `traceparent` and `tracestate` are part of its keys. */
export const FETCH_CACHE: FetchCache = {
  mayKeep(input: FetchInput, init?: RequestInit): boolean {
    const revalidate = safeGet(safeGet(init, 'next') ?? safeGet(input, 'next'), 'revalidate')
    if (revalidate !== undefined) return revalidate !== 0
    const cache = safeGet(init, 'cache') ?? safeGet(input, 'cache')
    if (cache === 'force-cache') return true
    return cache !== 'no-store' && cache !== 'no-cache' && CACHING_MODES.includes(fetchCacheMode())
  },
  // Next.js defines `url` on a cached response as a property that isn't enumerable. A response of the
  // network has the getter of its class, or after cloning a property that is enumerable.
  isHit(response: unknown): boolean {
    const url = Object.getOwnPropertyDescriptor(Object(response), 'url')
    return url !== undefined && !url.enumerable
  },
  removeAdded(headers: Headers, given: Headers): void {
    for (const name of KEY_HEADERS) if (!given.has(name)) headers.delete(name)
  },
  // A call turns into a hop if the response came from the cache.
  judge(outcome: Outcome, response: unknown): StepOutcome {
    const cacheStatus = FETCH_CACHE.isHit(response) ? 'hit' : 'miss'
    const judged = { ...outcome, metadata: { ...outcome.metadata, cacheStatus } }
    if (cacheStatus === 'miss') return judged
    return { ...judged, step: hopStep('fetch-cache'), hopResult: cacheStatus }
  },
}
