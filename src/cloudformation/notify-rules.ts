import { listRule, type Rule } from '../core/option/rules.ts'
import type { NotifyOptions, SlackChannel } from './service-description.ts'

/** The rule for `notify.stages`. */
export const STAGES_RULE: Rule<readonly string[]> = listRule<string>('a list of stages', (stage) =>
  /^[\w-]{1,128}$/.test(String(stage)),
)

/** The rule for `notify.topic`. */
export const TOPIC_RULE: Rule<NonNullable<NotifyOptions['topic']>> = {
  expected: 'the ARN of an SNS topic, or a reference',
  accepts: (value): value is string =>
    isReference(value) || /^arn:[\w-]+:sns:[\w-]+:\d{12}:[\w-]{1,256}$/.test(String(value)),
}

/** The rule for `notify.kmsKey`. */
export const KMS_KEY_RULE: Rule<NonNullable<NotifyOptions['kmsKey']>> = {
  expected:
    "true, a reference, or the id, alias or ARN of a key of yours: CloudWatch can't use the key of AWS, alias/aws/sns, and would lose every alarm",
  accepts: (value): value is string =>
    value === true ||
    isReference(value) ||
    (/^(arn:[\w-]+:kms:\S+|alias\/[\w/-]+|(mrk-)?[\da-f-]{32,36})$/.test(String(value)) &&
      !/alias\/aws\//.test(String(value))),
}

/** The rule for `notify.slack`. */
export const SLACK_RULE: Rule<SlackChannel> = {
  expected: 'an object with a workspaceId such as T07EA123LEP and a channelId such as C07EZ1ABC23',
  accepts: (value): value is SlackChannel => {
    const { workspaceId, channelId, ...others } = Object(value) as Record<string, unknown>
    return (
      /^[0-9A-Z]{1,255}$/.test(String(workspaceId)) &&
      /^[\w]{1,255}$/.test(String(channelId)) &&
      typeof channelId === 'string' &&
      Object.keys(others).length === 0
    )
  },
}

/** Whether a value is a reference of CloudFormation, such as `{ Ref: 'Topic' }`. */
function isReference(value: unknown): boolean {
  const [name = '', ...others] = Object.keys(Object(value))
  return (
    typeof value === 'object' && others.length === 0 && (name === 'Ref' || name.startsWith('Fn::'))
  )
}
