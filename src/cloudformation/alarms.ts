import { incident } from './incident.ts'
import { type Metric, requestMetric, throttlesOf } from './metrics.ts'
import { type Service, servicesOf, type TracedFunction } from './service.ts'
import { type Resource, type Resources, withIds } from './template.ts'

const PERIOD_SECONDS = 60

/** A metric, and the statistic of it that is read. */
interface Term {
  readonly metric: Metric
  readonly stat: 'Sum' | 'p99'
}

/** What an alarm watches. */
interface AlarmSpec {
  readonly name: string
  readonly description: string
  /** The variables of the expression. Without an expression, the only variable is watched. */
  readonly terms: Readonly<Record<string, Term>>
  readonly expression?: string
  readonly threshold: number
}

/**
 * Returns the alarms of a service, and the incident over them. They don't fire at low traffic, nor
 * for missing data.
 */
export function alarms(service: Service): Resources {
  const specs = [
    ...servicesOf(service).flatMap((name) => [faultRate(service, name), timeouts(service, name)]),
    ...service.functions.flatMap((fn) => fn.actions.map((action) => slow(service, fn, action))),
    ...service.functions.map(throttles),
  ]
  const watching = withIds(
    'HoptraceAlarm',
    specs.map((spec) => [spec.name, alarm(service, spec)]),
  )
  return { ...watching, ...incident(service, Object.keys(watching)) }
}

function faultRate(service: Service, name: string): AlarmSpec {
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

function timeouts(service: Service, name: string): AlarmSpec {
  return {
    name: `timeouts ${name}`,
    description: `Requests to ${name} time out. Query: Recent errors.`,
    terms: { timeouts: { metric: requestMetric(service, 'Timeouts', name), stat: 'Sum' } },
    threshold: 0,
  }
}

function slow(service: Service, fn: TracedFunction, action: string): AlarmSpec {
  const limitMs = fn.p99Ms ?? service.alarms.p99Ms
  return {
    name: `p99 ${fn.service} ${action}`,
    description: `1 of 100 requests of ${action} takes more than ${limitMs} ms. Query: Slow requests.`,
    terms: {
      slowest: { metric: requestMetric(service, 'duration', fn.service, action), stat: 'p99' },
      requests: { metric: requestMetric(service, 'Requests', fn.service, action), stat: 'Sum' },
    },
    expression: `IF(requests >= ${service.alarms.leastRequests}, slowest, 0)`,
    threshold: limitMs,
  }
}

function throttles({ name }: TracedFunction): AlarmSpec {
  return {
    name: `throttles ${name}`,
    description: `Lambda throttles ${name}: check its concurrency limit.`,
    terms: { throttles: { metric: throttlesOf(name), stat: 'Sum' } },
    threshold: 0,
  }
}

function alarm(service: Service, spec: AlarmSpec): Resource {
  const terms = Object.entries(spec.terms).map(([Id, { metric, stat }]) => ({
    Id,
    ReturnData: spec.expression === undefined,
    MetricStat: { Metric: metricQuery(metric), Period: PERIOD_SECONDS, Stat: stat },
  }))
  const expression = { Id: 'watched', ReturnData: true, Expression: spec.expression }
  return {
    Type: 'AWS::CloudWatch::Alarm',
    Properties: {
      AlarmName: `${service.name} ${spec.name}`,
      AlarmDescription: spec.description,
      Metrics: spec.expression === undefined ? terms : [...terms, expression],
      ComparisonOperator: 'GreaterThanThreshold',
      Threshold: spec.threshold,
      EvaluationPeriods: 5,
      DatapointsToAlarm: 3,
      TreatMissingData: 'notBreaching',
    },
  }
}

function metricQuery({ namespace, name, dimensions }: Metric): object {
  const list = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }))
  return { Namespace: namespace, MetricName: name, Dimensions: list }
}
