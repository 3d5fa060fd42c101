/** A log line that may also be an EMF metric. */
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

/** Returns a metric as text: namespace, name, and dimensions with their values. */
export function metricKey(
  namespace: string,
  name: string,
  dimensions: readonly (readonly [string, string])[],
): string {
  return [namespace, name, ...dimensions.map((pair) => pair.join('=')).sort()].join(' | ')
}

/** Returns the metrics that CloudWatch reads from a line. */
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

/** A SEARCH expression of a dashboard. */
interface Search {
  readonly namespace: string
  /** The names of the dimensions, separated by commas. */
  readonly dimensions: string
  readonly service: string
  /** The names of the metrics that it finds or, if negated, excludes. */
  readonly names: readonly string[]
  readonly isNegated: boolean
}

interface DashboardBody {
  readonly 'Fn::Sub': string
}

/** Returns the metrics that a dashboard names, and its searches. */
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

/** Checks that each expression uses metrics of its own graph only. */
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
