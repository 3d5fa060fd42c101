import type { Metric } from './metrics.ts'

/** A part of a dashboard. */
export interface Widget {
  readonly type: 'metric' | 'log'
  readonly properties: Readonly<Record<string, unknown>>
}

/** A line of a graph: a metric with a statistic, or an expression over those that have an id. */
export type Line =
  | { readonly metric: Metric; readonly stat: string; readonly label: string; readonly id?: string }
  | { readonly expression: string; readonly label?: string }

interface Graph {
  readonly title: string
  /** What the axis measures. */
  readonly unit: string
  readonly lines: readonly Line[]
}

const PERIOD_SECONDS = 60
const REGION = `\${AWS::Region}`

/** A graph over time. Metrics with an id are shown only in the expressions that use them. */
export function graph({ title, unit, lines }: Graph): Widget {
  return {
    type: 'metric',
    properties: {
      title,
      view: 'timeSeries',
      region: REGION,
      period: PERIOD_SECONDS,
      yAxis: { left: { label: unit, showUnits: false, min: 0 } },
      metrics: lines.map(lineOf),
    },
  }
}

function lineOf(line: Line): unknown[] {
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
 * All metrics of a name, whatever values their other dimensions have. Only dashboards may search.
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

/** The answer of a query, asked anew with each refresh, which is billed. */
export function logTable(title: string, logGroups: readonly string[], query: string): Widget {
  const sources = logGroups.map((name) => `SOURCE '${name}'`).join(' | ')
  return {
    type: 'log',
    properties: { title, region: REGION, view: 'table', query: `${sources} | ${query}` },
  }
}
