import type { RequestHost } from '../host.ts'
import { safeGet } from '../lib/safe-get.ts'
import {
  addToMetric,
  type MetricSum,
  type MetricSums,
  type MetricUnit,
} from '../metrics/metric-sums.ts'
import type { Level } from '../record.ts'
import type { RecordDraft } from './draft.ts'
import { field } from './line-fields.ts'
import type { RecordSource } from './record-source.ts'

/** Makes the metric fields of one request's records, as JSON members with a leading comma. */
export class MetricFields {
  readonly #source: RecordSource
  #sums: MetricSums | undefined

  constructor(source: RecordSource) {
    this.#source = source
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
    this.#sums ??= new Map()
    addToMetric(this.#sums, name, value, unit)
  }

  /** Returns the fields of an ending; `undefined` if it has none. */
  ofEnding(level: Level, draft: RecordDraft): string | undefined {
    const { settings, host } = this.#source
    const { metrics } = settings
    const isCounted = metrics !== undefined && !host.isChild
    const sums = [
      ...(isCounted ? batchSums(level, draft, host) : []),
      ...(this.#sums?.values() ?? []),
    ]
    const own = sums.map(({ name, value }) => `,"${name}":${JSON.stringify(value)}`).join('')
    if (!isCounted && own === '') return undefined
    const counts = isCounted ? this.#counts(level, draft) : field(',"Timeouts":', draft.Timeouts)
    return counts + own + (metrics?.ofEnding(sums, isCounted, host.isAuthorizer) ?? '')
  }

  /** Returns the fields of a call; `undefined` if calls are not measured. */
  ofCall(level: Level, { phase, duration = 0 }: RecordDraft): string | undefined {
    const ofCall = this.#source.settings.metrics?.ofCall
    if (phase !== 'call' || ofCall === undefined) return undefined
    const faults = Number(level === 'error')
    return `,"CallDuration":${duration},"CallFaults":${faults}${ofCall()}`
  }

  /** The counts of an ending, each 0 or 1. */
  #counts(level: Level, { result, metadata, Timeouts = 0 }: RecordDraft): string {
    const isError = result !== 'success' && safeGet(metadata, 'aborted') !== true
    return (
      `,"Requests":1,"Errors":${Number(isError)},"Faults":${Number(level === 'error')}` +
      `,"Throttles":${Number(safeGet(metadata, 'statusCode') === 429)},"Timeouts":${Timeouts}` +
      `,"ColdStarts":${Number(this.#source.host.coldStart === true)}`
    )
  }
}

/** The records of a batch and how many of them failed; nothing of other requests. */
function batchSums(level: Level, { metadata }: RecordDraft, host: RequestHost): MetricSum[] {
  const size = safeGet(host.metadata, 'batchSize')
  if (typeof size !== 'number') return []
  const failed = level === 'error' ? size : Number(safeGet(metadata, 'failedRecords')) || 0
  return [
    { name: 'Records', value: size, unit: 'Count' },
    { name: 'FailedRecords', value: failed, unit: 'Count' },
  ]
}
