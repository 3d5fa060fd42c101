import * as work from 'next/dist/server/app-render/work-async-storage.external.js'
import * as unit from 'next/dist/server/app-render/work-unit-async-storage.external.js'
import { safeGet } from '../core/lib/safe-get.ts'

// Next.js's own stores, which it promises to nobody: what is not there as expected counts as absent.

/** What Next.js is at: `request`, or one of several kinds of prerendering and caching. */
export interface WorkUnit {
  readonly type: string
  readonly headers?: unknown
}

/** What Next.js is at; `undefined` where it does not say. */
export function workUnit(): WorkUnit | undefined {
  const store = storeOf(safeGet(unit, 'workUnitAsyncStorage'))
  return typeof safeGet(store, 'type') === 'string' ? (store as WorkUnit) : undefined
}

/** The pattern of the running route, such as `/api/jobs/[id]`. */
export function routePattern(): string | undefined {
  const route = storeOf(safeGet(work, 'workAsyncStorage'), 'route')
  return typeof route === 'string' ? route : undefined
}

/** The pattern of the Pages Router's running API route. */
export function apiPattern(request: object): string | undefined {
  const meta = safeGet(request, Symbol.for('NextInternalRequestMeta'))
  const page = safeGet(safeGet(safeGet(meta, 'match'), 'definition'), 'page')
  return typeof page === 'string' ? page : undefined
}

/** The `fetchCache` of the running route's file. */
export function fetchCacheMode(): unknown {
  return storeOf(safeGet(work, 'workAsyncStorage'), 'fetchCache')
}

function storeOf(storage: unknown, name?: string): unknown {
  try {
    const store = (storage as { getStore?(): unknown } | undefined)?.getStore?.()
    return name === undefined ? store : safeGet(store, name)
  } catch {
    return undefined // another kind of storage than we know
  }
}
