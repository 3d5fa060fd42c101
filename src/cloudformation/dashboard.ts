import { queries } from '../queries/index.ts'
import { LIMITS } from './limits.ts'
import { lambdaMetric, type MetricName, REQUEST_METRICS, requestMetric } from './metrics.ts'
import { queryLinks } from './query-links.ts'
import { type Service, tracedServicesOf } from './service.ts'
import { type Resources, sub } from './template.ts'
import {
  alarmStates,
  type GraphLine,
  graph,
  logTable,
  search,
  text,
  type Widget,
} from './widgets.ts'

/** The metrics of endings. All other metrics of a service are business metrics. */
const ENDING_METRICS = [...REQUEST_METRICS, 'Throttles']
const [WIDTH, HEIGHT] = [12, 6]

/** What the dashboard shows beside metrics. */
export interface Shown {
  readonly alarms: Resources
  readonly queries: Resources
}

/**
 * Returns the dashboard of a service in its stage: alarms, requests, failures, durations, calls and
 * business metrics.
 */
export function dashboard(service: Service, { alarms, queries: saved }: Shown): Resources {
  const ids = Object.keys(alarms)
  const widgets = [
    ...(ids.length > 0 ? [alarmStates('Alarms', ids)] : []),
    ...(Object.keys(saved).length > 0 ? [text(queryLinks(service, saved))] : []),
    byAction(service, 'Requests', 'Sum', ['Requests', 'a minute']),
    failures(service),
    ...['p50', 'p95', 'p99'].map((stat) =>
      byAction(service, 'duration', stat, [`Duration ${stat}`, 'ms']),
    ),
    byService(service, 'Timeouts', 'Timeouts'),
    throttles(service),
    byService(service, 'ColdStarts', 'Cold starts'),
    byAction(service, 'CallDuration', 'p95', ['Calls by service: p95', 'ms']),
    byAction(service, 'CallFaults', 'Sum', ['Calls by service: faults', 'a minute']),
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

/** Faults stand before client errors: they are ours. */
function failures(service: Service): Widget {
  const names = tracedServicesOf(service).slice(0, LIMITS.widgetMetrics / 5)
  const counts = names.flatMap((name, index) =>
    (['Requests', 'Errors', 'Faults'] as const).map((metric) => ({
      metric: requestMetric(service, metric, name),
      stat: 'Sum',
      label: `${name} ${metric}`,
      id: `${metric.toLowerCase()}${index}`,
    })),
  )
  const faults = names.map((name, index) => ({
    expression: `100 * faults${index} / requests${index}`,
    label: `${name} faults`,
  }))
  const clientErrors = names.map((name, index) => ({
    expression: `100 * (errors${index} - faults${index}) / requests${index}`,
    label: `${name} client errors`,
  }))
  const lines: GraphLine[] = [...counts, ...faults, ...clientErrors]
  return graph({ title: 'Faults and client errors', unit: '% of requests', lines })
}

function byService(service: Service, name: MetricName, title: string): Widget {
  const lines = tracedServicesOf(service).map((serviceName) => ({
    metric: requestMetric(service, name, serviceName),
    stat: 'Sum',
    label: serviceName,
  }))
  return graph({ title, unit: 'a minute', lines })
}

function throttles({ functions }: Service): Widget {
  const lines = functions.map((fn) => ({
    metric: lambdaMetric('Throttles', fn.name),
    stat: 'Sum',
    label: fn.key,
  }))
  return graph({ title: 'Throttles', unit: 'a minute', lines })
}

/** Searches, so that any number of actions fits, also those that no template names. */
function byAction(
  service: Service,
  name: MetricName,
  stat: string,
  [title, unit]: readonly [string, string],
): Widget {
  const lines = tracedServicesOf(service).map((serviceName) => {
    const terms = `MetricName="${name}" service="${serviceName}" stage="${service.stage}"`
    const dimensions = ['service', 'stage', 'action']
    return { expression: search(service.namespace, dimensions, terms, stat) }
  })
  return graph({ title, unit, lines })
}

function business(service: Service): Widget {
  const names = ENDING_METRICS.map((name) => `"${name}"`).join(' OR ')
  const lines = tracedServicesOf(service).map((serviceName) => {
    const terms = `service="${serviceName}" stage="${service.stage}" NOT MetricName=(${names})`
    return { expression: search(service.namespace, ['service', 'stage'], terms, 'Sum') }
  })
  return graph({ title: 'Business metrics', unit: 'a minute', lines })
}

function newestErrors({ logGroups }: Service): Widget {
  const query = queries.find(({ id }) => id === 'recent-errors')?.text ?? ''
  const names = logGroups.slice(0, LIMITS.queryLogGroups).map(({ name }) => name)
  return logTable('Recent errors', names, query)
}
