import type { Level, TraceRecord } from './record.ts'

const COLOURS: Readonly<Record<Level, number>> = { debug: 90, info: 32, warn: 33, error: 31 }

/**
 * A record as one line for people:
 * `[14:30:00.200] INFO  Lambda start  req_…  bg-remover:process  (cold)`.
 */
export function formatPretty(record: TraceRecord, colour: boolean): string {
  const paint = (code: number, text: string): string =>
    colour ? `\u001b[${code}m${text}\u001b[0m` : text
  const parts = [
    `${paint(90, `[${record.timestamp.slice(11, 23)}]`)} ${paint(COLOURS[record.level], record.level.toUpperCase().padEnd(5))} ${oneLine(record.message)}`,
    record.hopResult,
    record.traceId && paint(90, record.traceId),
    record.action,
    record.duration === undefined ? undefined : `${record.duration} ms`,
    notes(record),
    record.error && paint(31, oneLine(`${record.error.code}: ${record.error.message}`)),
  ]
  return parts.filter(Boolean).join('  ')
}

function notes(record: TraceRecord): string | undefined {
  const status = record.metadata?.statusCode
  const words = [
    record.coldStart && record.phase === 'start' && 'cold',
    status !== undefined && String(status),
    record.late && 'late',
    record.truncated && 'truncated',
  ].filter(Boolean)
  return words.length === 0 ? undefined : `(${words.join(', ')})`
}

// What a record contains must not act on the terminal.
function oneLine(text: string): string {
  return text.replace(/\p{Cc}+/gu, ' ')
}
