import type { RequestRecord } from '../src/cli/trace/records.ts'
import { startOf } from '../src/cli/trace/span-bars.ts'
import { buildTrees, flatten, type Step, stepName } from '../src/cli/trace/tree.ts'

/** A request, hop or call of a trace, without data of users, to show to anybody. */
export interface TimedStep {
  readonly id: string
  readonly name: string
  readonly service: string
  readonly layer: string
  /** Milliseconds since the trace began. */
  readonly start: number
  /** Milliseconds. */
  readonly duration: number
  readonly result: string
  /** The code of the error. */
  readonly code?: string
  readonly steps: readonly TimedStep[]
}

/** Returns the steps of a trace with their times. */
export function timelineOf(records: readonly RequestRecord[]): TimedStep[] {
  const trees = buildTrees(records)
  const begin = Math.min(...flatten(trees).map(({ record }) => startOf(record)))
  return trees.map((tree) => timed(tree, begin))
}

function timed({ record, children }: Step, begin: number): TimedStep {
  const { spanId, service, layer, duration = 0, result = '', error } = record
  return {
    id: spanId,
    name: stepName(record),
    service,
    layer,
    start: startOf(record) - begin,
    duration,
    result,
    ...(error && { code: error.code }),
    steps: children.map((child) => timed(child, begin)),
  }
}
