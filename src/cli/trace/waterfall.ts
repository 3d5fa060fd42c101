import type { RequestRecord } from '../../lines/record.ts'
import { escapeControls, type Paint, padTo, textWidth } from '../terminal.ts'
import { greatest } from './extent.ts'
import { type SpanBar, spanBars } from './span-bars.ts'
import { stepName } from './tree.ts'

/** Options of a waterfall. */
export interface WaterfallOptions {
  readonly paint: Paint
  /** Returns the text in the column before a step. Default: none. */
  readonly mark?: (record: RequestRecord) => string
  /** The width of a line, in columns. Default: unlimited. */
  readonly columns?: number | undefined
}

const MAX_BAR_WIDTH = 36
const MIN_BAR_WIDTH = 10

/** Draws the steps of one trace, each with a bar that shows its begin and its share of the time. */
export function drawWaterfall(
  records: readonly RequestRecord[],
  { paint, mark = () => '', columns = Number.POSITIVE_INFINITY }: WaterfallOptions,
): string {
  const rows = spanBars(records).map((bar) => ({
    bar,
    mark: mark(bar.record),
    step: '  '.repeat(bar.depth) + escapeControls(stepName(bar.record)),
    layer: escapeControls(bar.record.layer),
    duration: `${(bar.record.duration ?? 0).toFixed(1)} ms`,
    outcome: escapeControls(outcomeOf(bar.record)),
  }))
  const widthOf = (field: 'step' | 'layer' | 'duration' | 'outcome'): number =>
    greatest(rows.map((row) => textWidth(row[field])))
  const [step, layer, duration] = [widthOf('step'), widthOf('layer'), widthOf('duration')]
  const others = 3 + step + layer + duration + widthOf('outcome') + 5 * 2
  const barWidth = Math.max(MIN_BAR_WIDTH, Math.min(MAX_BAR_WIDTH, columns - others))
  return rows
    .map((row) =>
      [
        padTo(row.mark, 3, 'right'),
        padTo(row.step, step),
        paint('gray', padTo(row.layer, layer)),
        paint('cyan', drawBar(row.bar, barWidth)),
        padTo(row.duration, duration, 'right'),
        paint(row.bar.record.result === 'success' ? 'green' : 'red', row.outcome),
      ].join('  '),
    )
    .join('\n')
}

function drawBar({ begin, share }: SpanBar, width: number): string {
  const from = Math.min(Math.floor(begin * width), width - 1)
  const length = Math.max(1, Math.min(Math.round(share * width), width - from))
  return `${' '.repeat(from)}${'━'.repeat(length)}`.padEnd(width)
}

/** Returns the outcome of a step, in one or two words. */
export function outcomeOf({ hopResult, result, error }: RequestRecord): string {
  const outcome = hopResult ?? result ?? ''
  return result === 'success' || error === undefined ? outcome : `${outcome} ${error.code}`
}
