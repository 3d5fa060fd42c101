/**
 * Limits of CloudFormation and CloudWatch.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html
 */
export const LIMITS = {
  /** Resources of a template. */
  resources: 500,
  /** Bytes of a template. */
  templateBytes: 1_000_000,
  /** Characters of a logical id. */
  logicalId: 255,
  /** Characters of a stack's name, and of a Slack channel's. */
  stackName: 128,
  /** Characters of an alarm's name. */
  alarmName: 255,
  /** Metrics in the math of an alarm. */
  alarmMetrics: 10,
  /** Characters of an alarm's expression. */
  expression: 2_048,
  /** Characters of an alarm's description. */
  description: 1_024,
  /** Alarms in the rule of a composite alarm. */
  alarmsInRule: 100,
  /** Characters of a composite alarm's rule, with the names of its alarms. */
  rule: 10_240,
  /** Metrics of a dashboard's widget. */
  widgetMetrics: 500,
  /** Alarms of a dashboard's widget. */
  widgetAlarms: 100,
  /** Log groups of a query. */
  queryLogGroups: 50,
} as const
