import type { Metric } from './metrics.ts'

/** The kinds of alarms. */
export const ALARM_KINDS = [
  'faults',
  'outage',
  'burn-rate',
  'timeouts',
  'failed-records',
  'function-errors',
  'function-outage',
  'failed-jobs',
  'throttles',
  'api-errors',
  'failed-executions',
  'failed-events',
  'p99',
  'client-errors',
  'dead-letters',
  'queue-age',
  'iterator-age',
  'table-throttles',
] as const

/** A kind of alarms: a word for their names, the option `alarms.off` and the docs. */
export type AlarmKind = (typeof ALARM_KINDS)[number]

/** Whether somebody is woken, or reads it in the morning. */
export type Urgency = 'page' | 'ticket'

/** A metric, and the statistic of it that is read. */
export interface Term {
  readonly metric: Metric
  readonly stat: 'Sum' | 'Maximum' | 'p99'
}

/** One of the things that an alarm watches: a service, a function, a queue. */
export interface Watched {
  /** Its name in the alarm's description. */
  readonly label: string
  /** The variables of the expression. */
  readonly terms: Readonly<Record<string, Term>>
  /** The value that is compared with the threshold. */
  readonly expression: string
  /** The value above which the alarm fires. */
  readonly threshold: number
}

/** How an alarm looks at time: M of N periods must be bad. */
export interface Pace {
  readonly periodSeconds: number
  readonly periods: number
  readonly datapoints: number
}

/** Alarms that watch several things in the same way. */
export interface AlarmSpec {
  /** The alarms' name: their kind, or more. */
  readonly kind: string
  readonly urgency: Urgency
  /** When it fires, and what to do. The first part of the description. */
  readonly meaning: string
  readonly pace: Pace
  readonly watched: readonly Watched[]
}

/** Two bad minutes of three. */
export const FAST: Pace = { periodSeconds: 60, periods: 3, datapoints: 2 }
/** A quarter of an hour, which slides from minute to minute. */
export const QUARTER: Pace = { periodSeconds: 900, periods: 1, datapoints: 1 }
/** Five bad minutes in a row. */
export const LASTING: Pace = { periodSeconds: 60, periods: 5, datapoints: 5 }

/** Returns the sum of a metric. */
export function sumOf(metric: Metric): Term {
  return { metric, stat: 'Sum' }
}
