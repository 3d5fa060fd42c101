import { checkNames, checkOption } from '../core/option/read-option.ts'
import {
  FUNCTION_RULES,
  NAME_RULE,
  PART_RULES,
  ROOT_RULES,
  type Rules,
} from './description-rules.ts'
import type { ServiceDescription } from './service-description.ts'

const REQUIRED = ['service', 'functions']
const MAY_BE_FALSE = ['alarms', 'sampling']

/**
 * Refuses a description with unknown names or wrong values.
 * @param prefix precedes the options' names in errors: `custom.hoptrace.`
 * @throws TypeError that names the option and its value
 */
export function checkDescription(description: ServiceDescription, prefix = ''): void {
  const options: Readonly<Record<string, unknown>> = { ...description }
  checkNames(description, [...Object.keys(ROOT_RULES), ...Object.keys(PART_RULES)], prefix)
  checkValues(options, ROOT_RULES, prefix)
  for (const name of REQUIRED) {
    if (options[name] === undefined) {
      throw new TypeError(`hoptrace: option '${prefix}${name}' is required`)
    }
  }
  for (const [name, rules] of Object.entries(PART_RULES)) {
    const part = options[name]
    if (part === undefined || (part === false && MAY_BE_FALSE.includes(name))) continue
    checkPart(part, rules, `${prefix}${name}.`)
  }
  checkNotifications(description, prefix)
  for (const [key, fn] of Object.entries(description.functions)) {
    checkOption(`${prefix}functions.${key}`, key, NAME_RULE)
    checkPart(fn, FUNCTION_RULES, `${prefix}functions.${key}.`)
  }
}

function checkNotifications({ notify = {}, slo }: ServiceDescription, prefix: string): void {
  if (notify.topic !== undefined && notify.kmsKey !== undefined)
    throw new TypeError(
      `hoptrace: option '${prefix}notify.kmsKey' has no effect on '${prefix}notify.topic'`,
    )
  if (slo !== undefined && slo.availability === undefined)
    throw new TypeError(`hoptrace: option '${prefix}slo.availability' is required`)
}

function checkPart(part: unknown, rules: Rules, prefix: string): void {
  checkNames(part, Object.keys(rules), prefix)
  checkValues(part as Record<string, unknown>, rules, prefix)
}

function checkValues(
  options: Readonly<Record<string, unknown>>,
  rules: Rules,
  prefix: string,
): void {
  for (const [name, rule] of Object.entries(rules)) {
    checkOption(`${prefix}${name}`, options[name], rule)
  }
}
