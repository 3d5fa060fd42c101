import { readEntry } from '../../lines/entry.ts'
import { readEvents } from '../../lines/read-events.ts'
import { mappedTrace } from '../source-maps/mapped-traces.ts'
import type { SourceMaps } from '../source-maps/source-maps.ts'
import { createReports, type ReportedTrace } from '../trace/report.ts'
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
