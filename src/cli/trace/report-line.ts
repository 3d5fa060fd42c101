import type { CauseRecord, Level } from '../../core/record.ts'
import type { PlatformEntry } from '../../lines/entry.ts'
import { isError, type RequestRecord } from '../../lines/record.ts'
import { fieldsOf } from '../../lines/wrapped.ts'
import type { JoinedLine } from './found-trace.ts'

/** A line that is shown among the steps of a trace. */
export interface ReportLine {
  /** Milliseconds since 1970. */
  readonly time: number | undefined
  readonly level: Level | undefined
  readonly text: string
  /** The step that the line was written in. */
  readonly spanId: string | undefined
  /** The id of the invocation that the line was written in. */
  readonly requestId: string | undefined
  /** The error that the line tells of. */
  readonly error: CauseRecord | undefined
}

/** What a waterfall shows of these begins or ends a step, and says no more. */
const SILENT = new Set(['start', 'end', 'runtimeDone'])

/** Returns the lines to show: those that a trace's code wrote, those of Lambda and of other loggers. */
export function reportLines(
  logs: readonly RequestRecord[],
  joined: readonly JoinedLine[],
): ReportLine[] {
  const shown = joined.filter((line) => line.kind === 'other' || !SILENT.has(line.type))
  return [...logs.map(ownLine), ...shown.map(joinedLine)].sort(byTime)
}

/** Returns the lines that a trace's own code wrote: `trace.info('…')`. */
export function logsIn(records: readonly RequestRecord[]): RequestRecord[] {
  return records.filter(({ phase }) => phase === 'log')
}

function ownLine({
  timestamp,
  level,
  message,
  metadata,
  error,
  spanId,
  requestId,
}: RequestRecord): ReportLine {
  const { error: logged, ...rest } = fieldsOf(metadata) ?? {}
  const cause = asError(error ?? logged)
  const parts = [
    message,
    cause === undefined ? '' : `${cause.name ?? 'Error'}: ${cause.message}`,
    Object.keys(rest).length === 0 ? '' : JSON.stringify(rest),
  ]
  const text = parts.filter(Boolean).join('  ')
  return { time: Date.parse(timestamp), level, text, spanId, requestId, error: cause }
}

function asError(value: unknown): CauseRecord | undefined {
  return isError(value) ? value : undefined
}

function joinedLine(line: JoinedLine): ReportLine {
  const idOf = (kind: string): string | undefined => line.ids.find((id) => id.kind === kind)?.value
  const where = { time: line.time, spanId: idOf('span'), requestId: idOf('request') }
  if (line.kind === 'platform') return { ...where, ...describePlatform(line), error: undefined }
  const { level, message, error } = line
  const isTold = error === undefined || message.includes(error.message)
  const text = isTold ? message : `${message}  ${error.message}`
  return { ...where, level, text, error }
}

function describePlatform(line: PlatformEntry): Pick<ReportLine, 'level' | 'text'> {
  const { type, status, errorType, durationMs, initDurationMs, maxMemoryUsedMb } = line
  const isFailed = status !== undefined && status !== 'success'
  const facts = [
    isFailed ? status : undefined,
    errorType,
    durationMs === undefined ? undefined : `${durationMs} ms`,
    initDurationMs === undefined ? undefined : `init ${initDurationMs} ms`,
    maxMemoryUsedMb === undefined ? undefined : `${maxMemoryUsedMb} of ${line.memorySizeMb} MB`,
  ]
  const known = facts.filter((fact) => fact !== undefined)
  const text = known.length === 0 ? line.message : `Lambda ${type}: ${known.join(', ')}`
  return { level: isFailed ? 'error' : undefined, text }
}

function byTime({ time: a = 0 }: ReportLine, { time: b = 0 }: ReportLine): number {
  return a - b
}
