import { TRACE_HEADERS } from './trace-headers.ts'

/** Whether a header, by its lower-case name, has a value that a refused caller sent. */
export type RefusedHeaders = (name: string, value: string) => boolean

/** Remembers the trace headers of a caller that is refused. */
export function refusedHeaders(header: (name: string) => string | undefined): RefusedHeaders {
  const sent = new Map(TRACE_HEADERS.map((name) => [name, header(name)]))
  return (name, value) => {
    const own = sent.get(name)
    // Of a header that was sent twice, a host may show both values or one of them.
    return own === value || own?.split(', ').includes(value) === true
  }
}
