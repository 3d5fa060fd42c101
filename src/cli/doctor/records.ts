import { isPretty } from '../../lines/coverage.ts'
import { parseRecord, type RequestRecord } from '../../lines/record.ts'
import { plural } from '../plural.ts'
import type { MapFolder } from '../source-maps/map-folder.ts'
import { findUnfinished } from '../trace/failure.ts'
import type { Finding } from './finding.ts'
import { checkMinified } from './minified.ts'

type Problem = Omit<Finding, 'about'>
type Check<T> = (items: readonly T[]) => Problem | undefined

const RECORD_CHECKS: readonly Check<RequestRecord>[] = [
  checkUnfinished,
  checkEndedTwice,
  checkLate,
  checkTruncated,
  checkService,
  checkVersion,
]

/** How a record begins that another logger wrapped in a message of its own. */
export const WRAPPED_START = '{\\"timestamp\\"'

/** Whether a line is one of another logger with a record as its message. */
export function isWrapped(line: string): boolean {
  return /"message":\s*"\{\\"timestamp\\"/.test(line)
}

/**
 * Returns the problems of the lines of a log.
 * @param builds the builds that may have source maps of the records' stacks
 * @param wrapped how many records of a file are wrapped, which is read without what is around them
 */
export function checkRecords(
  lines: readonly string[],
  builds: readonly MapFolder[] = [],
  wrapped = 0,
): Finding[] {
  const records = lines.flatMap((line) => parseRecord(line) ?? [])
  const problems = [
    checkWrapped(Math.max(wrapped, lines.filter(isWrapped).length)) ?? [],
    checkPretty(lines) ?? [],
    ...(records.length === 0
      ? [noRecords(lines)]
      : [
          ...RECORD_CHECKS.flatMap((check) => check(records) ?? []),
          checkMinified(records, builds) ?? [],
        ].flat()),
  ]
  return problems.flat().map((problem) => ({ about: 'records', ...problem }))
}

function noRecords(lines: readonly string[]): Problem {
  return {
    problem: `There is no record in ${plural(lines.length, 'line')}`,
    remedy: 'Send a request to a traced handler, or check another log',
  }
}

function checkWrapped(wrapped: number): Problem | undefined {
  if (wrapped === 0) return undefined
  return {
    problem: `${plural(wrapped, 'record')} in another logger's message, where Logs Insights finds no fields`,
    remedy: 'Let hoptrace write its records to stdout itself: pass them to no console or logger',
  }
}

function checkPretty(lines: readonly string[]): Problem | undefined {
  const pretty = lines.filter(isPretty).length
  if (pretty === 0) return undefined
  return {
    problem: `${plural(pretty, 'record')} in the format for people, which no query reads`,
    remedy: 'Set HOPTRACE_FORMAT=json for servers whose output goes to a file',
  }
}

function checkUnfinished(records: readonly RequestRecord[]): Problem | undefined {
  const unfinished = findUnfinished(records)
  const [first] = unfinished
  if (first === undefined) return undefined
  return {
    problem: `${plural(unfinished.length, 'start')} without an ending, such as of ${first.traceId}`,
    remedy: `The process crashed, or Lambda stopped it: run hoptrace trace ${first.traceId}`,
  }
}

function checkEndedTwice(records: readonly RequestRecord[]): Problem | undefined {
  const endings = Map.groupBy(
    records.filter(({ phase, late }) => phase === 'complete' && !late),
    ({ traceId, spanId }) => `${traceId} ${spanId}`,
  )
  const twice = [...endings.values()].filter((group) => group.length > 1).length
  if (twice === 0) return undefined
  return {
    problem: `${plural(twice, 'request')} with two endings`,
    remedy: 'The log has the same lines twice: read each file and log group once',
  }
}

function checkLate(records: readonly RequestRecord[]): Problem | undefined {
  const late = records.filter((record) => record.late && !isFromNext(record)).length
  if (late === 0) return undefined
  return {
    problem: `${plural(late, 'record')} written after the ending of the request`,
    remedy: 'Await everything that the handler starts, and register tracing() first',
  }
}

/** Whether `onRequestError` wrote a record. It always does after the ending. */
function isFromNext({ message }: RequestRecord): boolean {
  return message === 'Request error, as seen by Next.js'
}

function checkTruncated(records: readonly RequestRecord[]): Problem | undefined {
  const truncated = records.filter((record) => record.truncated).length
  if (truncated === 0) return undefined
  return {
    problem: `${plural(truncated, 'record')} cut to the size limit`,
    remedy: 'Put less into metadata',
  }
}

function checkService(records: readonly RequestRecord[]): Problem | undefined {
  const unnamed = records.filter(({ service }) => service === 'unknown').length
  if (unnamed === 0) return undefined
  return {
    problem: `${plural(unnamed, 'record')} of the service 'unknown'`,
    remedy: "Set HOPTRACE_SERVICE: the package's name is known only if npm runs the process",
  }
}

/** Checks for requests of functions whose build isn't known. Servers on a developer's machine have none. */
function checkVersion(records: readonly RequestRecord[]): Problem | undefined {
  const unknown = records.filter(
    ({ phase, functionName, version }) =>
      phase === 'complete' && functionName !== undefined && version === undefined,
  ).length
  if (unknown === 0) return undefined
  return {
    problem: `${plural(unknown, 'request')} without a version, so that builds can't be compared`,
    remedy: 'Set HOPTRACE_VERSION to the commit that is built',
  }
}
