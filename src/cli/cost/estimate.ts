import type { Traffic } from './measure.ts'
import { ASSUMED, PRICES } from './prices.ts'

/** What something costs in a month. */
export interface Item {
  readonly name: string
  /** How much of it there is, with its unit. */
  readonly amount: string
  /** US dollars. */
  readonly cost: number
}

/** What so many requests cost in a month, of which this share is sampled; without X-Ray. */
export function estimate(traffic: Traffic, requests: number, rate: number): Item[] {
  const { bytes, endingBytes, metrics } = traffic
  const perRequest = endingBytes + rate * (bytes - endingBytes)
  const gb = (requests * perRequest) / 1e9
  const stored = (gb * ASSUMED.retentionDays) / 30
  const scanned = (gb / 30) * ASSUMED.queries
  return [
    { name: 'Logs, ingestion', amount: size(gb), cost: gb * PRICES.ingestionPerGb },
    { name: 'Logs, storage', amount: size(stored), cost: stored * PRICES.storagePerGbMonth },
    { name: 'Logs Insights', amount: size(scanned), cost: scanned * PRICES.insightsPerGb },
    { name: 'Metrics', amount: `${metrics}`, cost: metrics * PRICES.metricMonth },
  ]
}

/** What X-Ray costs where it is on, which no record tells. */
export function estimateXray(requests: number, rate: number): Item {
  const traces = requests * rate
  const billed = Math.max(0, traces - PRICES.xrayFreeTraces)
  const cost = (billed / 1e6) * PRICES.xrayPerMillionTraces
  return { name: 'X-Ray', amount: `${traces.toLocaleString('en-US')} traces`, cost }
}

/** What all of it costs. */
export function total(items: readonly Item[]): number {
  return items.reduce((sum, { cost }) => sum + cost, 0)
}

function size(gb: number): string {
  return `${gb.toFixed(2)} GB`
}
