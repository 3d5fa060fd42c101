import { workAsyncStorage } from 'next/dist/server/app-render/work-async-storage.external.js'
import { workUnitAsyncStorage } from 'next/dist/server/app-render/work-unit-async-storage.external.js'

// Next.js's own stores. A test that uses them imports `next/dist/server/node-environment-baseline.js`
// first, as Next.js does: the stores are made of a global that it sets.

/** Runs `run` as a part of a route whose file has these settings, as Next.js does. */
export function inRoute<T>(store: { route?: string; fetchCache?: string }, run: () => T): T {
  return workAsyncStorage.run(store as never, run)
}

/** Runs `run` as server components of a request run. */
export function inRequest<T>(headers: Headers, run: () => T): T {
  return workUnitAsyncStorage.run({ type: 'request', headers } as never, run)
}
