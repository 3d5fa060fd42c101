import { workAsyncStorage } from 'next/dist/server/app-render/work-async-storage.external.js'
import { harmless } from '../core/harmless.ts'

/** The pattern of the running route, such as `/api/jobs/[id]`, from Next's own store, where it has one. */
export function routePattern(): string | undefined {
  const route: unknown = harmless(() => workAsyncStorage.getStore()?.route)
  return typeof route === 'string' ? route.replace(/\/route$/, '') : undefined
}
