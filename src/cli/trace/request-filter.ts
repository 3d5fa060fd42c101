import type { LogEntry } from '../../lines/entry.ts'
import type { RequestRecord } from '../../lines/record.ts'
import { UsageError } from '../cli-error.ts'
import type { Log } from '../log.ts'
import { isParameterValue } from '../parameters.ts'
import { chooseRequest, type FoundTraces, readTrace } from './find-traces.ts'
import { lineFilter } from './line-filter.ts'
import { Outside } from './outside.ts'
import { type ListedRequest, RequestList, type RequestOrder } from './request-list.ts'

/** What is known of a request whose id isn't. */
export interface RequestFilter {
  readonly last?: boolean
  readonly 'last-failed'?: boolean
  readonly slowest?: boolean
  readonly action?: string
  readonly status?: string
  readonly path?: string
  readonly user?: string
}

/** The flags of a filter. */
export const FILTER_FLAGS = {
  last: { type: 'boolean' },
  'last-failed': { type: 'boolean' },
  slowest: { type: 'boolean' },
  action: { type: 'string' },
  status: { type: 'string' },
  path: { type: 'string' },
  user: { type: 'string' },
} as const

/** The part of `--help` about the flags. */
export const FILTER_HELP: string = `Without an id, the request is chosen by what is known of it:
  --last           The newest request.
  --last-failed    The newest request that failed.
  --slowest        The request that took longest.
  --action <name>  Only requests with this action, such as 'GET /orders/{id}'.
  --status <code>  Only requests that were answered with this status, such as 404, or 5xx.
  --path <path>    Only requests to this path, or to a route that matches it: /orders/7.
  --user <id>      Only requests of this user.
Without --last, --last-failed and --slowest, the newest requests are listed to choose from.`

type Test = (record: RequestRecord) => boolean

/** Whether a filter says anything. */
export function isFilter(filter: RequestFilter): boolean {
  return Object.keys(FILTER_FLAGS).some((name) => filter[name as keyof RequestFilter] !== undefined)
}

/**
 * Reads the trace of the request that a filter chooses, or returns requests to choose from.
 * @throws UsageError if a value is wrong
 */
export async function findRequest(log: Log, filter: RequestFilter): Promise<FoundTraces> {
  const isOne = pickOf(filter) !== undefined
  const tests = testsOf(filter)
  const list = new RequestList(filter.slowest ? slowestFirst : undefined)
  const outside = new Outside()
  const best = { longest: 0, newest: 0 }
  const add = (entry: LogEntry, isInRange: boolean): void => {
    if (entry.kind !== 'record' || !tests.every((test) => test(entry.record))) return
    if (isInRange) {
      list.add(entry)
      best.longest = Math.max(best.longest, entry.record.duration ?? 0)
      best.newest = Math.max(best.newest, entry.time ?? 0)
    } else outside.add(entry)
  }
  const search = {
    texts: ['complete'],
    isPart: true,
    mayBeWanted: lineFilter(filter, best),
    isBackwards: filter.slowest !== true,
    ql: queryOf(filter),
  }
  const { isCut } = await log.find(search, add)
  const [first, ...others] = list.all()
  if (isOne && first !== undefined) {
    return { ...(await readTrace(log, first.traceId, false)), outside }
  }
  const requests = first === undefined ? [] : [first, ...others]
  return { ...(await chooseRequest(log, requests, isCut)), outside }
}

const slowestFirst: RequestOrder = (a, b) => durationOf(b) - durationOf(a)

function durationOf({ record }: ListedRequest): number {
  return record.duration ?? 0
}

function pickOf(filter: RequestFilter): string | undefined {
  const picks = (['last', 'last-failed', 'slowest'] as const).filter((name) => filter[name])
  if (picks.length > 1) throw new UsageError(`Use either --${picks.join(' or --')}`)
  return picks[0]
}

function testsOf(filter: RequestFilter): Test[] {
  const { action, status, path, user } = filter
  const tests: Test[] = [({ phase }) => phase === 'complete']
  if (filter['last-failed']) tests.push(({ result }) => result === 'error')
  if (action !== undefined) tests.push((record) => record.action === action)
  if (user !== undefined) tests.push((record) => record.userId === user)
  if (status !== undefined) tests.push(statusTest(status))
  if (path !== undefined) tests.push((record) => isPath(record.metadata?.path, path))
  return tests
}

function statusTest(status: string): Test {
  if (!/^[1-5](?:\d\d|xx)$/.test(status)) {
    throw new UsageError(`--status takes a status such as 404 or 5xx, not '${status}'`)
  }
  const start = status.replace('xx', '')
  return ({ metadata }) => String(metadata?.statusCode).startsWith(start)
}

/** Whether a path is a route's pattern (`/orders/{id}`, `/orders/[id]`, `/orders/:id`) or matches it. */
function isPath(pattern: unknown, path: string): boolean {
  if (typeof pattern !== 'string') return false
  const wanted = path.split('?', 1).join('')
  if (pattern === wanted) return true
  const parts = pattern.split('/')
  const given = wanted.split('/')
  const isRest = /^(?:\{.+\+\}|\[{1,2}\.\.\..+\]{1,2}|\*.*)$/.test(parts.at(-1) ?? '')
  if (isRest ? given.length < parts.length - 1 : given.length !== parts.length) return false
  const fixed = isRest ? parts.slice(0, -1) : parts
  return fixed.every((part, index) => part === given[index] || isVariable(part))
}

function isVariable(part: string): boolean {
  return /^(?:\{.+\}|\[.+\]|:.+)$/.test(part)
}

/** Returns what log groups are asked: as much of the filter as a query can safely hold. */
function queryOf(filter: RequestFilter): string {
  const { action, user, slowest } = filter
  const conditions = ['phase = "complete"']
  if (filter['last-failed']) conditions.push('result = "error"')
  if (action !== undefined && isParameterValue(action)) conditions.push(`action = "${action}"`)
  if (user !== undefined && isParameterValue(user)) conditions.push(`userId = "${user}"`)
  const order = slowest ? 'duration' : '@timestamp'
  return `filter ${conditions.join(' and ')}\n| sort ${order} desc`
}
