import { processGlobal } from '../platform/process-global.ts'
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

/** A trace below a span of another tracer. */
interface OtherTrace {
  readonly traceId: string
  readonly w3cTraceId: string
  readonly parentId: string
  readonly flags: number
}

/** Returns a trace below the running span of another tracer; `undefined` if there is none. */
export function otherTraceContext(): OtherTrace | undefined {
  const span = otherTracer.active?.()
  if (span === undefined) return undefined
  const { traceId: w3cTraceId, spanId: parentId, traceFlags: flags } = span
  return { traceId: traceIdFromW3c(w3cTraceId), w3cTraceId, parentId, flags }
}
