import { count } from '../log.ts'
import { findUnfinished } from '../trace/failure.ts'
import { parseRecord, type RequestRecord } from '../trace/records.ts'
import type { Finding } from './finding.ts'

/** What is wrong with the lines of a log. */
export function checkRecords(lines: readonly string[]): Finding[] {
  const about = 'records'
  const records = lines.flatMap((line) => parseRecord(line) ?? [])
  if (records.length === 0) {
    const problem = `There is no record in ${count(lines.length, 'line')}`
    const remedy = 'Send a request through a handler with tracing(), or look into another log'
    return [...checkWrapped(lines), ...checkPretty(lines), { about, problem, remedy }]
  }
  return [
    ...checkWrapped(lines),
    ...checkPretty(lines),
    ...checkEndings(records),
    ...checkMarks(records),
    ...checkService(records),
  ]
}

/** Records that a patched console wrote: as text in a message of its own. */
function checkWrapped(lines: readonly string[]): Finding[] {
  const wrapped = lines.filter((line) => /"message":\s*"\{\\"timestamp\\"/.test(line))
  if (wrapped.length === 0) return []
  return [
    {
      about: 'records',
      problem: `${count(wrapped.length, 'record')} stand as text in another's message: Insights finds no fields there`,
      remedy: 'A console writes them: leave the writing to hoptrace',
    },
  ]
}

// A time, the level, which may have a colour, and the message, as `formatPretty` writes them.
const PRETTY = /^\[\d\d:\d\d:\d\d\.\d{3}\] [^A-Z]{0,5}(?:DEBUG|INFO|WARN|ERROR) /

function checkPretty(lines: readonly string[]): Finding[] {
  const pretty = lines.filter((line) => PRETTY.test(line)).length
  if (pretty === 0) return []
  const problem = `${count(pretty, 'record')} are lines for people, which nothing reads`
  const remedy = 'Set HOPTRACE_FORMAT=json where they go to a file, as under serverless-offline'
  return [{ about: 'records', problem, remedy }]
}

function checkEndings(records: readonly RequestRecord[]): Finding[] {
  const unfinished = findUnfinished(records)
  const endings = Map.groupBy(
    records.filter(({ phase, late }) => phase === 'complete' && !late),
    ({ traceId, spanId }) => `${traceId} ${spanId}`,
  )
  const twice = [...endings.values()].filter((group) => group.length > 1).length
  return [
    unfinished.length > 0 && {
      problem: `${count(unfinished.length, 'start')} without an ending, as of ${unfinished[0]?.traceId}`,
      remedy: 'A crash, or a kill by Lambda: see hoptrace trace with this id',
    },
    twice > 0 && {
      problem: `${count(twice, 'request')} with two endings`,
      remedy: 'A handler is wrapped twice: register tracing() once',
    },
  ].flatMap((finding) => (finding === false ? [] : { about: 'records', ...finding }))
}

function checkMarks(records: readonly RequestRecord[]): Finding[] {
  const late = records.filter((record) => record.late && !isOfNext(record)).length
  const truncated = records.filter((record) => record.truncated).length
  return [
    late > 0 && {
      problem: `${count(late, 'record')} written after the ending of the request`,
      remedy: 'Await what the handler starts; register tracing() first',
    },
    truncated > 0 && {
      problem: `${count(truncated, 'record')} cut to the size of a line`,
      remedy: 'Put less into metadata',
    },
  ].flatMap((finding) => (finding === false ? [] : { about: 'records', ...finding }))
}

/** Whether hoptrace itself wrote what Next.js tells of an error, which it does after the ending. */
function isOfNext({ message }: RequestRecord): boolean {
  return message === 'Request error, as seen by Next.js'
}

function checkService(records: readonly RequestRecord[]): Finding[] {
  const unnamed = records.filter(({ service }) => service === 'unknown').length
  if (unnamed === 0) return []
  const problem = `${count(unnamed, 'record')} of a service without a name`
  const remedy = "Set HOPTRACE_SERVICE: only npm scripts tell the package's name"
  return [{ about: 'records', problem, remedy }]
}
