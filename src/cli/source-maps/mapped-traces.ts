import type { CauseRecord, ErrorRecord } from '../../core/record.ts'
import { isError, type RequestRecord } from '../../lines/record.ts'
import type { FoundTrace } from '../trace/found-trace.ts'
import type { SourceMaps, StackWriter } from './source-maps.ts'

type MapStack = (stack: string) => string

/** Returns a trace whose errors have their stacks in the sources. */
export function mappedTrace(trace: FoundTrace, maps: SourceMaps, withSource: boolean): FoundTrace {
  const { records: entries } = trace
  const mapped = mappedRecords(
    entries.map(({ record }) => record),
    maps,
    withSource,
  )
  const records = entries.map((entry, index) => ({
    ...entry,
    record: mapped[index] ?? entry.record,
  }))
  return { ...trace, records }
}

/** Returns the records of a trace with the stacks of their errors in the sources. */
export function mappedRecords(
  records: readonly RequestRecord[],
  maps: SourceMaps,
  withSource: boolean,
): RequestRecord[] {
  const writerOf = stackWriters(records)
  return records.map((record) => {
    const mapStack: MapStack = (stack) => maps.mapStack(stack, writerOf(record), withSource)
    return mappedRecord(record, mapStack)
  })
}

/** Returns a function that returns what wrote the stacks of a record of a trace. */
export function stackWriters(
  records: readonly RequestRecord[],
): (record: RequestRecord) => StackWriter {
  const versions = versionsOf(records)
  return (record) => ({
    version: versions.get(processOf(record)),
    service: record.service,
    at: Date.parse(record.timestamp),
  })
}

function mappedRecord(record: RequestRecord, mapStack: MapStack): RequestRecord {
  const { error, metadata } = record
  const line = metadata?.error
  return {
    ...record,
    ...(error && { error: mappedError(error, mapStack) as ErrorRecord }),
    ...(isError(line) && { metadata: { ...metadata, error: mappedError(line, mapStack) } }),
  }
}

function mappedError(error: CauseRecord, mapStack: MapStack): CauseRecord {
  const { stack, cause } = error
  return {
    ...error,
    ...(stack !== undefined && { stack: mapStack(stack) }),
    ...(cause && { cause: mappedError(cause, mapStack) }),
  }
}

/** Returns the version of each process or service. Only starts and endings have it. */
function versionsOf(records: readonly RequestRecord[]): ReadonlyMap<string, string | undefined> {
  const versions = new Map<string, string | undefined>()
  for (const record of records) {
    const { version } = record
    if (typeof version !== 'string') continue
    const writer = processOf(record)
    // Two versions of one service in a trace: neither is known to be that of a step.
    const isOther = versions.has(writer) && versions.get(writer) !== version
    versions.set(writer, isOther ? undefined : version)
  }
  return versions
}

function processOf({ service, functionName = '', requestId = '' }: RequestRecord): string {
  return JSON.stringify([service, functionName, requestId])
}
