/**
 * A value that CloudFormation computes, such as `{ Ref: 'Orders' }` or `{ 'Fn::Sub': '…' }`, or a token
 * of the CDK.
 */
export type Computed = object

/** A Lambda function, by the names that its records and metrics have. */
export interface FunctionDescription {
  /**
   * The function's name at AWS: 1 to 64 letters, digits, `-` and `_`, or what CloudFormation computes.
   * @default `<service>-<stage>-<key>`, with the key of the function in `functions`
   */
  readonly name?: string | Computed
  /**
   * The `service` of the function's records.
   * @default the service's name
   */
  readonly service?: string
  /**
   * The `action`s of the function's records.
   * @default the function's name, which is the action of records without a route
   */
  readonly actions?: readonly string[]
  /**
   * The log group of the function's records, or what CloudFormation computes.
   * @default `/aws/lambda/<name>`
   */
  readonly logGroup?: string | Computed
  /**
   * The function's own limit for the p99 alarm, in milliseconds.
   * @default the option `alarms.p99Ms`
   */
  readonly p99Ms?: number
}

/** When alarms fire. An alarm looks at each minute of the last five, and fires if three were bad. */
export interface AlarmOptions {
  /**
   * The percentage of a service's requests in a minute that may be faults, from 0 to 100.
   * @default 5
   */
  readonly faultRate?: number
  /**
   * The number of faults in a minute below which `faultRate` is ignored.
   * @default 3
   */
  readonly leastFaults?: number
  /**
   * The milliseconds that 99 of 100 requests of an action may take.
   * @default 3000
   */
  readonly p99Ms?: number
  /**
   * The number of an action's requests in a minute below which `p99Ms` is ignored.
   * @default 10
   */
  readonly leastRequests?: number
}

/** Who is notified when an incident begins and when it ends. */
export interface NotifyOptions {
  /**
   * E-mail addresses. Each must confirm its subscription.
   * @default none
   */
  readonly email?: readonly string[]
  /**
   * Integration keys of PagerDuty services, or `{{resolve:…}}` references that CloudFormation reads.
   * @default none
   */
  readonly pagerDuty?: readonly string[]
}

/** Which requests X-Ray records, if the caller asks X-Ray's rules. */
export interface SamplingRuleOptions {
  /**
   * The share of requests that is recorded beyond `perSecond`, from 0 to 1.
   * @default 0.05
   */
  readonly rate?: number
  /**
   * The number of requests a second that are always recorded.
   * @default 1
   */
  readonly perSecond?: number
  /**
   * The rule's priority, from 1 to 9999. The rule with the lowest number decides.
   * @default 1000
   */
  readonly priority?: number
}

/** How many days logs are kept: a number that CloudWatch Logs accepts, such as 7, 14, 30 or 365. */
export interface RetentionOptions {
  /**
   * The days that the functions' logs are kept.
   * @default 14
   */
  readonly lambda?: number
  /**
   * The days that the frontend's logs are kept.
   * @default 7
   */
  readonly frontend?: number
}

/** A frontend that writes its records to a log group of the same account and region. */
export interface FrontendDescription {
  /** The name of the log group. It is created and queried. */
  readonly logGroup: string | Computed
}

/** A service, and the parts that it gets. `false` leaves a part out. */
export interface ServiceDescription {
  /** The name of the service: 1 to 64 letters, digits, `-` and `_`. */
  readonly service: string
  /**
   * The stage.
   * @default 'dev'
   */
  readonly stage?: string
  /** The functions, by their names within the service. */
  readonly functions: Readonly<Record<string, FunctionDescription>>
  /**
   * The frontend, if its records are in the same account.
   * @default none
   */
  readonly frontend?: FrontendDescription
  /**
   * The namespace of the metrics that the alarms and the dashboard read. The functions' option
   * `metrics.namespace` must have the same value.
   * @default 'Hoptrace'
   */
  readonly namespace?: string
  /**
   * Whether the log groups are created.
   * @default true
   */
  readonly logGroups?: boolean
  /** How many days logs are kept. */
  readonly retention?: RetentionOptions
  /**
   * Whether the queries are saved in CloudWatch Logs Insights.
   * @default true
   */
  readonly queries?: boolean
  /** When alarms fire. `false` leaves out the alarms and the notifications. */
  readonly alarms?: false | AlarmOptions
  /**
   * Who is notified of incidents.
   * @default nobody
   */
  readonly notify?: NotifyOptions
  /**
   * Whether there is a dashboard.
   * @default true
   */
  readonly dashboard?: boolean
  /** X-Ray's sampling rule for the service. `false` leaves it out. */
  readonly sampling?: false | SamplingRuleOptions
}
