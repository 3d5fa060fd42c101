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

/** Of the 100 metrics that a line may have, what its own leave. */
const MOST = 93
const NAME = /^[A-Za-z][\w.\-/#]{0,127}$/
const UNIT =
  /^(Count(\/Second)?|Milliseconds|Microseconds|Seconds|Percent|None|(Bytes|Bits|(Kilo|Mega|Giga|Tera)(bytes|bits))(\/Second)?)$/
// What a line has of its own at its root.
const TAKEN =
  /^(timestamp|level|message|traceId|spanId|parentId|service|layer|action|jobId|tenantId|userId|phase|hopName|hopResult|requestId|functionName|coldStart|w3cTraceId|xrayTraceId|links|late|truncated|duration|result|metadata|error|Requests|Errors|Faults|Throttles|Timeouts|ColdStarts|CallDuration|CallFaults)$/

/** The business metrics of one request, summed by their names. */
export class MetricSums {
  readonly #sums = new Map<string, MetricSum>()

  /**
   * Adds to a metric.
   * @throws TypeError for what can't be one
   */
  add(name: string, value: number, unit: MetricUnit): void {
    if (!NAME.test(name) || TAKEN.test(name)) refuse(`name ${String(name)}`)
    if (!Number.isFinite(value)) refuse(`value ${String(value)} of ${name}`)
    if (!UNIT.test(unit)) refuse(`unit ${String(unit)} of ${name}`)
    const sum = this.#sums.get(name)
    if (sum === undefined && this.#sums.size === MOST) refuse(`name ${name}, the 94th`)
    this.#sums.set(name, { name, value: (sum?.value ?? 0) + value, unit: sum?.unit ?? unit })
  }

  get size(): number {
    return this.#sums.size
  }

  all(): readonly MetricSum[] {
    return [...this.#sums.values()]
  }
}

function refuse(what: string): never {
  throw new TypeError(`hoptrace: no metric has the ${what}`)
}
