import type { QueryChoice } from '../queries/choose-queries.ts'

/**
 * A value that CloudFormation computes, such as `{ Ref: 'Orders' }` or `{ 'Fn::Sub': '…' }`, or a token
 * of the CDK.
 */
export type Computed = object

/** What invokes a function. */
export type Trigger = 'http' | 'queue' | 'stream' | 'schedule' | 'authorizer' | 'other'

/** A Lambda function, by the names that its records and metrics have. */
export interface FunctionDescription extends FunctionLimits {
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
   * What invokes the function: `http` (also AppSync), `queue`, `stream`, `schedule`, `authorizer` or
   * `other`. Actions of `http` have p99 alarms, and each failure of a function that only `schedule`
   * invokes fires an alarm.
   * @default unknown: actions that are a method and a path have p99 alarms
   */
  readonly triggers?: readonly Trigger[]
  /**
   * The log group of the function's records, or what CloudFormation computes.
   * @default `/aws/lambda/<name>`
   */
  readonly logGroup?: string | Computed
}

/** The limits of a single function, for the alarms that watch functions one by one. */
export interface FunctionLimits {
  /**
   * The percentage of the function's invocations that may fail in a minute, from 0 to 100.
   * @default the option `alarms.faultRate`
   */
  readonly faultRate?: number
  /**
   * The number of failed invocations in a minute below which `faultRate` is ignored.
   * @default the option `alarms.leastFaults`
   */
  readonly leastFaults?: number
  /**
   * The number of throttled invocations in 15 minutes below which they are ignored.
   * @default the option `alarms.leastThrottles`
   */
  readonly leastThrottles?: number
  /**
   * The milliseconds that 99 of 100 requests of the function's actions may take.
   * @default the option `alarms.p99Ms`
   */
  readonly p99Ms?: number
  /**
   * The number of requests of an action in a minute below which `p99Ms` is ignored.
   * @default the option `alarms.leastRequests`
   */
  readonly leastRequests?: number
  /**
   * How old the oldest message of the function's queues may be, in seconds.
   * @default the option `alarms.queueAgeSeconds`
   */
  readonly queueAgeSeconds?: number
  /**
   * How far the function may be behind its streams, in seconds.
   * @default the option `alarms.iteratorAgeSeconds`
   */
  readonly iteratorAgeSeconds?: number
}

/** Which alarms there are, and when they fire. */
export interface AlarmOptions {
  /**
   * The kinds of alarms that are left out, such as `p99` or `throttles`.
   * @default none
   */
  readonly off?: readonly string[]
  /**
   * The percentage of a service's requests, records or invocations that may fail in a minute, from 0
   * to 100.
   * @default 5
   */
  readonly faultRate?: number
  /**
   * The number of failures in a minute below which `faultRate` is ignored.
   * @default 3
   */
  readonly leastFaults?: number
  /**
   * The number of timeouts in 15 minutes from which the alarm fires.
   * @default 3
   */
  readonly leastTimeouts?: number
  /**
   * The number of throttled invocations in 15 minutes below which they are ignored.
   * @default 10
   */
  readonly leastThrottles?: number
  /**
   * The milliseconds that 99 of 100 requests of an action may take.
   * @default 3000
   */
  readonly p99Ms?: number
  /**
   * The number of requests in a minute below which `p99Ms` is ignored, and in 5 minutes below which
   * `clientErrorRate` is.
   * @default 10
   */
  readonly leastRequests?: number
  /**
   * The percentage of a service's requests that may be answered with 4xx, from 0 to 100.
   * @default 20
   */
  readonly clientErrorRate?: number
  /**
   * How old the oldest message of a queue may be, in seconds.
   * @default 300
   */
  readonly queueAgeSeconds?: number
  /**
   * How far a function may be behind its stream, in seconds.
   * @default 300
   */
  readonly iteratorAgeSeconds?: number
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
  /**
   * A Slack channel, through Amazon Q Developer in chat applications. The workspace must have been
   * authorized there once.
   * @default none
   */
  readonly slack?: SlackChannel
  /**
   * The stages that notify. The alarms of the others fire in the console only.
   * @default ['prod', 'production', 'live']
   */
  readonly stages?: readonly string[]
  /**
   * The ARN of an SNS topic that exists, or a reference to one of the template. Its policy and its key
   * must let CloudWatch publish.
   * @default a topic of its own
   */
  readonly topic?: string | object
  /**
   * The KMS key of the topic: `true` makes one; or the id or ARN of a key that exists, or a reference.
   * The key's policy must let CloudWatch use it.
   * @default none
   */
  readonly kmsKey?: true | string | object
}

