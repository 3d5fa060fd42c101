/** AWS's prices in us-east-1, in US dollars. @see https://aws.amazon.com/cloudwatch/pricing/ */
export const PRICES = {
  asOf: '2026-11',
  /** Log data that is written, in the class Standard. */
  ingestionPerGb: 0.5,
  storagePerGbMonth: 0.03,
  insightsPerGb: 0.005,
  liveTailPerMinute: 0.01,
  liveTailFreeMinutes: 1_800,
  /** Each of the first 10,000 metrics. */
  metricMonth: 0.3,
  /** Each metric that an alarm reads, at a period of 60 seconds or more. */
  alarmMetricMonth: 0.1,
  compositeAlarmMonth: 0.5,
  dashboardMonth: 3,
  keyMonth: 1,
  secretMonth: 0.4,
  lambdaPerMillionInvocations: 0.2,
  /** On arm64. */
  lambdaPerGbSecond: 0.0000133334,
  xrayPerMillionTraces: 5,
  xrayFreeTraces: 100_000,
} as const

/** Assumptions that the records don't show. */
export const ASSUMPTIONS = {
  /** The days that logs are kept. */
  retentionDays: 14,
  /** Queries a month, each over one day of logs. */
  queries: 100,
  /** Minutes a month in which somebody watches the logs live. */
  liveTailMinutes: 60,
  /** Seconds of one invocation of the forwarder: mostly the wait for the backend. */
  forwarderSeconds: 0.2,
  /** Bytes that Lambda logs of one invocation: the start, the end and the report. */
  forwarderLogBytes: 400,
} as const

/** Lambda's own rule: X-Ray records one request a second, and 5 % of the others. */
export const LAMBDA_SAMPLING = { perSecond: 1, rate: 0.05 } as const
