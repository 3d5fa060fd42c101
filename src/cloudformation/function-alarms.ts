import { type AlarmSpec, FAST, QUARTER, sumOf, type Watched } from './alarm-spec.ts'
import { lambdaMetric } from './metrics.ts'
import type { Service } from './service.ts'
import { isJob, type TracedFunction } from './traced-function.ts'

/** The least number of errors, and their percentage, of a quarter of an hour. */
const OUTAGE = { leastErrors: 2, percent: 25 }
const THROTTLES = { percent: 5 }
const NO_RECORD = "Without a record in the log, the code doesn't load or memory runs out."

/**
 * Returns the alarms over Lambda's own metrics. They also count invocations that write no record: the
 * module fails to load, or memory runs out.
 */
export function functionAlarms({ functions }: Service): AlarmSpec[] {
  const jobs = functions.filter(isJob)
  // An authorizer refuses by an error, so that a stranger could make it fire.
  const others = functions.filter((fn) => !isJob(fn) && !fn.triggers?.includes('authorizer'))
  return [
    {
      kind: 'function-errors',
      urgency: 'page',
      meaning: `In two of three minutes, the percentage of invocations that fail is above the threshold. ${NO_RECORD}`,
      pace: FAST,
      watched: others.map((fn) => failing(fn, fn.limits.leastFaults, fn.limits.faultRate)),
    },
    {
      kind: 'function-outage',
      urgency: 'page',
      meaning: `In 15 minutes, the percentage of invocations that fail is above the threshold. ${NO_RECORD}`,
      pace: QUARTER,
      watched: others.map((fn) =>
        failing(fn, OUTAGE.leastErrors, Math.max(OUTAGE.percent, fn.limits.faultRate)),
      ),
    },
    {
      kind: 'failed-jobs',
      urgency: 'page',
      meaning: 'A run of a scheduled function failed. Query: Recent errors.',
      pace: QUARTER,
      watched: jobs.map((fn) => ({
        label: fn.key,
        terms: { errors: sumOf(lambdaMetric('Errors', fn.name)) },
        expression: 'errors',
        threshold: 0,
      })),
    },
    {
      kind: 'throttles',
      urgency: 'page',
      meaning: `More than ${THROTTLES.percent} % of the invocations in 15 minutes are throttled: check the concurrency limits.`,
      pace: QUARTER,
      watched: functions.map(throttled),
    },
  ]
}

function failing(fn: TracedFunction, least: number, threshold: number): Watched {
  return {
    label: fn.key,
    terms: {
      errors: sumOf(lambdaMetric('Errors', fn.name)),
      invocations: sumOf(lambdaMetric('Invocations', fn.name)),
    },
    expression: `IF(errors >= ${least}, 100 * errors / invocations, 0)`,
    threshold,
  }
}

function throttled({ key, name, limits }: TracedFunction): Watched {
  return {
    label: key,
    terms: {
      throttles: sumOf(lambdaMetric('Throttles', name)),
      invocations: sumOf(lambdaMetric('Invocations', name)),
    },
    expression: `IF(throttles >= ${limits.leastThrottles}, 100 * throttles / (invocations + throttles), 0)`,
    threshold: THROTTLES.percent,
  }
}
