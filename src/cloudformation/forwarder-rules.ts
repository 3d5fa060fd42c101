import { type Rule, textRule } from '../core/option/rules.ts'
import { isComputed } from './computed-names.ts'
import type { ForwarderDescription } from './service-description.ts'

/** The rules of the options under `otlp`. */
export const FORWARDER_RULES: Readonly<Record<keyof ForwarderDescription, Rule<unknown>>> = {
  endpoint: orComputed(
    textRule("a URL of http or https, or 'xray'", (text) => {
      return text === 'xray' || (/^https?:/.test(text) && URL.canParse(text))
    }),
  ),
  headersSecret: orComputed(
    textRule('the ARN of a secret', (text) =>
      /^arn:[\w-]+:secretsmanager:[\w-]+:\d{12}:secret:\S+$/.test(text),
    ),
  ),
}

function orComputed({ expected, accepts }: Rule<string>): Rule<unknown> {
  return {
    expected: `${expected}, or a value that CloudFormation computes`,
    accepts: (value): value is unknown => isComputed(value) || accepts(value),
  }
}
