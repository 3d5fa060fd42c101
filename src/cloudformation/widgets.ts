import { LIMITS } from './limits.ts'
import type { Metric } from './metrics.ts'

/** A widget of a dashboard. */
export interface Widget {
  readonly type: 'metric' | 'log' | 'alarm' | 'text'
  readonly properties: Readonly<Record<string, unknown>>
}

/** A line of a graph: a metric with a statistic, or an expression over metrics with an `id`. */
export type GraphLine =
  | { readonly metric: Metric; readonly stat: string; readonly label: string; readonly id?: string }
  | { readonly expression: string; readonly label?: string }

interface Graph {
  readonly title: string
  /** The label of the axis. */
  readonly unit: string
  readonly lines: readonly GraphLine[]
}

const PERIOD_SECONDS = 60
const REGION = `\${AWS::Region}`

/** Returns a graph over time. A metric with an `id` is shown only in expressions. */
export function graph({ title, unit, lines }: Graph): Widget {
  return {
    type: 'metric',
    properties: {
      title,
      view: 'timeSeries',
      region: REGION,
      period: PERIOD_SECONDS,
      yAxis: { left: { label: unit, showUnits: false, min: 0 } },
      metrics: lines.slice(0, LIMITS.widgetMetrics).map(metricOf),
    },
  }
}

function metricOf(line: GraphLine): unknown[] {
  if ('expression' in line) return [line]
  const { metric, stat, label, id } = line
  const shown = id === undefined ? {} : { id, visible: false }
  return [
    metric.namespace,
    metric.name,
    ...Object.entries(metric.dimensions).flat(),
    { stat, label, ...shown },
  ]
}

/**
 * Returns an expression that finds metrics by their dimensions' names. Only dashboards may search.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/search-expression-syntax.html
 */
export function search(
  namespace: string,
  dimensions: readonly string[],
  terms: string,
  stat: string,
): string {
  const schema = [`"${namespace}"`, ...dimensions].join(',')
  return `SEARCH('{${schema}} ${terms}', '${stat}', ${PERIOD_SECONDS})`
}

/** Returns a table with the rows of a query. CloudWatch runs, and bills, the query at each refresh. */
export function logTable(title: string, logGroups: readonly string[], query: string): Widget {
  const sources = logGroups.map((name) => `SOURCE '${name}'`).join(' | ')
  return {
    type: 'log',
    properties: { title, region: REGION, view: 'table', query: `${sources} | ${query}` },
  }
}

/** Returns the states of alarms, those that fire first. */
export function alarmStates(title: string, ids: readonly string[]): Widget {
  const alarms = ids.slice(0, LIMITS.widgetAlarms).map((id) => `\${${id}.Arn}`)
  return { type: 'alarm', properties: { title, sortBy: 'stateUpdatedTimestamp', alarms } }
}

/** Returns a text in Markdown. */
export function text(markdown: string): Widget {
  return { type: 'text', properties: { markdown } }
}
