/** A field of endings that is compared. */
export interface FieldPath {
  /** Such as `metadata.plan`. */
  readonly name: string
  /** The keys that lead to it. */
  readonly keys: readonly string[]
  /** Whether its values are numbers of many sizes: they are compared by size. */
  readonly isNumber: boolean
}

/** The fields that are compared, and those that aren't. */
export interface FieldChoice {
  readonly fields: readonly FieldPath[]
  /** Fields whose values are different in nearly every request. */
  readonly unique: readonly string[]
}

const MAX_FIELDS = 40
const MAX_DEPTH = 4
/** A number with more values than this is compared by size. */
export const MANY_NUMBERS = 20
/** A field with more values a request than this is not compared. */
export const UNIQUE_SHARE = 0.8
const MIN_SHARE = 0.002
/** What identifies one record, or says how the request ended: it would only repeat the outcome. */
const NOT_COMPARED =
  /^(timestamp|message|level|phase|traceId|spanId|parentId|requestId|w3cTraceId|xrayTraceId|links|late|truncated|duration|result|error(\..*)?|_aws(\..*)?|Requests|Errors|Faults|Throttles|Timeouts|ColdStarts|FailedRecords)$/
const NOT_COMPARED_METADATA =
  /^metadata\.(statusCode|code|keptBy|aborted|throttle|openSteps|remainingTime|.*([dD]uration|Ms|latency|Latency))(\.|$)/

/** Whether DuckDB can name a key: not if it is empty, or holds U+0000. */
function isNameable(key: string): boolean {
  return key !== '' && !key.includes('\0')
}

interface Seen {
  readonly keys: readonly string[]
  readonly values: Set<string>
  count: number
  numbers: number
}

/** Chooses the fields that are compared, from some of the endings. */
export function chooseFields(endings: readonly object[]): FieldChoice {
  const seen = new Map<string, Seen>()
  for (const ending of endings) addLeaves(ending, [], seen)
  const common = [...seen]
    .filter(([, { count }]) => count >= Math.max(2, endings.length * MIN_SHARE))
    .sort(([, a], [, b]) => b.count - a.count)
  const isUnique = ({ values, count, numbers }: Seen): boolean =>
    count > MANY_NUMBERS && numbers < count && values.size > count * UNIQUE_SHARE
  return {
    fields: common
      .filter(([, one]) => !isUnique(one))
      .slice(0, MAX_FIELDS)
      .map(([name, { keys, values, count, numbers }]) => ({
        name,
        keys,
        isNumber: numbers === count && values.size > MANY_NUMBERS,
      })),
    unique: common.filter(([, one]) => isUnique(one)).map(([name]) => name),
  }
}

/** Whether a field may be compared, by its name. */
export function isCompared(name: string): boolean {
  return !NOT_COMPARED.test(name) && !NOT_COMPARED_METADATA.test(name)
}

function addLeaves(value: unknown, keys: readonly string[], seen: Map<string, Seen>): void {
  const name = keys.join('.')
  if (!isCompared(name)) return
  if (value === null || Array.isArray(value)) return
  if (typeof value !== 'object') addLeaf(name, keys, value, seen)
  else if (keys.length < MAX_DEPTH) {
    for (const [key, one] of Object.entries(value as object)) {
      if (isNameable(key)) addLeaves(one, [...keys, key], seen)
    }
  }
}

function addLeaf(
  name: string,
  keys: readonly string[],
  value: unknown,
  seen: Map<string, Seen>,
): void {
  const found = seen.get(name) ?? { keys, values: new Set(), count: 0, numbers: 0 }
  found.count += 1
  found.numbers += typeof value === 'number' ? 1 : 0
  found.values.add(String(value))
  seen.set(name, found)
}
