import { incidentOf } from './incident.ts'
import { type Metric, requestMetric, throttlesOf } from './metrics.ts'
import { type Service, servicesOf, type TracedFunction } from './service.ts'
import { type Resource, type Resources, withIds } from './template.ts'

const PERIOD_SECONDS = 60

/** A metric with the statistic that is read of it. */
interface Term {
  readonly metric: Metric
  readonly stat: 'Sum' | 'p99'
}

/** What an alarm watches. */
interface Watch {
  readonly name: string
  readonly description: string
  /** The expression's variables; where there is one variable only, it is the expression. */
  readonly terms: Readonly<Record<string, Term>>
  readonly expression?: string
  readonly threshold: number
}

/** The alarms of a service, quiet at low traffic and where nothing is measured, and their incident. */
export function alarms(service: Service): Resources {
  const watches = [
    ...servicesOf(service).flatMap((name) => [faultRate(service, name), timeouts(service, name)]),
    ...service.functions.flatMap((one) => one.actions.map((action) => slow(service, one, action))),
    ...service.functions.map(throttles),
  ]
  const single = withIds(
    'HoptraceAlarm',
    watches.map((watch) => [watch.name, alarm(service, watch)]),
  )
  return { ...single, ...incidentOf(service, Object.keys(single)) }
}

function faultRate(service: Service, name: string): Watch {
  const { faultRate: percent, leastFaults } = service.alarms
  return {
    name: `faults ${name}`,
    description: `More than ${percent} % of the requests to ${name} are faults. Query: Recent errors.`,
    terms: {
      faults: { metric: requestMetric(service, 'Faults', name), stat: 'Sum' },
      requests: { metric: requestMetric(service, 'Requests', name), stat: 'Sum' },
    },
    expression: `IF(faults >= ${leastFaults}, 100 * faults / requests, 0)`,
    threshold: percent,
  }
}

function timeouts(service: Service, name: string): Watch {
  return {
    name: `timeouts ${name}`,
    description: `Functions of ${name} run out of time. Query: Recent errors.`,
    terms: { timeouts: { metric: requestMetric(service, 'Timeouts', name), stat: 'Sum' } },
    threshold: 0,
  }
}

function slow(service: Service, { service: name, p99 }: TracedFunction, action: string): Watch {
  const { p99: usual, leastRequests } = service.alarms
  const limit = p99 ?? usual
  return {
    name: `p99 ${name} ${action}`,
    description: `1 of 100 requests of ${action} takes more than ${limit} ms. Query: Slow requests.`,
    terms: {
      slowest: { metric: requestMetric(service, 'duration', name, action), stat: 'p99' },
      requests: { metric: requestMetric(service, 'Requests', name, action), stat: 'Sum' },
    },
    expression: `IF(requests >= ${leastRequests}, slowest, 0)`,
    threshold: limit,
  }
}

function throttles({ name }: TracedFunction): Watch {
  return {
    name: `throttles ${name}`,
    description: `Lambda has no capacity for ${name}: see its concurrency.`,
    terms: { throttles: { metric: throttlesOf(name), stat: 'Sum' } },
    threshold: 0,
  }
}

function alarm(service: Service, watch: Watch): Resource {
  const terms = Object.entries(watch.terms).map(([Id, { metric, stat }]) => ({
    Id,
    ReturnData: watch.expression === undefined,
    MetricStat: { Metric: dimensioned(metric), Period: PERIOD_SECONDS, Stat: stat },
  }))
  const expression = { Id: 'watched', ReturnData: true, Expression: watch.expression }
  return {
    Type: 'AWS::CloudWatch::Alarm',
    Properties: {
      AlarmName: `${service.name} ${watch.name}`,
      AlarmDescription: watch.description,
      Metrics: watch.expression === undefined ? terms : [...terms, expression],
      ComparisonOperator: 'GreaterThanThreshold',
      Threshold: watch.threshold,
      EvaluationPeriods: 5,
      DatapointsToAlarm: 3,
      TreatMissingData: 'notBreaching',
    },
  }
}

function dimensioned({ namespace, name, dimensions }: Metric): object {
  const list = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }))
  return { Namespace: namespace, MetricName: name, Dimensions: list }
}
