import { queries } from '../queries/index.ts'
import { type MetricName, REQUEST_METRICS, requestMetric } from './metrics.ts'
import { type Service, servicesOf } from './service.ts'
import { type Resources, sub } from './template.ts'
import { type GraphLine, graph, logTable, search, type Widget } from './widgets.ts'

/** The metrics of endings. All other metrics of a service are business metrics. */
const ENDING_METRICS = [...REQUEST_METRICS, 'Throttles']
/** CloudWatch's limit for a log widget. */
const MAX_LOG_GROUPS = 50
const [WIDTH, HEIGHT] = [12, 6]

/** Returns the dashboard of a service: requests, failures, durations, calls and business metrics. */
export function dashboard(service: Service): Resources {
  const widgets = [
    requests(service),
    failures(service),
    ...['p50', 'p95', 'p99'].map((stat) => durations(service, stat)),
    coldStarts(service),
    calls(service, 'CallDuration', 'p95', ['Calls by service: p95', 'ms']),
    calls(service, 'CallFaults', 'Sum', ['Calls by service: faults', 'a minute']),
    business(service),
    newestErrors(service),
  ].filter(({ properties: { metrics } }) => !Array.isArray(metrics) || metrics.length > 0)
  return {
    HoptraceDashboard: {
      Type: 'AWS::CloudWatch::Dashboard',
      Properties: {
        DashboardName: service.name,
        DashboardBody: sub(JSON.stringify({ start: '-PT3H', widgets: widgets.map(positioned) })),
      },
    },
  }
}

/** Places two widgets in each row. */
function positioned(widget: Widget, index: number): object {
  const position = { x: (index % 2) * WIDTH, y: Math.floor(index / 2) * HEIGHT }
  return { ...position, width: WIDTH, height: HEIGHT, ...widget }
}

function requests(service: Service): Widget {
  return graph({ title: 'Requests', unit: 'a minute', lines: byAction(service, 'Requests', 'Sum') })
}

function failures(service: Service): Widget {
  const lines = servicesOf(service).flatMap((name, index): GraphLine[] => {
    const count = (metric: MetricName): GraphLine => ({
      metric: requestMetric(service, metric, name),
      stat: 'Sum',
      label: `${name} ${metric}`,
      id: `${metric.toLowerCase()}${index}`,
    })
    return [
      ...(['Requests', 'Errors', 'Faults'] as const).map(count),
      { expression: `100 * errors${index} / requests${index}`, label: `${name} errors` },
      { expression: `100 * faults${index} / requests${index}`, label: `${name} faults` },
    ]
  })
  return graph({ title: 'Errors and faults', unit: '% of requests', lines })
}

function durations(service: Service, stat: string): Widget {
  const lines = byAction(service, 'duration', stat)
  return graph({ title: `Duration ${stat}`, unit: 'ms', lines })
}

function coldStarts(service: Service): Widget {
  return graph({
    title: 'Cold starts',
    unit: 'a minute',
    lines: servicesOf(service).map((name) => ({
      metric: requestMetric(service, 'ColdStarts', name),
      stat: 'Sum',
      label: name,
    })),
  })
}

function byAction(service: Service, name: MetricName, stat: string): GraphLine[] {
  return service.functions.flatMap((fn) =>
    fn.actions.map((action) => ({
      metric: requestMetric(service, name, fn.service, action),
      stat,
      label: action,
    })),
  )
}

function calls(
  service: Service,
  name: MetricName,
  stat: string,
  [title, unit]: readonly [string, string],
): Widget {
  const lines = servicesOf(service).map((serviceName) => {
    const terms = `MetricName="${name}" service="${serviceName}"`
    return { expression: search(service.namespace, ['service', 'action'], terms, stat) }
  })
  return graph({ title, unit, lines })
}

function business(service: Service): Widget {
  const names = ENDING_METRICS.map((name) => `"${name}"`).join(' OR ')
  const lines = servicesOf(service).map((serviceName) => {
    const terms = `service="${serviceName}" NOT MetricName=(${names})`
    return { expression: search(service.namespace, ['service'], terms, 'Sum') }
  })
  return graph({ title: 'Business metrics', unit: 'a minute', lines })
}

function newestErrors({ logGroups }: Service): Widget {
  const text = queries.find(({ id }) => id === 'recent-errors')?.text ?? ''
  const names = logGroups.slice(0, MAX_LOG_GROUPS).map(({ name }) => name)
  return logTable('Recent errors', names, text)
}
