import type { RequestRecord } from '../../lines/record.ts'
import { escapeControls, type Paint, padTo, textWidth } from '../terminal.ts'
import { greatest, least } from './extent.ts'
import type { ReportLine } from './report-line.ts'
import { type ReportRow, reportRows } from './report-rows.ts'
import type { SpanBar } from './span-bars.ts'
import { beginOf } from './step-times.ts'
import { stepName } from './tree.ts'

/** Options of a waterfall. */
export interface WaterfallOptions {
  readonly paint: Paint
  /** Returns the text in the column before a step. Default: none. */
  readonly mark?: (record: RequestRecord) => string
  /** Lines to show within the steps. Default: none. */
  readonly lines?: readonly ReportLine[]
  /** The width of a line, in columns. Default: unlimited. */
  readonly columns?: number | undefined
}

const MAX_BAR_WIDTH = 36
const MIN_BAR_WIDTH = 10

type StepRow = Extract<ReportRow, { kind: 'step' }>
type LineRow = Extract<ReportRow, { kind: 'line' }>

/** Draws the steps of one trace, each with a bar that shows its begin and its share of the time. */
export function drawWaterfall(
  records: readonly RequestRecord[],
  { paint, mark = () => '', lines = [], columns = Number.POSITIVE_INFINITY }: WaterfallOptions,
): string {
  const rows = reportRows(records, lines)
  const steps = rows.filter((row) => row.kind === 'step')
  const cells = new Map(steps.map((row) => [row, cellsOf(row, mark)]))
  const widthOf = (field: keyof Cells): number =>
    greatest([0, ...[...cells.values()].map((cell) => textWidth(cell[field]))])
  const [step, layer, duration] = [widthOf('step'), widthOf('layer'), widthOf('duration')]
  const others = 3 + step + layer + duration + widthOf('outcome') + 5 * 2
  const barWidth = Math.max(MIN_BAR_WIDTH, Math.min(MAX_BAR_WIDTH, columns - others))
  const drawStep = (row: StepRow): string => {
    const cell = cells.get(row) ?? cellsOf(row, mark)
    return [
      padTo(cell.mark, 3, 'right'),
      padTo(cell.step, step),
      paint('gray', padTo(cell.layer, layer)),
      paint('cyan', drawBar(row, barWidth)),
      padTo(cell.duration, duration, 'right'),
      paint(row.record.result === 'success' ? 'green' : 'red', cell.outcome),
    ].join('  ')
  }
  const begin = least(steps.map(({ record }) => beginOf(record)))
  return rows
    .map((row) => (row.kind === 'step' ? drawStep(row) : drawLine(row, begin, columns, paint)))
    .join('\n')
}

interface Cells {
  readonly mark: string
  readonly step: string
  readonly layer: string
  readonly duration: string
  readonly outcome: string
}

function cellsOf(row: StepRow, mark: (record: RequestRecord) => string): Cells {
  const { record, depth, isOpen } = row
  return {
    mark: mark(record),
    step: '  '.repeat(depth) + escapeControls(stepName(record)),
    layer: escapeControls(record.layer),
    duration: durationOf(row),
    outcome: escapeControls(isOpen ? NEVER_ENDED : outcomeOf(record)),
  }
}

/** The outcome of a step without an end. */
export const NEVER_ENDED = 'never ended'

/** Returns the duration of a step as text: empty if it never ended. */
function durationOf({ record, isOpen }: SpanBar): string {
  return isOpen ? '' : `${(record.duration ?? 0).toFixed(1)} ms`
}

const LINE_STYLES = { debug: 'gray', info: 'gray', warn: 'yellow', error: 'red' } as const

function drawLine({ line, depth }: LineRow, begin: number, columns: number, paint: Paint): string {
  const text = `${' '.repeat(5)}${'  '.repeat(depth)}· ${escapeControls(describeLine(line, begin))}`
  const width = textWidth(text)
  return paint(LINE_STYLES[line.level ?? 'info'], width > columns ? padTo(text, columns) : text)
}

/**
 * Returns a line's level, its time and its text.
 * @param begin the begin of the trace, in milliseconds since 1970
 */
function describeLine({ level, time, text }: ReportLine, begin: number): string {
  const offset = time === undefined ? NaN : time - begin
  const at = Number.isFinite(offset) ? `${offset < 0 ? '' : '+'}${offset.toFixed(0)} ms` : ''
  return [(level ?? '').toUpperCase(), at, text].filter(Boolean).join('  ')
}

function drawBar({ begin, share, isOpen }: SpanBar, width: number): string {
  const from = Math.min(Math.floor(begin * width), width - 1)
  const length = Math.max(1, Math.min(Math.round(share * width), width - from))
  return `${' '.repeat(from)}${(isOpen ? '╍' : '━').repeat(length)}`.padEnd(width)
}

/** Returns the outcome of a step, in one or two words. */
export function outcomeOf({ hopResult, result, error }: RequestRecord): string {
  const outcome = hopResult ?? result ?? ''
  return result === 'success' || error === undefined ? outcome : `${outcome} ${error.code}`
}
