import { RECORD_FIELDS } from '../record.ts'

/** CloudWatch's units. */
export type MetricUnit =
  | 'Count'
  | 'Milliseconds'
  | 'Microseconds'
  | 'Seconds'
  | 'Percent'
  | 'None'
  | `${'Kilo' | 'Mega' | 'Giga' | 'Tera'}${'bytes' | 'bits'}${'' | '/Second'}`
  | `${'Bytes' | 'Bits'}${'' | '/Second'}`
  | 'Count/Second'

/** A business metric of one request. */
export interface MetricSum {
  readonly name: string
  readonly value: number
  readonly unit: MetricUnit
}

/** Fields that a line has at its root already. */
const TAKEN: ReadonlySet<string> = new Set([...RECORD_FIELDS, 'CallDuration', 'CallFaults'])

/** The business metrics of one request, by their names. */
export type MetricSums = Map<string, MetricSum>

/**
 * Adds to a business metric.
 * @throws TypeError if the name, value or unit is invalid, or there are 93 names already
 */
export function addToMetric(sums: MetricSums, name: string, value: number, unit: MetricUnit): void {
  const namePattern = /^[A-Za-z][\w.\-/#]{0,127}$/
  if (!namePattern.test(name) || TAKEN.has(name)) refuse(`name ${String(name)}`)
  if (!Number.isFinite(value)) refuse(`value ${String(value)} of ${name}`)
  const unitPattern =
    /^((Count|(B|(Kilo|Mega|Giga|Tera)b)(ytes|its))(\/Second)?|(Micros|Millis|S)econds|Percent|None)$/
  if (!unitPattern.test(unit)) refuse(`unit ${String(unit)} of ${name}`)
  // A line can have 100 metrics; its own leave this many.
  const maxMetrics = 93
  const sum = sums.get(name)
  if (sum === undefined && sums.size === maxMetrics) refuse(`name ${name}, the 94th`)
  sums.set(name, { name, value: (sum?.value ?? 0) + value, unit: sum?.unit ?? unit })
}

function refuse(what: string): never {
  throw new TypeError(`hoptrace: no metric has the ${what}`)
}
