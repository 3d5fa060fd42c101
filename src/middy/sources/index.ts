import { httpApi, restApi } from './http.ts'
import type { Incoming, Source } from './source.ts'

/** In the order in which they are asked. */
const SOURCES: readonly Source[] = [httpApi, restApi]

const UNKNOWN: Incoming = { header: () => undefined, answersHttp: false }

/** What an event tells about its request; of an event that no source knows, nothing. */
export function readEvent(event: unknown): Incoming {
  for (const source of SOURCES) {
    const incoming = source(event)
    if (incoming !== undefined) return incoming
  }
  return UNKNOWN
}
