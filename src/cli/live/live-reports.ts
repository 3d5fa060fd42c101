import { readEntry } from '../../lines/entry.ts'
import { parseJson } from '../../lines/json-lines.ts'
import { readEvents } from '../../lines/read-events.ts'
import { mappedTrace } from '../source-maps/mapped-traces.ts'
import type { SourceMaps } from '../source-maps/source-maps.ts'
import { createReports, type ReportedTrace } from '../trace/report.ts'
import type { StackContext } from '../view/stack-view.ts'
import { type TraceView, traceView } from '../view/trace-view.ts'
import type { LiveTrace } from './live-traces.ts'

const SOURCE = 'records'

/**
 * Returns the reports of a trace.
 * @param maps shows stacks in the sources. Default: stacks stay as they are
 */
export function reportsOf(
  trace: Pick<LiveTrace, 'traceId' | 'lines'>,
  maps?: SourceMaps,
): ReportedTrace[] {
  const { traceId, lines } = trace
  const entries = lines.flatMap((line) => readEvents(line).map((one) => readEntry(one, SOURCE)))
  const records = entries.filter((entry) => entry.kind === 'record')
  const found = { traceId, records, others: [] }
  const shown = maps === undefined ? found : mappedTrace(found, maps, true)
  return createReports(shown, traceId, { region: '', isAws: false, logArgs: [] })
}

/**
 * Returns the reports of a trace of this machine: without what leads to log groups.
 * @param maps shows stacks in the sources. Default: stacks stay as they are
 */
export function localReportsOf(trace: LiveTrace, maps?: SourceMaps): ReportedTrace[] {
  return reportsOf(trace, maps).map(({ report, records }) => ({
    records,
    report: { ...report, commands: [], logGroups: [], xray: undefined },
  }))
}

/** Returns a trace as the page shows it. */
export function viewOf(trace: LiveTrace, context: StackContext): TraceView {
  const view = traceView(trace.traceId, localReportsOf(trace), context)
  return { ...view, leftOut: trace.leftOut }
}

/** Returns the records of a trace, one a line. */
export function exportedLines({ lines }: LiveTrace): string {
  return lines.map((line) => `${JSON.stringify(parseJson(line))}\n`).join('')
}
