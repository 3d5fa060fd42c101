import { processGlobal } from '../platform/process-global.ts'
import type { TraceContext } from './inbound.ts'
import { traceIdFromW3c } from './trace-id.ts'

/** A span of another tracer in the process. */
export interface OtherSpan {
  /** 32 lower-case hex digits. */
  readonly traceId: string
  /** 16 lower-case hex digits. */
  readonly spanId: string
  readonly traceFlags: number
}

/** How the running span of another tracer is found, if `hoptrace/otel` has found one. */
export const otherTracer = processGlobal(
  'otherTracer',
  (): { active?: () => OtherSpan | undefined } => ({}),
)

/** Returns a trace below the running span of another tracer; `undefined` if there is none. */
export function otherTraceContext(): TraceContext | undefined {
  const span = otherTracer.active?.()
  if (span === undefined) return undefined
  const { traceId: w3cTraceId, spanId: parentId, traceFlags: flags } = span
  return { traceId: traceIdFromW3c(w3cTraceId), w3cTraceId, parentId, flags }
}
