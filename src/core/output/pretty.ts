import { escapeControls } from '../lib/escape-controls.ts'
import type { Level, TraceRecord } from '../record.ts'

const COLOURS: Readonly<Record<Level, number>> = { debug: 90, info: 32, warn: 33, error: 31 }

/**
 * Formats a record as one line for people:
 * `[14:30:00.200] INFO  Lambda start  req_…  bg-remover:process  (cold)`.
 */
export function formatPretty(record: TraceRecord, colour: boolean): string {
  const { level, metadata, error, duration, phase } = record
  const word = level.toUpperCase().padEnd(5)
  const time = record.timestamp.slice(11, 23)
  const remarks = [
    phase === 'start' && record.coldStart && 'cold',
    metadata?.statusCode,
    record.late && 'late',
    record.truncated && 'truncated',
  ].filter(Boolean)
  const parts = [
    record.message,
    record.hopResult,
    record.traceId,
    record.action,
    duration !== undefined && `${duration} ms`,
    remarks.length > 0 && `(${remarks.join(', ')})`,
    error && `${error.code}: ${error.message}`,
  ]
  const text = escapeControls(parts.filter(Boolean).join('  '))
  return `[${time}] ${colour ? `\u001b[${COLOURS[level]}m${word}\u001b[0m` : word} ${text}`
}
