/** A Lambda function, as its records and metrics know it. */
export interface FunctionDescription {
  /** Its name at AWS. @default `<service>-<stage>-<its key>` */
  readonly name?: string
  /** The `service` of its records. @default the service */
  readonly service?: string
  /** The `action`s of its records. @default its name, which records have where there is no route */
  readonly actions?: readonly string[]
  /** Its own limit for {@link AlarmOptions.p99}, in milliseconds. */
  readonly p99?: number
}

/** When alarms fire. Each looks at five minutes, and fires when three of them were bad. */
export interface AlarmOptions {
  /** Percent of a service's requests of one minute that may be faults. @default `5` */
  readonly faultRate?: number
  /** So many faults in a minute are looked at, fewer are not. @default `3` */
  readonly leastFaults?: number
  /** Milliseconds that 99 of 100 requests of an action may take. @default `3000` */
  readonly p99?: number
  /** So many requests of an action in a minute are looked at, fewer are not. @default `10` */
  readonly leastRequests?: number
}

/** Who is told when the service has an incident, and when it is over. */
export interface NotifyOptions {
  /** E-mail addresses. Each confirms its subscription. */
  readonly email?: readonly string[]
  /** Integration keys of PagerDuty, or `{{resolve:…}}` where CloudFormation finds them. */
  readonly pagerDuty?: readonly string[]
}

/** Which requests X-Ray records, where its rules decide. */
export interface SamplingRuleOptions {
  /** The share of requests beyond `perSecond`, from 0 to 1. @default `0.05` */
  readonly rate?: number
  /** So many requests a second are recorded in any case. @default `1` */
  readonly perSecond?: number
  /** The rule with the lowest number decides. @default `1000` */
  readonly priority?: number
}

/** How long logs are kept, in days that CloudWatch offers. */
export interface RetentionOptions {
  /** @default `14` */
  readonly lambda?: number
  /** @default `7` */
  readonly frontend?: number
}

/** A frontend whose records are in a log group of this account. */
export interface FrontendDescription {
  readonly logGroup: string
}

/** A service that is traced, and what it gets. `false` leaves a part out. */
export interface ServiceDescription {
  readonly service: string
  /** @default `dev` */
  readonly stage?: string
  /** The functions, by what they are called within the service. */
  readonly functions: Readonly<Record<string, FunctionDescription>>
  readonly frontend?: FrontendDescription
  /** The namespace of the metrics. @default `Hoptrace` */
  readonly namespace?: string
  readonly logGroups?: boolean
  readonly retention?: RetentionOptions
  readonly queries?: boolean
  readonly alarms?: false | AlarmOptions
  readonly notify?: NotifyOptions
  readonly dashboard?: boolean
  readonly sampling?: false | SamplingRuleOptions
}

/** A function with its defaults. */
export interface TracedFunction {
  readonly name: string
  readonly logGroup: string
  readonly service: string
  readonly actions: readonly string[]
  readonly p99: number | undefined
}

/** A service with its defaults. */
export interface Service {
  /** With its stage: what its parts are called at AWS. */
  readonly name: string
  readonly service: string
  readonly namespace: string
  readonly functions: readonly TracedFunction[]
  /** All of them, that of the frontend last. */
  readonly logGroups: readonly { readonly name: string; readonly retentionInDays: number }[]
  readonly alarms: Required<AlarmOptions>
  readonly notify: Required<NotifyOptions>
  readonly sampling: Required<SamplingRuleOptions>
}

/** Fills in what a description leaves open. */
export function completeService(description: ServiceDescription): Service {
  const { service, stage = 'dev', frontend, retention, alarms, sampling } = description
  const name = `${service}-${stage}`
  const functions = Object.entries(description.functions).map(([key, one]) =>
    completeFunction(one, `${name}-${key}`, service),
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
      ...(frontend ? [{ name: frontend.logGroup, retentionInDays: retention?.frontend ?? 7 }] : []),
    ],
    alarms: { faultRate: 5, leastFaults: 3, p99: 3000, leastRequests: 10, ...(alarms || {}) },
    notify: { email: [], pagerDuty: [], ...description.notify },
    sampling: { rate: 0.05, perSecond: 1, priority: 1000, ...(sampling || {}) },
  }
}

function completeFunction(
  { name: given, service: own, actions, p99 }: FunctionDescription,
  conventional: string,
  service: string,
): TracedFunction {
  const name = given ?? conventional
  return {
    name,
    logGroup: `/aws/lambda/${name}`,
    service: own ?? service,
    actions: actions ?? [name],
    p99,
  }
}

/** The `service`s of the records of a service's functions. */
export function servicesOf({ functions }: Service): string[] {
  return [...new Set(functions.map(({ service }) => service))]
}
