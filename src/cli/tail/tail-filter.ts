import type { RequestRecord } from '../../lines/record.ts'
import { parseDuration } from '../time.ts'
import type { SettledTrace } from './settled-requests.ts'

/** The flags that choose requests. */
export const TAIL_FILTER_FLAGS = {
  failed: { type: 'boolean' },
  slow: { type: 'string' },
  action: { type: 'string' },
  user: { type: 'string' },
  text: { type: 'string' },
} as const

/** The values of the flags. */
export interface TailFilter {
  readonly failed?: boolean
  readonly slow?: string
  readonly action?: string
  readonly user?: string
  readonly text?: string
}

/** The part of `--help` about the flags. */
export const TAIL_FILTER_HELP: string = `Which requests are shown, if it isn't all:
  --failed                Requests that failed or never ended.
  --slow <duration>       Requests that took at least so long: 500ms, 2s.
  --action <name>         Requests with this action, such as 'GET /orders/{id}'.
  --user <id>             Requests of this user.
  --text <text>           Requests with a record that has this text, in any case.
A request is shown with all that belongs to it, in all services, if all flags hold for it or for one of
the requests that it made.`

/**
 * Returns the test of whether a trace is shown.
 * @throws UsageError if a value is wrong
 */
export function readTailFilter(filter: TailFilter): (trace: SettledTrace) => boolean {
  const tests = testsOf(filter)
  const text = filter.text?.toLowerCase()
  return ({ records, lines }) => {
    const hasText = text === undefined || lines.some((line) => line.toLowerCase().includes(text))
    return hasText && requestsIn(records).some((one) => tests.every((test) => test(one)))
  }
}

type Test = (record: RequestRecord) => boolean

function testsOf(filter: TailFilter): Test[] {
  const { action, user } = filter
  const slow = parseDuration('--slow', filter.slow)
  const tests: Test[] = []
  if (filter.failed) tests.push(({ phase, result }) => phase === 'start' || result === 'error')
  if (slow !== undefined) tests.push(({ duration = 0 }) => duration >= slow)
  if (action !== undefined) tests.push((record) => record.action === action)
  if (user !== undefined) tests.push((record) => record.userId === user)
  return tests
}

/** Returns the endings, and the starts of requests that have none. Without both, all records. */
function requestsIn(records: readonly RequestRecord[]): readonly RequestRecord[] {
  const endings = records.filter(({ phase }) => phase === 'complete')
  const ended = new Set(endings.map(({ spanId }) => spanId))
  const starts = records.filter(({ phase, spanId }) => phase === 'start' && !ended.has(spanId))
  return endings.length + starts.length > 0 ? [...endings, ...starts] : records
}
