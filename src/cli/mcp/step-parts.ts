import type { RequestRecord } from '../../lines/record.ts'
import { greatest } from '../trace/extent.ts'
import type { TraceReport } from '../trace/report.ts'
import { reportLines } from '../trace/report-line.ts'
import { spanBars } from '../trace/span-bars.ts'
import { stepName } from '../trace/tree.ts'
import { NEVER_ENDED, outcomeOf } from '../trace/waterfall.ts'
import type { Part } from './fit-parts.ts'
import { tenths } from './tenths.ts'

/** The steps of a trace. If there are too many, those that failed, or took longest, are kept. */
export function stepsPart(
  report: TraceReport,
  records: readonly RequestRecord[],
  share: number,
): Part {
  const bars = spanBars(records)
  const begin = Date.parse(report.begin)
  const failed = report.failure?.spanId
  let around: Partial<RequestRecord> = {}
  const value = bars.map(({ record, depth, isOpen }) => {
    const { service, layer, metadata, phase } = record
    const isElsewhere = service !== around.service || layer !== around.layer
    around = record
    const ms = record.duration ?? 0
    const at = Date.parse(record.timestamp) - ms - begin
    return {
      depth,
      step: stepName(record),
      ...(isElsewhere && { service, layer }),
      at: Math.max(0, Math.round(at)),
      ...(isOpen ? {} : { ms: tenths(ms) }),
      outcome: isOpen ? NEVER_ENDED : outcomeOf(record),
      ...(phase === 'complete' && { status: metadata?.statusCode }),
      cache: metadata?.cacheStatus,
      attempts: metadata?.attempts,
    }
  })
  const longest = greatest([1, ...bars.map(({ record }) => record.duration ?? 0)])
  return {
    name: 'steps',
    value,
    share,
    rank: (index) => {
      const record = bars[index]?.record
      if (record === undefined || record.spanId === failed) return -2
      if (record.phase === 'complete' || record.result === 'error') return -1
      return 1 - (record.duration ?? 0) / longest
    },
  }
}

/** The lines of a trace. If there are too many, errors and warnings are kept. */
export function linesPart({ logs, lines, begin }: TraceReport, share: number): Part {
  const shown = reportLines(logs, lines)
  const order = { error: 0, warn: 1, info: 2, debug: 3 } as const
  return {
    name: 'lines',
    value: shown.map(({ time, level, text }) => ({
      level,
      at: time === undefined ? undefined : Math.round(time - Date.parse(begin)),
      text,
    })),
    share,
    rank: (index) => order[shown[index]?.level ?? 'info'],
  }
}
