import { type CliIo, wantsColour } from '../cli-io.ts'
import { describeTime } from '../describe-range.ts'
import { drawTable } from '../table.ts'
import { createPaint } from '../terminal.ts'
import type { FoundTraces } from './find-traces.ts'
import { outcomeOf } from './waterfall.ts'

const COLUMNS = ['time', 'action', 'service', 'ms', 'result', 'trace'] as const

/** Draws a list of requests to choose from. */
export function drawChoice({ choice, isCut }: FoundTraces, io: CliIo): string {
  const rows = choice.map(({ time, traceId, record }) => ({
    time: describeTime(time),
    action: record.action,
    service: record.service,
    ms: record.duration === undefined ? '' : record.duration.toFixed(1),
    result: outcomeOf(record),
    trace: traceId,
  }))
  const result = { columns: COLUMNS, rows, numeric: new Set(['ms']), truncated: isCut }
  const columns = io.out.isTTY ? io.out.columns : undefined
  const table = drawTable(result, createPaint(wantsColour(io, io.out)), columns)
  const more = isCut ? ' There are more.' : ''
  return `${table}\nSeveral requests match.${more} Show one of them: hoptrace trace <its trace>\n`
}
