import * as work from 'next/dist/server/app-render/work-async-storage.external.js'
import * as unit from 'next/dist/server/app-render/work-unit-async-storage.external.js'
import { safeGet } from '../core/lib/safe-get.ts'

// These stores of Next.js are no public API. A store or member of another shape counts as missing.

/** What Next.js is doing: `request`, or one of several kinds of prerendering and caching. */
export interface WorkUnit {
  readonly type: string
  readonly headers?: unknown
  readonly url?: unknown
}

/** Returns what Next.js is doing; `undefined` if that is unknown. */
export function workUnit(): WorkUnit | undefined {
  const store = readStore(safeGet(unit, 'workUnitAsyncStorage'))
  return typeof safeGet(store, 'type') === 'string' ? (store as WorkUnit) : undefined
}

/** Under this key, the cookies of Next.js have those that the handler has set. */
const SET_COOKIES = Symbol.for('next.mutated.cookies')

/**
 * Makes Next.js leave the cookies out of the response that the handler has set.
 * @throws TypeError if they are not where they are known to be
 */
export function discardCookies(): void {
  const store = workUnit()
  if (store === undefined) return // outside of Next.js
  const cookies = safeGet(store, 'mutableCookies') as object
  const own = Object.create(cookies, { [SET_COOKIES]: { value: [] } })
  if (!Array.isArray(safeGet(cookies, SET_COOKIES))) throw new TypeError('unknown cookies')
  Object.defineProperty(store, 'mutableCookies', { value: own })
}

/** Returns the pattern of the running route, such as `/api/jobs/[id]`. */
export function routePattern(): string | undefined {
  const route = workMember('route')
  return typeof route === 'string' ? route : undefined
}

/** Whether the running code is of a route handler's file, `route.ts`. */
export function isRouteHandler(): boolean {
  return /(?:^|\/)route$/.test(String(workMember('page')))
}

/** Returns the pattern of an API route of the Pages Router, such as `/api/jobs/[id]`. */
export function apiPattern(request: object): string | undefined {
  const page = safeGet(definitionOf(request), 'page')
  return typeof page === 'string' ? page : undefined
}

/** Returns the pattern of the app's page that answers a request; `undefined` if no page of its own does. */
export function pagePattern(request: object): string | undefined {
  const definition = definitionOf(request)
  const kind = safeGet(definition, 'kind')
  const path = safeGet(definition, 'pathname')
  // Next.js's own pages are called `/_error`, `/_not-found` and the like.
  const isOwn = (kind === 'APP_PAGE' || kind === 'PAGES') && !/^\/(_|404$)/.test(String(path))
  return isOwn ? String(path) : undefined
}

function definitionOf(request: object): unknown {
  const meta = safeGet(request, Symbol.for('NextInternalRequestMeta'))
  return safeGet(safeGet(meta, 'match'), 'definition')
}

/** Returns the `fetchCache` of the running route's file. */
export function fetchCacheMode(): unknown {
  return workMember('fetchCache')
}

function workMember(name: string): unknown {
  return safeGet(readStore(safeGet(work, 'workAsyncStorage')), name)
}

function readStore(storage: unknown): unknown {
  try {
    return (storage as { getStore?(): unknown } | undefined)?.getStore?.()
  } catch {
    return undefined // another kind of storage
  }
}
