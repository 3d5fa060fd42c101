import { type Rule, textRule } from '../core/option/rules.ts'
import { isComputed } from './computed-names.ts'
import type { ForwarderDescription } from './service-description.ts'

/** The rules of the options under `otlp`. */
export const FORWARDER_RULES: Readonly<Record<keyof ForwarderDescription, Rule<unknown>>> = {
  endpoint: orComputed(
    textRule(
      "a URL of http or https without a password, which belongs into headersSecret, or 'xray'",
      (text) => text === 'xray' || isPublicUrl(text),
    ),
  ),
  headersSecret: orComputed(
    textRule('the ARN of a secret', (text) =>
      /^arn:[\w-]+:secretsmanager:[\w-]+:\d{12}:secret:\S+$/.test(text),
    ),
  ),
}

/** Whether a text is an address that anybody may read: templates are no place for passwords. */
function isPublicUrl(text: string): boolean {
  if (!/^https?:/.test(text) || !URL.canParse(text)) return false
  const { username, password } = new URL(text)
  return username === '' && password === ''
}

function orComputed({ expected, accepts }: Rule<string>): Rule<unknown> {
  return {
    expected: `${expected}, or a value that CloudFormation computes`,
    accepts: (value): value is unknown => isComputed(value) || accepts(value),
  }
}
