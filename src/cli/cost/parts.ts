import type { Resources } from '../../cloudformation/index.ts'

/** What AWS bills of a template's resources. */
export interface Parts {
  /** The metrics that alarms read. */
  readonly alarmMetrics: number
  readonly compositeAlarms: number
  readonly dashboards: number
  readonly keys: number
  /** The functions that make spans of log lines, and the memory of each in GB. */
  readonly forwarders: readonly number[]
  /** The secrets with the forwarders' headers. */
  readonly secrets: number
  /** The services whose metrics alarms and dashboard read. */
  readonly services: number
  /** The actions that alarms and dashboard name, or one for each function if that is more. */
  readonly actions: number
}

type Properties = Readonly<Record<string, unknown>>

/** Dimensions in a dashboard, and in the list of them of an alarm. */
const FUNCTION = /"FunctionName",("[^"]+"|\{[^}]+\})/g
const DIMENSIONS = /"service","([^"]+)"(?:,"stage","[^"]+")?(?:,"action","([^"]+)")?/g

/** Counts what AWS bills of the resources that hoptrace adds to a template. */
export function partsOf(resources: Resources): Parts {
  const ours = Object.entries(resources).filter(([id]) => id.includes('Hoptrace'))
  const ofType = (type: string): Properties[] =>
    ours.filter(([, { Type }]) => Type === type).map(([, { Properties = {} }]) => Properties)
  const read = ofType('AWS::CloudWatch::Alarm').flatMap(dimensionsRead)
  const dashboards = ofType('AWS::CloudWatch::Dashboard')
  const forwarders = ofType('AWS::Lambda::Function')
  const texts = [...read, ...dashboards.map(bodyOf)]
  const found = texts.flatMap((text) => [...text.matchAll(DIMENSIONS)])
  const actions = found.filter(([, , action]) => action !== undefined)
  const functions = read.flatMap((text) => [...text.matchAll(FUNCTION)].map(([, name]) => name))
  return {
    alarmMetrics: read.length,
    compositeAlarms: ofType('AWS::CloudWatch::CompositeAlarm').length,
    dashboards: dashboards.length,
    keys: ofType('AWS::KMS::Key').length,
    forwarders: forwarders.map(({ MemorySize }) => Number(MemorySize) / 1024),
    secrets: new Set(forwarders.flatMap(secretsOf)).size,
    services: new Set(found.map(([, service]) => service)).size,
    actions: Math.max(
      new Set(actions.map(([, service, action]) => `${service} ${action}`)).size,
      new Set(functions).size,
    ),
  }
}

function secretsOf({ Environment }: Properties): string[] {
  const { Variables } = Object(Environment) as Properties
  const { HOPTRACE_HEADERS_SECRET: arn } = Object(Variables) as Properties
  return arn === undefined ? [] : [JSON.stringify(arn)]
}

interface AlarmMetric {
  readonly MetricStat?: { readonly Metric: { readonly Dimensions?: Dimensions } }
}
type Dimensions = readonly { readonly Name: string; readonly Value: unknown }[]

/** Returns the dimensions of each metric that an alarm reads: one, or those of its expression. */
function dimensionsRead({ Metrics, Dimensions }: Properties): string[] {
  const read = Array.isArray(Metrics)
    ? (Metrics as AlarmMetric[]).flatMap(({ MetricStat }) => MetricStat?.Metric ?? [])
    : [{ Dimensions: Dimensions as Dimensions }]
  return read.map(({ Dimensions: own = [] }) =>
    JSON.stringify(own.flatMap(({ Name, Value }) => [Name, Value])),
  )
}

function bodyOf({ DashboardBody }: Properties): string {
  const { 'Fn::Sub': text = DashboardBody } = Object(DashboardBody) as Properties
  return String([text].flat()[0])
}