/** A Slack channel. */
export interface SlackChannel {
  /** The id of the workspace, such as `T07EA123LEP`. */
  readonly workspaceId: string
  /** The id of the channel, such as `C07EZ1ABC23`. */
  readonly channelId: string
}

/** What a service promises its users. */
export interface SloOptions {
  /** The percentage of requests in a month that are no faults: 90 to 99.999. */
  readonly availability: number
}

/** Which requests X-Ray records, if the caller asks X-Ray's rules. */
export interface SamplingRuleOptions {
  /**
   * The names by which X-Ray knows the callers that ask: `<api name>/<stage>` for a REST API. Each gets
   * a rule. AWS allows 25 rules in a region.
   * @default none, and no rule. The Serverless plugin names the REST APIs of the service.
   */
  readonly services?: readonly string[]
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

/**
 * How many days logs are kept: a number that CloudWatch Logs accepts, such as 7, 14, 30 or 365.
 * CloudWatch deletes the older logs of a log group that gets a retention.
 */
export interface RetentionOptions {
  /**
   * The days that the functions' logs are kept.
   * @default forever
   */
  readonly lambda?: number
  /**
   * The days that the frontend's logs are kept, if `frontend.create` is `true`.
   * @default forever
   */
  readonly frontend?: number
}

/** A frontend that writes its records to a log group of the same account and region. */
export interface FrontendDescription {
  /** The log group, which the queries and the dashboard read: its name, or what CloudFormation computes. */
  readonly logGroup: string | Computed
  /**
   * Whether the log group is created. CloudFormation refuses to create a log group that exists.
   * @default false
   */
  readonly create?: boolean
  /**
   * The `service` of the frontend's records. With it, the frontend has alarms; its options must turn
   * metrics on, and name the stage.
   * @default none
   */
  readonly service?: string
}

/** Where the spans of the service's records are sent. */
export interface ForwarderDescription {
  /**
   * The address of an OpenTelemetry collector or of a backend, to which `/v1/traces` is added; or `xray`, or
   * what CloudFormation computes.
   */
  readonly endpoint: string | Computed
  /**
   * The ARN of a secret in AWS Secrets Manager with the headers of each request, such as the backend's
   * key: a JSON object of names and values. The template has the ARN only.
   * @default none
   */
  readonly headersSecret?: string | Computed
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
   * Whether the functions' log groups are created. Lambda creates the log group of a function that runs,
   * and CloudFormation refuses to create a log group that exists.
   * @default false
   */
  readonly logGroups?: boolean
  /** How many days logs are kept. */
  readonly retention?: RetentionOptions
  /**
   * Which queries are saved in CloudWatch Logs Insights. `false` saves none.
   * @default true
   */
  readonly queries?: boolean | QueryChoice
  /** Which alarms there are, and when they fire. `false` leaves out the alarms and the notifications. */
  readonly alarms?: false | AlarmOptions
  /**
   * What the services promise. Alarms on how fast the allowed faults are spent replace those on
   * fixed rates of faults.
   * @default none
   */
  readonly slo?: SloOptions
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
  /**
   * Where the spans of the service's records are sent, by a function that reads its log groups.
   * @default nowhere
   */
  readonly otlp?: ForwarderDescription
  /** X-Ray's sampling rules for the service. `false` leaves them out. */
  readonly sampling?: false | SamplingRuleOptions
}
