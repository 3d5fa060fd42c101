import { chooseQueries } from '../queries/choose-queries.ts'
import type { InsightsQuery } from '../queries/query.ts'
import { literalFrontend } from './computed-names.ts'
import { LIMITS } from './limits.ts'
import type {
  AlarmOptions,
  NotifyOptions,
  SamplingRuleOptions,
  ServiceDescription,
  SloOptions,
} from './service-description.ts'
import { shortName } from './short-name.ts'
import { type TracedFunction, tracedFunctions } from './traced-function.ts'

/** Who is notified, with the defaults. */
type NotifySettings = Required<Pick<NotifyOptions, 'email' | 'pagerDuty' | 'stages'>> &
  Pick<NotifyOptions, 'topic' | 'kmsKey' | 'slack'>

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
  /** The `service` of the frontend's records, if it has metrics. */
  readonly frontendService: string | undefined
  readonly namespace: string
  readonly functions: readonly TracedFunction[]
  /** The functions' log groups, each once, then the frontend's. */
  readonly logGroups: readonly RecordLogGroup[]
  readonly alarms: Required<AlarmOptions>
  readonly slo: SloOptions | undefined
  readonly queries: readonly InsightsQuery[]
  readonly notify: NotifySettings
  readonly sampling: Required<SamplingRuleOptions>
}

const ALARM_DEFAULTS: Required<AlarmOptions> = {
  off: [],
  faultRate: 5,
  leastFaults: 3,
  leastTimeouts: 3,
  leastThrottles: 10,
  p99Ms: 3000,
  leastRequests: 10,
  clientErrorRate: 20,
  queueAgeSeconds: 300,
  iteratorAgeSeconds: 300,
}
const NOTIFIED_STAGES = ['prod', 'production', 'live']

/** Adds the defaults to a description. */
export function completeService(description: ServiceDescription): Service {
  const { service, stage = 'dev', alarms, sampling, queries = true } = description
  const name = shortName(`${service}-${stage}`, LIMITS.stackName)
  const limits = { ...ALARM_DEFAULTS, ...(alarms || {}) }
  const functions = tracedFunctions(description, limits)
  return {
    name,
    service,
    stage,
    frontendService: description.frontend?.service,
    slo: description.slo,
    queries: queries === false ? [] : chooseQueries(queries === true ? {} : queries),
    namespace: description.namespace ?? 'Hoptrace',
    functions,
    logGroups: logGroupsOf(description, functions),
    alarms: limits,
    notify: { email: [], pagerDuty: [], stages: NOTIFIED_STAGES, ...description.notify },
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
  const name = frontend && literalFrontend(frontend)
  if (name === undefined || ofFunctions.includes(name)) return groups
  const isCreated = frontend?.create ?? false
  return [...groups, { name, isCreated, retentionInDays: retention?.frontend }]
}

/** Returns the `service`s of the functions' records, each once. */
export function servicesOf(
  { functions }: Service,
  isMeant: (fn: TracedFunction) => boolean = () => true,
): string[] {
  return [...new Set(functions.filter(isMeant).map(({ service }) => service))]
}

/** Returns the `service`s of all records, each once: of the functions and of the frontend. */
export function tracedServicesOf(service: Service): string[] {
  const { frontendService } = service
  const others = frontendService === undefined ? [] : [frontendService]
  return [...new Set([...servicesOf(service), ...others])]
}
