import { member } from '../lib/safe-get.ts'
import type { MetricFormat } from '../metrics/emf.ts'
import { MetricSums, type MetricUnit } from '../metrics/metric-sums.ts'
import { epochMillis } from '../platform/clock.ts'
import type { Level } from '../record.ts'
import { field } from './line-fields.ts'
import type { Host, Said } from './record-line.ts'

/** What the records of one request say in numbers. */
export class RecordMetrics {
  readonly #format: MetricFormat | undefined
  readonly #host: Host
  #sums: MetricSums | undefined

  constructor(format: MetricFormat | undefined, host: Host) {
    this.#format = format
    this.#host = host
  }

  /** Whether its ending is a metric, so that it must be written in any case. */
  get areOn(): boolean {
    const counts = this.#sums !== undefined || !this.#host.isPartOfRequest
    return counts && this.#format !== undefined
  }

  /** How many business metrics there are. */
  get size(): number {
    return this.#sums?.size ?? 0
  }

  /**
   * Adds to a business metric.
   * @throws TypeError for what can't be one
   */
  add(name: string, value: number, unit: MetricUnit): void {
    const sums = this.#sums ?? new MetricSums()
    sums.add(name, value, unit)
    this.#sums = sums
  }

  /** The fields of an ending; `undefined` when it has none. */
  ofEnding(level: Level, said: Said): string | undefined {
    const sums = this.#sums?.all() ?? []
    const own = sums.map(({ name, value }) => `,"${name}":${JSON.stringify(value)}`).join('')
    const isCounted = this.#format !== undefined && !this.#host.isPartOfRequest
    if (isCounted)
      return this.#counts(level, said) + own + this.#format.ofEnding(epochMillis(), sums)
    if (own === '') return undefined
    const directive = this.#format?.ofPart(epochMillis(), sums) ?? ''
    return field(',"Timeouts":', said.Timeouts) + own + directive
  }

  /** The fields of a call, where calls are measured. */
  ofCall(level: Level, { phase, duration = 0 }: Said): string | undefined {
    const { ofCall } = this.#format ?? {}
    if (phase !== 'call' || ofCall === undefined) return undefined
    const faults = Number(level === 'error')
    return `,"CallDuration":${duration},"CallFaults":${faults}${ofCall(epochMillis())}`
  }

  /** What an ending counts: each field is 0 or 1. */
  #counts(level: Level, { result, metadata, Timeouts = 0 }: Said): string {
    const isError = result !== 'success' && member(metadata, 'aborted') !== true
    return (
      `,"Requests":1,"Errors":${Number(isError)},"Faults":${Number(level === 'error')}` +
      `,"Throttles":${Number(member(metadata, 'statusCode') === 429)},"Timeouts":${Timeouts}` +
      `,"ColdStarts":${Number(this.#host.coldStart === true)}`
    )
  }
}
