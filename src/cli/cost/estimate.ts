import type { Traffic } from './measure.ts'
import { ASSUMPTIONS, PRICES } from './prices.ts'

/** What a part of AWS costs in a month. */
export interface CostItem {
  readonly name: string
  /** The amount, with its unit. */
  readonly amount: string
  /** US dollars. */
  readonly cost: number
}

/**
 * Estimates what requests cost in a month, without X-Ray.
 * @param requests requests a month
 * @param rate the share of them that is sampled
 */
export function estimate(traffic: Traffic, requests: number, rate: number): CostItem[] {
  const { bytes, endingBytes, metrics } = traffic
  const perRequest = endingBytes + rate * (bytes - endingBytes)
  const gb = (requests * perRequest) / 1e9
  const stored = (gb * ASSUMPTIONS.retentionDays) / 30
  const scanned = (gb / 30) * ASSUMPTIONS.queries
  return [
    { name: 'Logs, ingestion', amount: size(gb), cost: gb * PRICES.ingestionPerGb },
    { name: 'Logs, storage', amount: size(stored), cost: stored * PRICES.storagePerGbMonth },
    { name: 'Logs Insights', amount: size(scanned), cost: scanned * PRICES.insightsPerGb },
    { name: 'Metrics', amount: `${metrics}`, cost: metrics * PRICES.metricMonth },
  ]
}

/** Estimates what X-Ray costs in a month. Records don't say whether X-Ray is on. */
export function estimateXray(requests: number, rate: number): CostItem {
  const traces = requests * rate
  const billed = Math.max(0, traces - PRICES.xrayFreeTraces)
  const cost = (billed / 1e6) * PRICES.xrayPerMillionTraces
  return { name: 'X-Ray', amount: `${traces.toLocaleString('en-US')} traces`, cost }
}

/** Returns the sum of the costs. */
export function total(items: readonly CostItem[]): number {
  return items.reduce((sum, { cost }) => sum + cost, 0)
}

function size(gb: number): string {
  return `${gb.toFixed(2)} GB`
}
