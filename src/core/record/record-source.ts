import type { RequestHost } from '../host.ts'
import type { TraceContext } from '../propagation/inbound.ts'
import type { Settings } from '../settings.ts'

/** What the records and spans of one request are made from. */
export interface RecordSource {
  readonly settings: Settings
  /** `undefined` for a detached trace. */
  readonly traceContext: TraceContext | undefined
  readonly host: RequestHost
}
