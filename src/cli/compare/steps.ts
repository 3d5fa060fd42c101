/** How much longer a step takes in the requests that were sampled by rate. */
export interface StepChange {
  /** A hop or call; `undefined`: the time of a service that no step covers. */
  readonly step: string | undefined
  readonly service: string
  /** Milliseconds of a request, on average, without steps within it. */
  readonly before: number
  readonly after: number
  /** Its part of what requests take longer, from 0 to 1. */
  readonly share: number
  /** How many standard errors the growth is. */
  readonly z: number
  /** Attempts of each call, on average. */
  readonly attempts: { readonly before: number; readonly after: number }
}

/** What a step took in a period, summed over the traces that do the same. */
export interface StepSums {
  /** All traces that do the same, with and without the step. */
  readonly traces: number
  /** Milliseconds without steps within it, and their squares by trace. */
  readonly ms: number
  readonly squares: number
  readonly calls: number
  readonly attempts: number
}

/** A step of the traces that do the same. */
export interface StepRow {
  /** What the traces do. */
  readonly root: string
  readonly service: string
  readonly step: string | undefined
  readonly before: StepSums
  readonly after: StepSums
}

const MIN_TRACES = 5

/** Compares what the steps of requests take: the largest growth first. */
export function compareSteps(rows: readonly StepRow[]): StepChange[] {
  const known = rows.filter(({ before, after }) => {
    return before.traces >= MIN_TRACES && after.traces >= MIN_TRACES
  })
  const weights = new Map(known.map(({ root, after }) => [root, after.traces]))
  const weight = [...weights.values()].reduce((sum, one) => sum + one, 0)
  const steps = Map.groupBy(known, ({ service, step }) => JSON.stringify([service, step]))
  const sums = [...steps.values()].map(addUp)
  const growth = sums.reduce((sum, { before, after }) => sum + after - before, 0)
  return sums
    .map((one) => toChange(one, weight, growth))
    .sort((a, b) => b.after - b.before - (a.after - a.before))
}

interface Sums {
  readonly service: string
  readonly step: string | undefined
  /** Milliseconds of all later requests, had they been as the earlier ones. */
  readonly before: number
  readonly after: number
  readonly variance: number
  readonly calls: readonly [number, number]
  readonly attempts: readonly [number, number]
}

function addUp(rows: readonly StepRow[]): Sums {
  const sum = (read: (row: StepRow) => number): number => {
    return rows.reduce((total, row) => total + read(row), 0)
  }
  const [{ service, step } = { service: '', step: undefined }] = rows
  return {
    service,
    step,
    before: sum(({ before, after }) => (before.ms / before.traces) * after.traces),
    after: sum(({ after }) => after.ms),
    variance: sum(({ before, after }) => {
      return (varianceOf(before) + varianceOf(after)) * after.traces ** 2
    }),
    calls: [sum(({ before }) => before.calls), sum(({ after }) => after.calls)],
    attempts: [sum(({ before }) => before.attempts), sum(({ after }) => after.attempts)],
  }
}

/** Returns the variance of a mean. */
function varianceOf({ ms, squares, traces }: StepSums): number {
  return Math.max(squares / traces - (ms / traces) ** 2, 0) / traces
}

function toChange(sums: Sums, weight: number, growth: number): StepChange {
  const { step, service, before, after, variance, calls, attempts } = sums
  return {
    step,
    service,
    before: before / weight,
    after: after / weight,
    share: growth > 0 ? (after - before) / growth : 0,
    z: (after - before) / Math.sqrt(Math.max(variance, 1e-9)),
    attempts: {
      before: attempts[0] / Math.max(calls[0], 1),
      after: attempts[1] / Math.max(calls[1], 1),
    },
  }
}
