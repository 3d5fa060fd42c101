/** A line that may be a metric too. */
export interface Line {
  readonly [name: string]: unknown
  readonly _aws?: {
    readonly CloudWatchMetrics: readonly {
      readonly Namespace: string
      readonly Dimensions: readonly (readonly string[])[]
      readonly Metrics: readonly { readonly Name: string }[]
    }[]
  }
}

/** A metric as text: its namespace, its name, its dimensions with their values. */
export function metricKey(
  namespace: string,
  name: string,
  dimensions: readonly (readonly [string, string])[],
): string {
  return [namespace, name, ...dimensions.map((pair) => pair.join('=')).sort()].join(' | ')
}

/** The metrics that CloudWatch makes of a line. */
export function metricsIn(line: Line): string[] {
  const directives = line._aws?.CloudWatchMetrics ?? []
  return directives.flatMap(({ Namespace, Dimensions, Metrics }) =>
    Dimensions.flatMap((set) =>
      Metrics.map(({ Name }) =>
        metricKey(
          Namespace,
          Name,
          set.map((dimension) => [dimension, String(line[dimension])]),
        ),
      ),
    ),
  )
}

/** What a dashboard looks for without naming each metric. */
interface Search {
  readonly namespace: string
  /** The names of the dimensions. */
  readonly dimensions: string
  readonly service: string
  /** The metrics that are found, or all others. */
  readonly names: readonly string[]
  readonly isNegated: boolean
}

interface DashboardBody {
  readonly 'Fn::Sub': string
}

/** The metrics that a dashboard names, and those that it looks for. */
export function dashboardMetrics(body: unknown): { metrics: string[]; searches: Search[] } {
  const { widgets } = JSON.parse((body as DashboardBody)['Fn::Sub']) as {
    widgets: { properties: { metrics?: unknown[][] } }[]
  }
  const lines = widgets.map(({ properties }) => properties.metrics ?? [])
  for (const graph of lines) checkExpressions(graph)
  const named = lines.flat().filter(([first]) => typeof first === 'string') as string[][]
  return {
    metrics: named.map(([namespace = '', name = '', ...rest]) =>
      metricKey(namespace, name, pairsOf(rest.slice(0, -1))),
    ),
    searches: lines.flat().flatMap(([first]) => searchIn(first)),
  }
}

/** Holds that expressions use the metrics of their own graph. */
function checkExpressions(graph: readonly unknown[][]): void {
  const ids = graph.map((line) => (line.at(-1) as { id?: string }).id)
  for (const [first] of graph) {
    const { expression = '' } = Object(first) as { expression?: string }
    if (expression.startsWith('SEARCH(')) continue
    const unknown = (expression.match(/[a-z]\w*/g) ?? []).filter((id) => !ids.includes(id))
    if (unknown.length > 0) throw new Error(`${expression} uses ${unknown}`)
  }
}

function pairsOf(texts: readonly string[]): [string, string][] {
  return texts.flatMap((name, index) =>
    index % 2 === 0 ? [[name, texts[index + 1] ?? ''] as [string, string]] : [],
  )
}

function searchIn(line: unknown): Search[] {
  const { expression = '' } = Object(line) as { expression?: string }
  const found = /^SEARCH\('\{"([^"]+)",([\w,]+)\} (.*)', '\w+', 60\)$/.exec(expression)
  if (found === null) return []
  const [, namespace = '', dimensions = '', terms = ''] = found
  const [, service = ''] = /service="([^"]+)"/.exec(terms) ?? []
  const [, negation, list = ''] = /(NOT )?MetricName=(.*?)( service=|$)/.exec(terms) ?? []
  const names = list.match(/(?<=")\w+(?=")/g) ?? []
  return [{ namespace, dimensions, service, names, isNegated: negation !== undefined }]
}
