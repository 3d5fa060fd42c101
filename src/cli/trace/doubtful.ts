import type { RecordEntry } from '../../lines/entry.ts'
import { isAtStart, isFromTool } from '../../lines/line-start.ts'
import type { RequestRecord } from '../../lines/record.ts'

/** A record that may not be what it says. */
export interface DoubtfulRecord {
  readonly record: RequestRecord
  /** Why: `inside a line`, or `from another source` than the other lines of its service. */
  readonly doubt: 'inside a line' | 'from another source'
  /** The log group or the file. */
  readonly source: string
}

/** The records of a trace. */
export interface SortedRecords {
  readonly records: readonly RequestRecord[]
  readonly doubtful: readonly DoubtfulRecord[]
}

/**
 * Sorts out the records that somebody else than their service may have printed, such as an application
 * that prints what a stranger sent. If all of them are doubtful, none is left out.
 */
export function sortDoubtful(lines: readonly RecordEntry[]): SortedRecords {
  const inside = new Set(linesInside(lines))
  const standing = lines.filter((line) => !inside.has(line))
  const foreign = new Set(linesOfOthers(standing))
  const trusted = standing.filter((line) => !foreign.has(line))
  const doubtful = [
    ...[...inside].map(
      ({ record, source }) => ({ record, doubt: 'inside a line', source }) as const,
    ),
    ...[...foreign].map(
      ({ record, source }) => ({ record, doubt: 'from another source', source }) as const,
    ),
  ]
  const shown = trusted.length > 0 ? trusted : lines
  return { records: shown.map(({ record }) => record), doubtful }
}

/** Returns the lines whose record doesn't stand at the line's start. */
export function linesInside(lines: readonly RecordEntry[]): RecordEntry[] {
  const bare = new Set(lines.filter(({ prefix }) => isAtStart(prefix)).map(({ source }) => source))
  return lines.filter(
    ({ prefix, source }) => !isAtStart(prefix) && (bare.has(source) || !isFromTool(prefix)),
  )
}

/** Returns the lines that stand in the source of another service, while their own has one elsewhere. */
function linesOfOthers(lines: readonly RecordEntry[]): RecordEntry[] {
  const totals = countBy(lines, logOf)
  const homes = new Map<string, string>()
  const residents = new Map<string, number>()
  for (const [origin, own] of Map.groupBy(lines, originOf)) {
    const counts = [...countBy(own, logOf)]
    const shares = counts.map(([log, count]) => [log, count / (totals.get(log) ?? 1)] as const)
    const [[home] = ['']] = shares.toSorted(([, a], [, b]) => b - a)
    homes.set(origin, home)
    residents.set(home, (residents.get(home) ?? 0) + 1)
  }
  return lines.filter((line) => {
    const log = logOf(line)
    return isOfOtherFunction(line) || (homes.get(originOf(line)) !== log && residents.has(log))
  })
}

const ROTATED = /^(.*\.(?:log|ndjson|jsonl|json|txt|out))[.\d-]*(?:\.(?:gz|zst))?$/s

/** The log that a line stands in: its file, of a rotated log the name that all its files have. */
function logOf({ source }: RecordEntry): string {
  return ROTATED.exec(source)?.[1] ?? source
}

/** The functions of one service have log groups of their own. */
function originOf({ record: { service, functionName = '' } }: RecordEntry): string {
  return JSON.stringify([service, functionName])
}

/** Whether a record of a function stands in the log group of another function. */
export function isOfOtherFunction({ record: { functionName }, source }: RecordEntry): boolean {
  const [, group] = /(?:^|:)\/aws\/lambda\/([\w-]+)$/.exec(source) ?? []
  return functionName !== undefined && group !== undefined && group !== functionName
}

function countBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, number> {
  return new Map([...Map.groupBy(items, keyOf)].map(([key, group]) => [key, group.length]))
}
