import { styleText } from 'node:util'
import { hopNumber, stepName } from './nine-hops.ts'
import type { RequestRecord } from './records.ts'
import { extentOf, timesOf } from './timeline.ts'
import { buildTrees, flatten } from './tree.ts'

const BAR = 36

interface Row {
  readonly number: string
  readonly step: string
  readonly layer: string
  readonly bar: string
  readonly duration: string
  readonly record: RequestRecord
}

/** Draws the steps of one trace, each with its place and share of the time. */
export function drawWaterfall(records: readonly RequestRecord[]): string {
  const steps = flatten(buildTrees(records))
  const whole = extentOf(steps.map(({ record }) => record))
  const rows = steps.map(({ record, depth }): Row => {
    const { begin, duration } = timesOf(record)
    return {
      number: String(hopNumber(record) ?? ''),
      step: '  '.repeat(depth) + stepName(record),
      layer: record.layer,
      bar: bar((begin - whole.begin) / whole.duration, duration / whole.duration),
      duration: `${duration.toFixed(1)} ms`,
      record,
    }
  })
  const width = (field: 'step' | 'layer' | 'duration'): number =>
    Math.max(...rows.map((row) => row[field].length))
  const [step, layer, duration] = [width('step'), width('layer'), width('duration')]
  return rows
    .map((row) =>
      [
        row.number.padStart(3),
        row.step.padEnd(step),
        styleText('gray', row.layer.padEnd(layer)),
        styleText('cyan', row.bar),
        row.duration.padStart(duration),
        outcome(row.record),
      ].join('  '),
    )
    .join('\n')
}

function bar(offset: number, share: number): string {
  const from = Math.min(Math.floor(offset * BAR), BAR - 1)
  const length = Math.max(1, Math.min(Math.round(share * BAR), BAR - from))
  return `${' '.repeat(from)}${'━'.repeat(length)}`.padEnd(BAR)
}

function outcome({ hopResult, result, error }: RequestRecord): string {
  const word = hopResult ?? result ?? ''
  if (result === 'success') return styleText('green', word)
  return styleText('red', error === undefined ? word : `${word} ${error.code}`)
}
