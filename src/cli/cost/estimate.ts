import type { Traffic } from './measure.ts'
import type { Parts } from './parts.ts'
import { ASSUMPTIONS, LAMBDA_SAMPLING, PRICES } from './prices.ts'

/** What a part of AWS costs in a month. */
export interface CostItem {
  readonly name: string
  /** The amount, with its unit. */
  readonly amount: string
  /** US dollars. */
  readonly cost: number
}

const SECONDS_OF_MONTH = 30 * 24 * 60 * 60
/** The metrics of a service and of an action: `duration`, `Requests`, `Faults`, and three counts. */
const METRICS_OF_NAME = 6
/** `Records` and `FailedRecords`, of a service and of an action with batches. */
const METRICS_OF_BATCHES = 2
/** `CallDuration` and `CallFaults`. */
const METRICS_OF_OPERATION = 2

/**
 * Estimates what the logs of requests cost in a month.
 * @param requests requests a month
 * @param rate the share of them that is sampled
 */
export function estimateLogs(
  { bytes, endingBytes }: Pick<Traffic, 'bytes' | 'endingBytes'>,
  requests: number,
  rate: number,
): CostItem[] {
  const gb = (requests * (endingBytes + rate * (bytes - endingBytes))) / 1e9
  const stored = (gb * ASSUMPTIONS.retentionDays) / 30
  const scanned = (gb / 30) * ASSUMPTIONS.queries
  const watched = ASSUMPTIONS.liveTailMinutes
  return [
    { name: 'Logs, ingestion', amount: size(gb), cost: gb * PRICES.ingestionPerGb },
    { name: 'Logs, storage', amount: size(stored), cost: stored * PRICES.storagePerGbMonth },
    { name: 'Logs Insights', amount: size(scanned), cost: scanned * PRICES.insightsPerGb },
    { name: 'Live Tail', amount: `${watched} min`, cost: watched * PRICES.liveTailPerMinute },
  ]
}

/**
 * Estimates what resources cost in a month, and the metrics of their services.
 * @param measured what was measured. If the records have no metrics, those count that the plugin turns on
 */
export function estimateParts(
  parts: Parts,
  { metrics, operations, functions }: Pick<Traffic, 'metrics' | 'operations' | 'functions'>,
): CostItem[] {
  const item = (name: string, count: number, price: number): CostItem => ({
    name,
    amount: String(count),
    cost: count * price,
  })
  const { services, actions } = functions.length > 0 ? namesOf(functions) : parts
  const batches = namesOf(functions.filter(({ triggers }) => triggers.includes('queue')))
  const metricsOf = (names: number, withBatches: number): number =>
    names * METRICS_OF_NAME + withBatches * METRICS_OF_BATCHES
  const counted =
    metrics > 0
      ? [item('Metrics', metrics, PRICES.metricMonth)]
      : [
          item('Metrics of services', metricsOf(services, batches.services), PRICES.metricMonth),
          item('Metrics of actions', metricsOf(actions, batches.actions), PRICES.metricMonth),
          item('Metrics of calls', operations * METRICS_OF_OPERATION, PRICES.metricMonth),
        ]
  return [
    ...counted,
    item('Alarms, by metric', parts.alarmMetrics, PRICES.alarmMetricMonth),
    item('Composite alarms', parts.compositeAlarms, PRICES.compositeAlarmMonth),
    item('Dashboard', parts.dashboards, PRICES.dashboardMonth),
    ...(parts.keys > 0 ? [item('Key', parts.keys, PRICES.keyMonth)] : []),
    ...(parts.secrets > 0 ? [item('Secret', parts.secrets, PRICES.secretMonth)] : []),
  ]
}

/**
 * Estimates what the forwarder costs in a month: its invocations, and what Lambda logs of them.
 * @param invocations traced invocations a month. CloudWatch Logs sends the lines of each apart, at most
 */
export function estimateForwarder(
  { forwarders: [memory] }: Pick<Parts, 'forwarders'>,
  invocations: number,
): CostItem[] {
  if (memory === undefined) return []
  const millions = invocations / 1e6
  const gbSeconds = invocations * ASSUMPTIONS.forwarderSeconds * memory
  const gb = (invocations * ASSUMPTIONS.forwarderLogBytes) / 1e9
  return [
    {
      name: 'Forwarder, invocations',
      amount: Math.round(invocations).toLocaleString('en-US'),
      cost: millions * PRICES.lambdaPerMillionInvocations + gbSeconds * PRICES.lambdaPerGbSecond,
    },
    { name: 'Forwarder, logs', amount: size(gb), cost: gb * PRICES.ingestionPerGb },
  ]
}

/** Counts the services and actions of functions. */
function namesOf(functions: Traffic['functions']): Pick<Parts, 'services' | 'actions'> {
  const actions = functions.flatMap((fn) => fn.actions.map((action) => `${fn.service} ${action}`))
  return {
    services: new Set(functions.map(({ service }) => service)).size,
    actions: new Set(actions).size,
  }
}

/**
 * Estimates what X-Ray costs in a month, by Lambda's own rule. Requests are spread evenly: in bursts,
 * fewer are recorded.
 */
export function estimateXray(requests: number): CostItem {
  const { perSecond, rate } = LAMBDA_SAMPLING
  const always = Math.min(requests, perSecond * SECONDS_OF_MONTH)
  const traces = Math.round(always + rate * (requests - always))
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
