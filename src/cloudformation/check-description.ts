import { checkNames, checkOption } from '../core/option/read-option.ts'
import { chooseQueries } from '../queries/choose-queries.ts'
import { isComputed } from './computed-names.ts'
import {
  FUNCTION_RULES,
  NAME_RULE,
  PART_RULES,
  ROOT_RULES,
  type Rules,
} from './description-rules.ts'
import type { ServiceDescription } from './service-description.ts'
import { defaultName } from './traced-function.ts'

const REQUIRED = ['service', 'functions']
/** @see https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html */
const MAX_FUNCTION_NAME = 64
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
  if (typeof description.queries === 'object')
    chooseQueries(description.queries, `${prefix}queries.`)
  checkRequired(description, prefix)
  checkNotifications(description, prefix)
  checkRetention(description, prefix)
  for (const [key, fn] of Object.entries(description.functions)) {
    checkOption(`${prefix}functions.${key}`, key, NAME_RULE)
    checkLength(key, fn?.name ?? defaultName(description, key))
    checkPart(fn, FUNCTION_RULES, `${prefix}functions.${key}.`)
  }
}

function checkRequired({ frontend, slo, otlp }: ServiceDescription, prefix: string): void {
  const required = {
    'frontend.logGroup': [frontend, frontend?.logGroup],
    'slo.availability': [slo, slo?.availability],
    'otlp.endpoint': [otlp, otlp?.endpoint],
  }
  for (const [name, [part, value]] of Object.entries(required)) {
    if (part !== undefined && value === undefined)
      throw new TypeError(`hoptrace: option '${prefix}${name}' is required`)
  }
}

function checkNotifications({ notify = {} }: ServiceDescription, prefix: string): void {
  if (notify.topic !== undefined && notify.kmsKey !== undefined)
    throw new TypeError(
      `hoptrace: option '${prefix}notify.kmsKey' has no effect on '${prefix}notify.topic'`,
    )
}

/** Refuses a retention of log groups that are not created, since the template doesn't contain them. */
function checkRetention(description: ServiceDescription, prefix: string): void {
  const { retention = {}, logGroups, frontend } = description
  const creators = {
    lambda: ['logGroups', logGroups],
    frontend: ['frontend.create', frontend?.create],
  }
  for (const [name, [creator, isCreated]] of Object.entries(creators)) {
    if (retention[name as keyof typeof retention] === undefined || isCreated === true) continue
    throw new TypeError(
      `hoptrace: option '${prefix}retention.${name}' needs '${prefix}${creator}: true'`,
    )
  }
}

function checkLength(key: string, name: unknown): void {
  const { length } = String(name)
  if (isComputed(name) || length <= MAX_FUNCTION_NAME) return
  const limit = `it has ${length} characters, and Lambda takes ${MAX_FUNCTION_NAME}`
  throw new TypeError(`hoptrace: the name of function '${key}' is too long: ${limit}: '${name}'`)
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
