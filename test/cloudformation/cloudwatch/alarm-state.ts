/** The state of an alarm. */
export type State = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA'

/** How an alarm counts its datapoints. */
export interface Counting {
  /** M: how many must breach. */
  readonly datapoints: number
  /** N: of how many. */
  readonly periods: number
  readonly missing: string
}

/** What a datapoint says. `undefined`: there is none. */
export type Breach = boolean | undefined

/**
 * Returns the state of an alarm over the datapoints of its evaluation range, which may be longer than
 * its N periods.
 * @param range the oldest first
 * @param before the state until now
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 */
export function stateOf(range: readonly Breach[], counting: Counting, before: State): State {
  const { datapoints, periods, missing } = counting
  const real = range.filter((one) => one !== undefined)
  if (real.length >= periods) return isAlarm(breaches(real.slice(-periods)) >= datapoints)
  const bad = breaches(real)
  if (missing === 'notBreaching') return isAlarm(bad >= datapoints)
  if (missing === 'breaching') return isAlarm(bad + periods - real.length >= datapoints)
  const unknown = missing === 'ignore' ? before : undefined
  if (real.length === 0) return unknown ?? 'INSUFFICIENT_DATA'
  if (bad >= datapoints) return 'ALARM'
  return real.length < datapoints && isOld(range, datapoints) ? (unknown ?? 'ALARM') : 'OK'
}

/** Whether the oldest bad point is old enough, and no good one came after it. */
function isOld(range: readonly Breach[], age: number): boolean {
  const oldest = range.indexOf(true)
  return oldest >= 0 && range.length - oldest >= age && !range.slice(oldest).includes(false)
}

function breaches(points: readonly Breach[]): number {
  return points.filter((one) => one === true).length
}

function isAlarm(is: boolean): State {
  return is ? 'ALARM' : 'OK'
}
