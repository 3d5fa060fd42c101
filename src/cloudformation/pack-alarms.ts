import type { AlarmSpec, Watched } from './alarm-spec.ts'
import { LIMITS } from './limits.ts'
import type { Metric } from './metrics.ts'
import { shortName } from './short-name.ts'
import type { Resource } from './template.ts'

/**
 * Returns the alarms of a kind, each with its name. An alarm watches as many things as CloudWatch's
 * limit of metrics allows, and only things with the same threshold.
 * @param prefix precedes the alarms' names
 */
export function packAlarms(prefix: string, spec: AlarmSpec): [name: string, alarm: Resource][] {
  return packed(spec.watched).map((watched, index) => {
    const name = index === 0 ? spec.kind : `${spec.kind} ${index + 1}`
    return [name, alarm(shortName(`${prefix} ${name}`, LIMITS.alarmName), spec, watched)]
  })
}

function packed(watched: readonly Watched[]): Watched[][] {
  const packs: Watched[][] = []
  for (const one of watched) {
    const pack = packs.find((others) => fits([...others, one]))
    if (pack === undefined) packs.push([one])
    else pack.push(one)
  }
  return packs
}

function fits(watched: readonly Watched[]): boolean {
  const metrics = watched.reduce((sum, { terms }) => sum + Object.keys(terms).length, 0)
  return (
    new Set(watched.map(({ threshold }) => threshold)).size === 1 &&
    metrics <= LIMITS.alarmMetrics &&
    worstOf(watched).length <= LIMITS.expression
  )
}

function alarm(name: string, spec: AlarmSpec, watched: readonly Watched[]): Resource {
  const { pace, meaning } = spec
  const worst = worstOf(watched)
  const terms = watched.flatMap((one, index) =>
    Object.entries(one.terms).map(([id, { metric, stat }]) => ({
      Id: variable(watched, id, index),
      ReturnData: id === worst,
      MetricStat: { Metric: metricOf(metric), Period: pace.periodSeconds, Stat: stat },
    })),
  )
  const isMath = !terms.some(({ ReturnData }) => ReturnData)
  const labels = watched.map(({ label }) => label).join(', ')
  return {
    Type: 'AWS::CloudWatch::Alarm',
    Properties: {
      AlarmName: name,
      AlarmDescription: `${meaning} Watched: ${labels}`.slice(0, LIMITS.description),
      Metrics: isMath ? [...terms, { Id: 'watched', ReturnData: true, Expression: worst }] : terms,
      ComparisonOperator: 'GreaterThanThreshold',
      Threshold: watched[0]?.threshold,
      EvaluationPeriods: pace.periods,
      DatapointsToAlarm: pace.datapoints,
      TreatMissingData: 'notBreaching',
    },
  }
}

/** Returns the expression of the worst value. `MAX` of a single series would be a number, no series. */
function worstOf(watched: readonly Watched[]): string {
  const values = watched.map(({ expression, terms }, index) =>
    expression.replace(/\b[a-z]\w*/g, (id) => (id in terms ? variable(watched, id, index) : id)),
  )
  return values.length === 1 ? String(values[0]) : `MAX([${values.join(', ')}])`
}

function variable({ length }: readonly Watched[], id: string, index: number): string {
  return length === 1 ? id : `${id}${index + 1}`
}

function metricOf({ namespace, name, dimensions }: Metric): object {
  const list = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }))
  return { Namespace: namespace, MetricName: name, Dimensions: list }
}
