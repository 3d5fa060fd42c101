import { guard } from '../core/outcome/guard.ts'
import { appendTo } from '../core/platform/append.ts'
import { timestamp } from '../core/platform/clock.ts'
import { environment } from '../core/platform/environment.ts'
import type { TraceRecord } from '../core/record.ts'

/** A test that expects something of many traces gets a note in the first ones. */
const MAX_NOTES = 20

/** Adds a failed expectation to its traces in `HOPTRACE_FILE`, which `hoptrace dev` reads. */
export function noteFailure(records: readonly TraceRecord[], message: string): void {
  const path = environment('HOPTRACE_FILE')
  const append = path ? appendTo(path) : undefined
  if (append === undefined) return
  const traces = Map.groupBy(records, ({ traceId }) => traceId)
  for (const [first] of [...traces.values()].slice(0, MAX_NOTES)) {
    const line = JSON.stringify({
      timestamp: timestamp(),
      level: 'error',
      message: 'Expectation failed',
      traceId: first?.traceId,
      spanId: first?.spanId,
      service: first?.service,
      layer: first?.layer,
      action: first?.action,
      phase: 'log',
      error: { message, code: 'EXPECTATION_FAILED', name: 'ExpectationError' },
    })
    guard(() => append(line), 'HOPTRACE_FILE got no record')
  }
}
