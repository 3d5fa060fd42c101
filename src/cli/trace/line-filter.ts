type LineTest = (line: string) => boolean

/** What the text of a line tells of a request. */
interface TextFilter {
  readonly 'last-failed'?: boolean
  readonly slowest?: boolean
  readonly action?: string
  readonly status?: string
  readonly user?: string
}

/** What stands between a name in JSON and its value, also of JSON within a text of JSON. */
const COLON = String.raw`[\\"]*\s*:[\s\\"]*`
const DURATION = new RegExp(String.raw`duration${COLON}([\d.]+(?:[eE][+-]?\d+)?)`, 'g')
/** What no JSON writer escapes. */
const PLAIN = /^[\w.:@ -]+$/

/**
 * Returns whether a line may have a request that a filter chooses, by its text: most lines need not be parsed.
 * @param longest returns the duration of the slowest request so far
 */
export function lineFilter(filter: TextFilter, longest: () => number): LineTest {
  const { action, user, status } = filter
  const tests: LineTest[] = [action, user].flatMap((text) =>
    text !== undefined && PLAIN.test(text) ? (line: string) => line.includes(text) : [],
  )
  if (filter['last-failed']) tests.push(hasValue('result', 'error'))
  if (status !== undefined) tests.push(hasValue('statusCode', status.replace('xx', '')))
  if (filter.slowest) tests.push((line) => longestIn(line) >= longest())
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
