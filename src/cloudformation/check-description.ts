import {
  checkNames,
  checkOption,
  countRule,
  listRule,
  type Rule,
  textRule,
} from '../core/option/read-option.ts'
import type { ServiceDescription } from './service.ts'

// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
const DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288,
  3653,
]

const NAME = textRule('letters, digits, - and _', (text) => /^[\w-]{1,64}$/.test(text))
// What stands in a dimension and, quoted, in an alarm's rule and a search.
const WORD = textRule('1 to 255 printable characters without quotes', isWord)
const SPACE = textRule('1 to 255 letters, digits, spaces and . - _ / # :', (text) =>
  /^[\w.\-/#: ]{1,255}$/.test(text),
)
const GROUP = textRule('the name of a log group', (text) => /^[\w.\-/#]{1,512}$/.test(text))
const SWITCH: Rule<boolean> = {
  expected: 'true or false',
  accepts: (value): value is boolean => typeof value === 'boolean',
}
const RETENTION = numberRule(`one of ${DAYS.join(', ')}`, (days) => DAYS.includes(days))
const SHARE = numberRule('a number from 0 to 1', (share) => share >= 0 && share <= 1)
const PERCENT = numberRule('a number from 0 to 100', (share) => share >= 0 && share <= 100)
const MILLIS = numberRule('a number of milliseconds above 0', (millis) => millis > 0)
const PRIORITY = numberRule(
  'a whole number from 1 to 9999',
  (number) => Number.isInteger(number) && number >= 1 && number <= 9999,
)
const ADDRESSES = listRule<string>('a list of e-mail addresses', (one) =>
  /^\S+@\S+$/.test(String(one)),
)
const KEYS: Rule<readonly string[]> = {
  ...listRule<string>('a list of integration keys', (one) =>
    /^(\w+|\{\{resolve:[^{}]+\}\})$/.test(String(one)),
  ),
  isSecret: true,
}

const OBJECT: Rule<object> = {
  expected: 'an object',
  accepts: (value): value is object =>
    typeof value === 'object' && value !== null && !Array.isArray(value),
}

type Rules = Readonly<Record<string, Rule<unknown>>>

const ROOT: Rules = {
  service: NAME,
  stage: NAME,
  namespace: SPACE,
  logGroups: SWITCH,
  queries: SWITCH,
  dashboard: SWITCH,
  functions: OBJECT,
}
/** The parts that are objects of their own. */
const PARTS: Readonly<Record<string, Rules>> = {
  frontend: { logGroup: GROUP },
  retention: { lambda: RETENTION, frontend: RETENTION },
  alarms: {
    faultRate: PERCENT,
    leastFaults: countRule(1),
    p99: MILLIS,
    leastRequests: countRule(1),
  },
  notify: { email: ADDRESSES, pagerDuty: KEYS },
  sampling: { rate: SHARE, perSecond: countRule(0), priority: PRIORITY },
}
const MAY_BE_FALSE = ['alarms', 'sampling']
const FUNCTION: Rules = {
  name: NAME,
  service: WORD,
  actions: listRule(
    'a list of texts without quotes',
    (one) => typeof one === 'string' && isWord(one),
  ),
  p99: MILLIS,
}

/**
 * Refuses a description with unknown names or wrong values.
 * @param within what stands before the names in the message, such as `custom.hoptrace.`
 * @throws TypeError that names the option and what it holds
 */
export function checkDescription(description: ServiceDescription, within = ''): void {
  const given: Readonly<Record<string, unknown>> = { ...description }
  checkNames(description, [...Object.keys(ROOT), ...Object.keys(PARTS)], within)
  checkValues(given, ROOT, within)
  for (const name of ['service', 'functions']) {
    if (given[name] === undefined)
      throw new TypeError(`hoptrace: option '${within}${name}' is needed`)
  }
  for (const [name, rules] of Object.entries(PARTS)) {
    const part = given[name]
    if (part === undefined || (part === false && MAY_BE_FALSE.includes(name))) continue
    checkPart(part, rules, `${within}${name}.`)
  }
  for (const [key, one] of Object.entries(description.functions)) {
    checkOption(`${within}functions.${key}`, key, NAME)
    checkPart(one, FUNCTION, `${within}functions.${key}.`)
  }
}

function checkPart(part: unknown, rules: Rules, within: string): void {
  checkNames(part, Object.keys(rules), within)
  checkValues(part as Record<string, unknown>, rules, within)
}

function checkValues(given: Readonly<Record<string, unknown>>, rules: Rules, within: string): void {
  for (const [name, rule] of Object.entries(rules)) {
    checkOption(`${within}${name}`, given[name], rule)
  }
}

function numberRule(expected: string, accepts: (value: number) => boolean): Rule<number> {
  return {
    expected,
    accepts: (value): value is number =>
      typeof value === 'number' && Number.isFinite(value) && accepts(value),
  }
}

function isWord(text: string): boolean {
  return /^[\x20-\x7e]{1,255}$/.test(text) && !/["'\\]|\$\{/.test(text)
}
