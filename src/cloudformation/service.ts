import type {
  AlarmOptions,
  FunctionDescription,
  NotifyOptions,
  SamplingRuleOptions,
  ServiceDescription,
} from './service-description.ts'

/** A function with its defaults. */
export interface TracedFunction {
  readonly name: string
  readonly logGroup: string
  readonly service: string
  readonly actions: readonly string[]
  readonly p99Ms: number | undefined
}

/** A log group of records. */
interface RecordLogGroup {
  readonly name: string
  readonly isCreated: boolean
  /** Default: the logs never expire. */
  readonly retentionInDays: number | undefined
}

/** A service with its defaults. */
export interface Service {
  /** `<service>-<stage>`, the prefix of the names at AWS. */
  readonly name: string
  readonly service: string
  readonly stage: string
  readonly namespace: string
  readonly functions: readonly TracedFunction[]
  /** The functions' log groups, each once, then the frontend's. */
  readonly logGroups: readonly RecordLogGroup[]
  readonly alarms: Required<AlarmOptions>
  readonly notify: Required<NotifyOptions>
  readonly sampling: Required<SamplingRuleOptions>
}

/** Adds the defaults to a description. */
export function completeService(description: ServiceDescription): Service {
  const { service, stage = 'dev', alarms, sampling } = description
  const name = `${service}-${stage}`
  const functions = Object.entries(description.functions).map(([key, fn]) =>
    completeFunction(fn, defaultName(description, key), service),
  )
  return {
    name,
    service,
    stage,
    namespace: description.namespace ?? 'Hoptrace',
    functions,
    logGroups: logGroupsOf(description, functions),
    alarms: { faultRate: 5, leastFaults: 3, p99Ms: 3000, leastRequests: 10, ...(alarms || {}) },
    notify: { email: [], pagerDuty: [], ...description.notify },
    sampling: { services: [], rate: 0.05, perSecond: 1, priority: 1000, ...(sampling || {}) },
  }
}

function logGroupsOf(
  { frontend, retention, logGroups = false }: ServiceDescription,
  functions: readonly TracedFunction[],
): RecordLogGroup[] {
  const ofFunctions = [...new Set(functions.map(({ logGroup }) => logGroup))]
  const groups = ofFunctions.map((name) => ({
    name,
    isCreated: logGroups,
    retentionInDays: retention?.lambda,
  }))
  if (frontend === undefined || ofFunctions.includes(frontend.logGroup)) return groups
  const { logGroup: name, create: isCreated = false } = frontend
  return [...groups, { name, isCreated, retentionInDays: retention?.frontend }]
}

/** Returns the name at AWS of a function without a `name`. */
export function defaultName({ service, stage = 'dev' }: ServiceDescription, key: string): string {
  return `${service}-${stage}-${key}`
}

function completeFunction(
  { name, service, actions, logGroup, p99Ms }: FunctionDescription,
  defaultName: string,
  defaultService: string,
): TracedFunction {
  const completeName = name ?? defaultName
  return {
    name: completeName,
    logGroup: logGroup ?? `/aws/lambda/${completeName}`,
    service: service ?? defaultService,
    actions: actions ?? [completeName],
    p99Ms,
  }
}

/** Returns the `service`s of the functions' records, each once. */
export function servicesOf({ functions }: Service): string[] {
  return [...new Set(functions.map(({ service }) => service))]
}
