import {
  countRule,
  listRule,
  NAMESPACE_RULE,
  type Rule,
  SWITCH_RULE,
  switchRule,
  textRule,
} from '../core/option/rules.ts'
import { ALARM_KINDS, type AlarmKind } from './alarm-spec.ts'
import { isComputed } from './computed-names.ts'
import { FORWARDER_RULES } from './forwarder-rules.ts'
import { KMS_KEY_RULE, SLACK_RULE, STAGES_RULE, TOPIC_RULE } from './notify-rules.ts'
import type { Computed, Trigger } from './service-description.ts'

/** The rules of options, by their names. */
export type Rules = Readonly<Record<string, Rule<unknown>>>

// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
const RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288,
  3653,
]

/** The rule for names of services, stages and functions of a service. A stack's name has no more. */
export const NAME_RULE: Rule<string> = nameRule(128)
const LOG_GROUP_RULE = textRule('the name of a log group', (text) =>
  /^[\w.\-/#]{1,512}$/.test(text),
)
const RETENTION_RULE = numberRule(`one of ${RETENTION_DAYS.join(', ')}`, (days) =>
  RETENTION_DAYS.includes(days),
)
const SHARE_RULE = numberRule('a number from 0 to 1', (share) => share >= 0 && share <= 1)
const PERCENT_RULE = numberRule('a number from 0 to 100', (share) => share >= 0 && share <= 100)
const MILLISECONDS_RULE = numberRule('a number of milliseconds above 0', (ms) => ms > 0)
const PRIORITY_RULE = numberRule(
  'a whole number from 1 to 9999',
  (number) => Number.isInteger(number) && number >= 1 && number <= 9999,
)
const EMAIL_RULE = listRule<string>('a list of e-mail addresses', (address) =>
  /^[^\s@]+@[^\s@]+$/.test(String(address)),
)
const PAGERDUTY_RULE: Rule<readonly string[]> = {
  ...listRule<string>('a list of integration keys', (key) =>
    /^(\w+|\{\{resolve:[^{}]+\}\})$/.test(String(key)),
  ),
  isSecret: true,
}
const OBJECT_RULE: Rule<object> = {
  expected: 'an object',
  accepts: (value): value is object =>
    typeof value === 'object' && value !== null && !Array.isArray(value),
}

const DIMENSION_RULE = textRule('1 to 255 printable characters without quotes', isDimensionValue)
const SECONDS_RULE = numberRule('a number of seconds above 0', (seconds) => seconds > 0)
const AVAILABILITY_RULE = numberRule(
  'a percentage from 90 to 99.999',
  (percent) => percent >= 90 && percent <= 99.999,
)
const TRIGGERS: readonly Trigger[] = ['http', 'queue', 'stream', 'schedule', 'authorizer', 'other']
const OFF_RULE = listRule<string>(`a list of ${ALARM_KINDS.join(', ')}`, (kind) =>
  ALARM_KINDS.includes(kind as AlarmKind),
)

/** The rules of the options that are no objects with options of their own. */
export const ROOT_RULES: Rules = {
  service: NAME_RULE,
  stage: NAME_RULE,
  namespace: NAMESPACE_RULE,
  logGroups: SWITCH_RULE,
  queries: switchRule('an object', (value) => OBJECT_RULE.accepts(value)),
  dashboard: SWITCH_RULE,
  functions: OBJECT_RULE,
}

const FUNCTION_LIMIT_RULES: Rules = {
  faultRate: PERCENT_RULE,
  leastFaults: countRule(1),
  leastThrottles: countRule(1),
  p99Ms: MILLISECONDS_RULE,
  leastRequests: countRule(1),
  queueAgeSeconds: SECONDS_RULE,
  iteratorAgeSeconds: SECONDS_RULE,
}

/** The rules of the options that are objects. */
export const PART_RULES: Readonly<Record<string, Rules>> = {
  frontend: { logGroup: orComputed(LOG_GROUP_RULE), create: SWITCH_RULE, service: DIMENSION_RULE },
  retention: { lambda: RETENTION_RULE, frontend: RETENTION_RULE },
  alarms: {
    ...FUNCTION_LIMIT_RULES,
    off: OFF_RULE,
    leastTimeouts: countRule(1),
    clientErrorRate: PERCENT_RULE,
  },
  slo: { availability: AVAILABILITY_RULE },
  otlp: FORWARDER_RULES,
  notify: {
    email: EMAIL_RULE,
    pagerDuty: PAGERDUTY_RULE,
    slack: SLACK_RULE,
    stages: STAGES_RULE,
    topic: TOPIC_RULE,
    kmsKey: KMS_KEY_RULE,
  },
  sampling: {
    services: listRule(
      'a list of texts of 1 to 64 printable characters',
      (name) => typeof name === 'string' && /^[\x20-\x7e]{1,64}$/.test(name),
    ),
    rate: SHARE_RULE,
    perSecond: countRule(0),
    priority: PRIORITY_RULE,
  },
}

/** The rules of a function's options. */
export const FUNCTION_RULES: Rules = {
  // https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html
  name: orComputed(nameRule(64)),
  logGroup: orComputed(LOG_GROUP_RULE),
  service: DIMENSION_RULE,
  actions: listRule(
    'a list of texts without quotes',
    (action) => typeof action === 'string' && isDimensionValue(action),
  ),
  triggers: listRule(`a list of ${TRIGGERS.join(', ')}`, (one) =>
    TRIGGERS.includes(one as Trigger),
  ),
  ...FUNCTION_LIMIT_RULES,
}

function nameRule(maxLength: number): Rule<string> {
  return textRule(
    `1 to ${maxLength} letters, digits, - and _`,
    (text) => text.length <= maxLength && /^[\w-]+$/.test(text),
  )
}

function orComputed({ expected, accepts }: Rule<string>): Rule<string | Computed> {
  return {
    expected: `${expected}, or a value that CloudFormation computes`,
    accepts: (value): value is string | Computed => isComputed(value) || accepts(value),
  }
}

function numberRule(expected: string, accepts: (value: number) => boolean): Rule<number> {
  return {
    expected,
    accepts: (value): value is number =>
      typeof value === 'number' && Number.isFinite(value) && accepts(value),
  }
}

/** Whether a text can be a metric dimension, and be quoted in an alarm's rule and in a search. */
function isDimensionValue(text: string): boolean {
  return /^[\x20-\x7e]{1,255}$/.test(text) && !/["'\\]|\$\{/.test(text)
}
