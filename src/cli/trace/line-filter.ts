import { readTime } from '../../lines/time.ts'

type LineTest = (line: string) => boolean

/** What the text of a line tells of a request. */
interface TextFilter {
  readonly last?: boolean
  readonly 'last-failed'?: boolean
  readonly slowest?: boolean
  readonly action?: string
  readonly status?: string
  readonly user?: string
}

/** What stands between a name in JSON and its value, also of JSON within a text of JSON. */
const COLON = String.raw`[\\"]*\s*:[\s\\"]*`
const DURATION = new RegExp(String.raw`duration${COLON}([\d.]+(?:[eE][+-]?\d+)?)`, 'g')
const TIME = /\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[\d.,]{0,10} ?(?:Z|[+-]\d\d:?\d\d)?|\d{9,20}/g
/** What no JSON writer escapes. */
const PLAIN = /^[\w.:@ -]+$/

/** What is known of the requests that were found so far. */
export interface Best {
  /** The duration of the slowest one. */
  longest: number
  /** The time of the newest one, in milliseconds since 1970. */
  newest: number
}

/**
 * Returns whether a line may have a request that a filter chooses, by its text: most lines need not be parsed.
 */
export function lineFilter(filter: TextFilter, best: Readonly<Best>): LineTest {
  const { action, user, status } = filter
  const tests: LineTest[] = [action, user].flatMap((text) =>
    text !== undefined && PLAIN.test(text) ? (line: string) => line.includes(text) : [],
  )
  if (filter['last-failed']) tests.push(hasValue('result', 'error'))
  if (status !== undefined) tests.push(hasValue('statusCode', status.replace('xx', '')))
  if (filter.slowest) tests.push((line) => longestIn(line) >= best.longest)
  if (filter.last || filter['last-failed']) tests.push((line) => newestIn(line) >= best.newest)
  // JSON may escape any character.
  return (line) => line.includes('\\u') || tests.every((test) => test(line))
}

function hasValue(name: string, start: string): LineTest {
  const pattern = new RegExp(`${name}${COLON}${start}`)
  return (line) => pattern.test(line)
}

function longestIn(line: string): number {
  const found = Array.from(line.matchAll(DURATION), ([, digits]) => Number(digits))
  return found.reduce((one, other) => Math.max(one, other), 0)
}

/** Returns the latest time in a line. Without one, its neighbours say its time. */
function newestIn(line: string): number {
  const times = (line.match(TIME) ?? []).flatMap((text) => readTime(text) ?? [])
  return times.length === 0 ? Number.POSITIVE_INFINITY : Math.max(...times)
}
