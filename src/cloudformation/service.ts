import { type LiteralFunction, literalFrontend, withLiteralNames } from './computed-names.ts'
import type {
  AlarmOptions,
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

/** A service with its defaults. */
export interface Service {
  /** `<service>-<stage>`, the prefix of the names at AWS. */
  readonly name: string
  readonly service: string
  readonly namespace: string
  readonly functions: readonly TracedFunction[]
  /** The functions' log groups, then the frontend's. */
  readonly logGroups: readonly { readonly name: string; readonly retentionInDays: number }[]
  readonly alarms: Required<AlarmOptions>
  readonly notify: Required<NotifyOptions>
  readonly sampling: Required<SamplingRuleOptions>
}

/** Adds the defaults to a description. */
export function completeService(description: ServiceDescription): Service {
  const { service, stage = 'dev', frontend, retention, alarms, sampling } = description
  const name = `${service}-${stage}`
  const functions = Object.entries(description.functions).map(([key, fn]) =>
    completeFunction(withLiteralNames({ ...fn, name: fn.name ?? `${name}-${key}` }, key), service),
  )
  const lambdaGroups = functions.map(({ logGroup }) => ({
    name: logGroup,
    retentionInDays: retention?.lambda ?? 14,
  }))
  return {
    name,
    service,
    namespace: description.namespace ?? 'Hoptrace',
    functions,
    logGroups: [
      ...lambdaGroups,
      ...(frontend
        ? [
            {
              name: literalFrontend(frontend),
              retentionInDays: retention?.frontend ?? 7,
            },
          ]
        : []),
    ],
    alarms: { faultRate: 5, leastFaults: 3, p99Ms: 3000, leastRequests: 10, ...(alarms || {}) },
    notify: { email: [], pagerDuty: [], ...description.notify },
    sampling: { rate: 0.05, perSecond: 1, priority: 1000, ...(sampling || {}) },
  }
}

function completeFunction(
  { name, service, actions, logGroup, p99Ms }: LiteralFunction,
  defaultService: string,
): TracedFunction {
  return {
    name,
    logGroup: logGroup ?? `/aws/lambda/${name}`,
    service: service ?? defaultService,
    actions: actions ?? [name],
    p99Ms,
  }
}

/** Returns the `service`s of the functions' records, each once. */
export function servicesOf({ functions }: Service): string[] {
  return [...new Set(functions.map(({ service }) => service))]
}
