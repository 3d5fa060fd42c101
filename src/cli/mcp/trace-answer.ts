import type { CliIo } from '../cli-io.ts'
import type { Log } from '../log.ts'
import { logArgs } from '../log-flags.ts'
import { mappedTrace } from '../source-maps/mapped-traces.ts'
import { openSourceMaps } from '../source-maps/open.ts'
import type { FoundTraces } from '../trace/find-traces.ts'
import { createReports, type ReportedTrace } from '../trace/report.ts'
import { type Answer, answerOf, DATA_BYTES } from './answer.ts'
import { type Fitted, fitParts } from './fit-parts.ts'
import { sizeOf } from './safe-json.ts'
import type { CallLog, Scope } from './scope.ts'
import { briefOf, requestOf, traceParts } from './trace-parts.ts'

/** How many traces an answer describes. Others have a line. */
const MAX_DESCRIBED = 3
/** What other traces may take at least. */
const MIN_BRIEF_BYTES = 900
/** What stands around the traces. */
const FRAME_BYTES = 40

/** Returns an answer about the traces that were found, or the requests to choose from. */
export async function traceAnswer(
  found: FoundTraces,
  { log, call, scope, io, id = '', remarks }: TraceCall,
): Promise<Answer> {
  const maps = openSourceMaps(scope.sourceMaps, io)
  const context = {
    region: call.flags.region ?? io.env.AWS_REGION ?? 'us-east-1',
    isAws: call.flags['log-group'] !== undefined,
    logArgs: logArgs(call.flags),
  }
  const reports = found.traces
    .map((trace) => mappedTrace(trace, maps, false))
    .flatMap((trace) => createReports(trace, id, context))
  const notes = [
    ...call.notes,
    ...(found.isCut ? ['There are more lines than were read'] : []),
    ...(maps.unverified.size > 0
      ? [
          'Lines of source may be those of another version: no build says the version of the records',
        ]
      : []),
  ]
  if (reports.length > 0) return { notes, data: describeTraces(reports, remarks) }
  if (found.choice.length > 0) {
    const requests = found.choice.map(({ record, time }) => requestOf(record, time))
    const parts = [
      { name: 'remarks', value: remarks, share: 300 },
      { name: 'requests', value: requests },
    ]
    return answerOf(parts, notes)
  }
  return nothing(found, notes, [...(await log.describeSearch()), ...remarks])
}

/** What is known of a call. */
export interface TraceCall {
  readonly log: Log
  readonly call: CallLog
  readonly scope: Scope
  readonly io: CliIo
  /** The id that was searched for. */
  readonly id?: string
  /** What reading the log has put on stderr. */
  readonly remarks: readonly string[]
}

function describeTraces(reports: readonly ReportedTrace[], remarks: readonly string[]): Fitted {
  const described = reports.slice(0, MAX_DESCRIBED)
  const others = reports.slice(MAX_DESCRIBED)
  const fitted: Fitted[] = []
  let left = DATA_BYTES - FRAME_BYTES - (others.length + remarks.length === 0 ? 0 : MIN_BRIEF_BYTES)
  for (const [index, report] of described.entries()) {
    const own = Math.floor(left / (described.length - index))
    const one = fitParts(traceParts(report, own), own)
    fitted.push(one)
    left -= sizeOf(one.data)
  }
  const room = left + MIN_BRIEF_BYTES
  const brief = fitParts(
    [
      { name: 'remarks', value: remarks, share: 300 },
      { name: 'otherTraces', value: others.map(briefOf) },
    ],
    room,
  )
  const prefix = (index: number): string => (described.length > 1 ? `trace ${index + 1}, ` : '')
  return {
    data: { traces: fitted.map(({ data }) => data), ...brief.data },
    leftOut: [
      ...fitted.flatMap(({ leftOut }, index) => leftOut.map((one) => `${prefix(index)}${one}`)),
      ...brief.leftOut,
    ],
  }
}

function nothing(
  { outside }: FoundTraces,
  notes: readonly string[],
  searched: readonly string[],
): Answer {
  const { lines, first, last } = outside
  const outsideNote =
    lines === 0
      ? 'Nothing found. Try an earlier since'
      : `Nothing found. ${lines} lines outside of the time would match, from ${new Date(first).toISOString()} to ${new Date(last).toISOString()}: change since or until`
  return answerOf([{ name: 'searched', value: searched }], [...notes, outsideNote])
}
