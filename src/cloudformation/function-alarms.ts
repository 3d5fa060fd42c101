import { type AlarmSpec, FAST, QUARTER, type Term, type Watched } from './alarm-spec.ts'
import { lambdaMetric } from './metrics.ts'
import { isJob, type Service, type TracedFunction } from './service.ts'

const OUTAGE = { leastErrors: 2, percent: 25 }
const THROTTLES = { percent: 5 }

/**
 * Returns the alarms over Lambda's own metrics. They also count invocations that write no record: the
 * module fails to load, or memory runs out.
 */
export function functionAlarms(service: Service): AlarmSpec[] {
  const { faultRate, leastFaults, leastThrottles } = service.alarms
  // An authorizer refuses by an error, so that a stranger could make it fire.
  const functions = service.functions.filter(
    (fn) => !isJob(fn) && !fn.triggers?.includes('authorizer'),
  )
  return [
    {
      kind: 'function-errors',
      urgency: 'page',
      meaning: `More than ${faultRate} % of the invocations in two of three minutes fail. Without a record in the log, the code doesn't load or memory runs out.`,
      pace: FAST,
      watched: functions.map((fn) => failing(fn, leastFaults, faultRate)),
    },
    {
      kind: 'function-outage',
      urgency: 'page',
      meaning: `More than ${OUTAGE.percent} % of the invocations in 15 minutes fail. Without a record in the log, the code doesn't load or memory runs out.`,
      pace: QUARTER,
      watched: functions.map((fn) => failing(fn, OUTAGE.leastErrors, OUTAGE.percent)),
    },
    {
      kind: 'failed-jobs',
      urgency: 'page',
      meaning: 'A run of a scheduled function failed. Query: Recent errors.',
      pace: QUARTER,
      watched: service.functions.filter(isJob).map((fn) => ({
        label: fn.key,
        terms: { errors: sum('Errors', fn) },
        expression: 'errors',
        threshold: 0,
      })),
    },
    {
      kind: 'throttles',
      urgency: 'page',
      meaning: `At least ${leastThrottles} and more than ${THROTTLES.percent} % of the invocations in 15 minutes are throttled: check the concurrency limits.`,
      pace: QUARTER,
      watched: service.functions.map((fn) => ({
        label: fn.key,
        terms: { throttles: sum('Throttles', fn), invocations: sum('Invocations', fn) },
        expression: `IF(throttles >= ${leastThrottles}, 100 * throttles / (invocations + throttles), 0)`,
        threshold: THROTTLES.percent,
      })),
    },
  ]
}

function failing(fn: TracedFunction, least: number, threshold: number): Watched {
  return {
    label: fn.key,
    terms: { errors: sum('Errors', fn), invocations: sum('Invocations', fn) },
    expression: `IF(errors >= ${least}, 100 * errors / invocations, 0)`,
    threshold,
  }
}

function sum(name: Parameters<typeof lambdaMetric>[0], fn: TracedFunction): Term {
  return { metric: lambdaMetric(name, fn.name), stat: 'Sum' }
}
