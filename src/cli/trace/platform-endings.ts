import type { PlatformEntry, RecordEntry } from '../../lines/entry.ts'
import type { RequestRecord } from '../../lines/record.ts'
import { findUnfinished } from './failure.ts'
import type { FoundTrace, JoinedLine } from './found-trace.ts'

/** Lambda's longest timeout is 15 minutes. Another line says more, and is not Lambda's. */
const MAX_DURATION_MS = 1_000_000
const MS_PER_SECOND = 1_000
/** The message of a record that tells the running steps before a timeout. */
export const DEADLINE_NOTE = 'Deadline near'

/**
 * Adds the endings of requests that Lambda ended before they could write one: its own lines say why, and
 * how long they ran.
 */
export function withPlatformEndings(trace: FoundTrace): FoundTrace {
  const records = trace.records.map(({ record }) => record)
  const died = new Set(findUnfinished(records).filter(isLambdaStart))
  if (died.size === 0) return trace
  const deaths = deathsIn(trace.others)
  const begins = invocationBegins(records)
  const notes = new Map(
    records.flatMap((record) =>
      record.message === DEADLINE_NOTE ? [[record.spanId, record]] : [],
    ),
  )
  const endings = trace.records.flatMap((entry): RecordEntry[] => {
    const { record } = entry
    const { requestId = '', spanId } = record
    const death = died.has(record) ? deaths.get(requestId) : undefined
    if (death === undefined) return []
    const start = Date.parse(record.timestamp)
    const begin = begins.get(requestId)?.findLast((time) => time <= start) ?? start
    const ran = Math.max(0, begin + death.durationMs - start)
    const ending = endingOf(record, ran, death, notes.get(spanId))
    return [{ ...entry, record: ending, time: start + ran }]
  })
  return { ...trace, records: [...trace.records, ...endings] }
}

/** How an invocation ended without its process. */
interface Death {
  readonly durationMs: number
  readonly code: string
  readonly message: string
}

function deathsIn(lines: readonly JoinedLine[]): Map<string, Death> {
  const platform = lines.filter((line) => line.kind === 'platform')
  const groups = Map.groupBy(platform, ({ requestId }) => requestId ?? '')
  const deaths = [...groups].flatMap(([id, own]): [string, Death][] => {
    const death = deathOf(own)
    return death === undefined ? [] : [[id, death]]
  })
  return new Map(deaths)
}

function deathOf(lines: readonly PlatformEntry[]): Death | undefined {
  const failed = lines.filter(({ status }) => status !== undefined && status !== 'success')
  const durationMs = lines.find(isDuration)?.durationMs
  if (failed.length === 0 || durationMs === undefined) return undefined
  const timeout = failed.find(({ status }) => status === 'timeout')
  if (timeout !== undefined) {
    const message = `Lambda ended the process after ${durationMs / MS_PER_SECOND} s`
    return { durationMs, code: 'TIMEOUT', message }
  }
  const errorType = failed.find((line) => line.errorType !== undefined)?.errorType
  const isMemory = errorType === 'Runtime.OutOfMemory' || lines.some(isOutOfMemory)
  if (!isMemory) {
    return { durationMs, code: 'CRASHED', message: `The process ended: ${errorType ?? 'error'}` }
  }
  const used = lines.find((line) => line.maxMemoryUsedMb !== undefined)
  const memory =
    used === undefined ? '' : `, used ${used.maxMemoryUsedMb} of ${used.memorySizeMb} MB`
  return { durationMs, code: 'OUT_OF_MEMORY', message: `Lambda ended the process${memory}` }
}

function isDuration({ type, durationMs }: PlatformEntry): boolean {
  const isOfInvocation = type === 'report' || type === 'runtimeDone' || type === 'timeout'
  return isOfInvocation && durationMs !== undefined && durationMs <= MAX_DURATION_MS
}

/** An invocation that fails while all memory is used ran out of it. */
function isOutOfMemory({ maxMemoryUsedMb, memorySizeMb, status }: PlatformEntry): boolean {
  return status !== 'success' && maxMemoryUsedMb !== undefined && maxMemoryUsedMb === memorySizeMb
}

/** Returns when invocations began, by their ids. Lambda invokes a function again under the same id. */
function invocationBegins(records: readonly RequestRecord[]): Map<string, number[]> {
  const starts = records.filter(
    ({ phase, message }) => phase === 'start' && message !== 'Record start',
  )
  const groups = Map.groupBy(starts, ({ requestId = '' }) => requestId)
  const times = [...groups].map(([id, group]): [string, number[]] => [
    id,
    group.map(({ timestamp }) => Date.parse(timestamp)).toSorted((a, b) => a - b),
  ])
  return new Map(times)
}

function isLambdaStart({ phase, requestId }: RequestRecord): boolean {
  return phase === 'start' && requestId !== undefined
}

/**
 * Returns the ending that a request would have written, with the last running steps that it told.
 * @param ran how many milliseconds the request ran
 */
function endingOf(
  start: RequestRecord,
  ran: number,
  { code, message }: Death,
  note: RequestRecord | undefined,
): RequestRecord {
  const word = code === 'TIMEOUT' ? 'timeout' : 'error'
  return {
    ...start,
    timestamp: new Date(Date.parse(start.timestamp) + ran).toISOString(),
    level: 'error',
    message: start.message.replace('start', word),
    phase: 'complete',
    duration: ran,
    result: 'error',
    metadata: { ...start.metadata, ...note?.metadata },
    error: { message, code },
  }
}
