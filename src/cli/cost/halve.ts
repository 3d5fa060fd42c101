import type { CostItem } from './estimate.ts'

/** Something to leave out, and what it costs. */
export interface Saving {
  readonly what: string
  readonly cost: number
}

/** What costs can be saved, from what is missed least. */
const REMEDIES: readonly { readonly names: readonly string[]; readonly what: string }[] = [
  {
    names: ['Metrics of calls'],
    what: 'HOPTRACE_METRICS_CALLS=0: no graphs of calls. The queries still show them',
  },
  { names: ['X-Ray'], what: 'tracing off: no traces in X-Ray. The records still have them' },
  {
    names: ['Forwarder, invocations', 'Forwarder, logs', 'Secret'],
    what: 'otlp off: no spans in the backend. The records still have them',
  },
  { names: ['Dashboard'], what: 'dashboard: false. The first three of an account are free' },
  {
    names: ['Metrics of actions'],
    what: "metrics: { dimensions: [['service']] } in code: no p99 alarms and graphs by action",
  },
  {
    names: ['Alarms, by metric', 'Composite alarms'],
    what: 'alarms: false. Nobody hears of faults',
  },
]

/**
 * Returns what to leave out to halve the costs.
 * @param sampling what sampling saves, if requests are not sampled yet
 */
export function halve(items: readonly CostItem[], sampling?: Saving): Saving[] {
  const costOf = (names: readonly string[]): number =>
    items.filter(({ name }) => names.includes(name)).reduce((sum, { cost }) => sum + cost, 0)
  const savings = [
    ...(sampling === undefined ? [] : [sampling]),
    ...REMEDIES.map(({ names, what }) => ({ what, cost: costOf(names) })),
  ].filter(({ cost }) => cost >= 0.005)
  const half = items.reduce((sum, { cost }) => sum + cost, 0) / 2
  const chosen: Saving[] = []
  for (let saved = 0; saved < half && chosen.length < savings.length; ) {
    const next = savings[chosen.length] as Saving
    chosen.push(next)
    saved += next.cost
  }
  return chosen
}
