import type { RequestHost } from '../host.ts'
import { safeGet } from '../lib/safe-get.ts'
import type { MetricFormat } from '../metrics/emf.ts'
import { MetricSums, type MetricUnit } from '../metrics/metric-sums.ts'
import { epochMillis } from '../platform/clock.ts'
import type { Level } from '../record.ts'
import type { RecordDraft } from './draft.ts'
import { field } from './line-fields.ts'

/** Makes the metric fields of one request's records, as JSON members with a leading comma. */
export class MetricFields {
  readonly #format: MetricFormat | undefined
  readonly #host: RequestHost
  #sums: MetricSums | undefined

  constructor(format: MetricFormat | undefined, host: RequestHost) {
    this.#format = format
    this.#host = host
  }

  /** Whether the ending is a metric, so that it must be written at any level. */
  get isOn(): boolean {
    const counts = this.#sums !== undefined || !this.#host.isChild
    return counts && this.#format !== undefined
  }

  /** The number of business metrics. */
  get size(): number {
    return this.#sums?.size ?? 0
  }

  /**
   * Adds to a business metric.
   * @throws TypeError if the metric is invalid
   */
  add(name: string, value: number, unit: MetricUnit): void {
    const sums = this.#sums ?? new MetricSums()
    sums.add(name, value, unit)
    this.#sums = sums
  }

  /** Returns the fields of an ending; `undefined` if it has none. */
  ofEnding(level: Level, draft: RecordDraft): string | undefined {
    const sums = this.#sums?.all() ?? []
    const own = sums.map(({ name, value }) => `,"${name}":${JSON.stringify(value)}`).join('')
    const isCounted = this.#format !== undefined && !this.#host.isChild
    if (isCounted)
      return this.#counts(level, draft) + own + this.#format.ofEnding(epochMillis(), sums)
    if (own === '') return undefined
    const directive = this.#format?.ofChild(epochMillis(), sums) ?? ''
    return field(',"Timeouts":', draft.Timeouts) + own + directive
  }

  /** Returns the fields of a call; `undefined` if calls are not measured. */
  ofCall(level: Level, { phase, duration = 0 }: RecordDraft): string | undefined {
    const { ofCall } = this.#format ?? {}
    if (phase !== 'call' || ofCall === undefined) return undefined
    const faults = Number(level === 'error')
    return `,"CallDuration":${duration},"CallFaults":${faults}${ofCall(epochMillis())}`
  }

  /** The counts of an ending, each 0 or 1. */
  #counts(level: Level, { result, metadata, Timeouts = 0 }: RecordDraft): string {
    const isError = result !== 'success' && safeGet(metadata, 'aborted') !== true
    return (
      `,"Requests":1,"Errors":${Number(isError)},"Faults":${Number(level === 'error')}` +
      `,"Throttles":${Number(safeGet(metadata, 'statusCode') === 429)},"Timeouts":${Timeouts}` +
      `,"ColdStarts":${Number(this.#host.coldStart === true)}`
    )
  }
}
