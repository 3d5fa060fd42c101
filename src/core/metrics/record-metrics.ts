import { epochMillis } from '../clock.ts'
import type { Level } from '../record.ts'
import type { Host, Said } from '../record-line.ts'
import { type Counts, callFields, completionFields } from './emf.ts'
import type { MetricSettings } from './metric-options.ts'
import { MetricSums, type MetricUnit } from './metric-sums.ts'

/** What the records of one request say in numbers. */
export class RecordMetrics {
  readonly #settings: MetricSettings | undefined
  readonly #host: Host
  #sums: MetricSums | undefined

  constructor(settings: MetricSettings | undefined, host: Host) {
    this.#settings = host.isPartOfRequest ? undefined : settings
    this.#host = host
  }

  /** Whether its ending is a metric, so that it must be written in any case. */
  get areOn(): boolean {
    return this.#settings !== undefined
  }

  /**
   * Adds to a business metric.
   * @throws TypeError for what can't be one
   */
  add(name: string, value: number, unit: MetricUnit): void {
    this.#sums ??= new MetricSums()
    this.#sums.add(name, value, unit)
  }

  /** The fields of an ending; `undefined` when it has none. */
  ofEnding(level: Level, said: Said): string | undefined {
    const sums = this.#sums?.all() ?? []
    if (this.#settings !== undefined) {
      return completionFields(this.#settings, this.#countsOf(level, said), sums, epochMillis())
    }
    const values = Object.fromEntries(sums.map(({ name, value }) => [name, value]))
    return sums.length === 0 ? undefined : `,${JSON.stringify(values).slice(1, -1)}`
  }

  /** The fields of a call, where calls are measured. */
  ofCall(level: Level, { phase, duration = 0 }: Said): string | undefined {
    if (phase !== 'call' || !this.#settings?.calls) return undefined
    return callFields(this.#settings, duration, level === 'error', epochMillis())
  }

  #countsOf(level: Level, { result, metadata, Timeouts = 0 }: Said): Counts {
    const isAborted = metadata?.aborted === true
    return {
      Requests: 1,
      Errors: Number(result !== 'success' && !isAborted),
      Faults: Number(level === 'error'),
      Throttles: Number(metadata?.statusCode === 429),
      Timeouts,
      ColdStarts: Number(this.#host.coldStart === true),
    }
  }
}
