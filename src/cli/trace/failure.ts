import type { CauseRecord } from '../../core/record.ts'
import { isError, type RequestRecord } from '../../lines/record.ts'
import { buildTrees, byTime, flatten, type Step } from './tree.ts'

/** A request of a trace that failed. */
export interface Failure {
  /** The request's ending, or Next.js's record of an error in what no wrapper runs. */
  readonly request: RequestRecord
  /** The innermost step with the request's error, or the request's own ending. */
  readonly step: RequestRecord
  /** If the step has only a status: the last line within it that has an error. */
  readonly line: ErrorLine | undefined
}

/** A line with an error, such as `trace.error('Route failed', { error })`. */
export interface ErrorLine {
  readonly message: string
  readonly error: CauseRecord
}

/** Finds the first request that failed. A failure within a step that succeeded was handled. */
export function findFailure(records: readonly RequestRecord[]): Failure | undefined {
  // Of the failures in several trees, the one that ended first is no consequence of the others.
  const trees = buildTrees(records).sort((a, b) => byTime(a.record, b.record))
  const request =
    failedRequest(trees) ??
    failedPage(records, trees) ??
    // A request without an ending.
    trees.find(({ record }) => record.result === 'error')
  if (request === undefined) return undefined
  const step = causeOf(request)
  return { request: request.record, step: step.record, line: errorLineIn(step, records) }
}

// A framework that answers its routes' errors itself leaves the ending the status alone.
function errorLineIn(step: Step, records: readonly RequestRecord[]): ErrorLine | undefined {
  if (!STATUS_ONLY.test(step.record.error?.message ?? '')) return undefined
  const spans = new Set(flatten([step]).map(({ record }) => record.spanId))
  const lines = records.filter(({ phase, spanId }) => phase === 'log' && spans.has(spanId))
  return lines
    .map(({ message, metadata }) => ({ message: String(message), error: metadata?.error }))
    .findLast((line): line is ErrorLine => isError(line.error))
}

// What no wrapper runs has no ending, and its steps are in no tree of their own.
function failedPage(
  records: readonly RequestRecord[],
  children: readonly Step[],
): Step | undefined {
  const record = records.find(({ phase, result }) => phase === 'log' && result === 'error')
  return record && { record, children }
}

// A request below a call that succeeded, such as a message's consumer, can fail by itself.
function failedRequest(steps: readonly Step[]): Step | undefined {
  for (const step of steps) {
    const { phase, result } = step.record
    const found = result === 'error' ? phase === 'complete' && step : failedRequest(step.children)
    if (found) return found
  }
  return undefined
}

function causeOf(step: Step): Step {
  const cause = step.children.findLast(
    ({ record }) => record.result === 'error' && isCause(record, step.record),
  )
  const deeper = cause ?? lastFailedCall(step)
  return deeper === undefined ? step : causeOf(deeper)
}

/** Returns the last call of a step with a fault, if it got an error status: code often throws for it. */
function lastFailedCall({ record, children }: Step): Step | undefined {
  const last = children.at(-1)
  const { phase, result, error } = last?.record ?? {}
  const isFailed = phase === 'call' && result === 'error' && STATUS_ONLY.test(error?.message ?? '')
  return record.level === 'error' && isFailed ? last : undefined
}

/** The message of an error that is only an HTTP status. */
const STATUS_ONLY = /^Answered with status \d+$/

/** Whether a failed step is why the step that contains it failed. */
function isCause(step: RequestRecord, parent: RequestRecord): boolean {
  // The request below a call is why the call failed.
  if (step.phase === 'complete' && parent.phase !== 'complete') return true
  const { error, level } = parent
  if (error === undefined) return false
  if (STATUS_ONLY.test(error.message)) {
    return step.error?.code === error.code || (level === 'error' && step.level === 'error')
  }
  return [error, ...causesOf(error)].some(({ message }) => message === step.error?.message)
}

const MAX_CAUSES = 10

/** Returns the causes of an error, at most 10, the direct one first. */
export function causesOf(error: CauseRecord): CauseRecord[] {
  const causes: CauseRecord[] = []
  for (let { cause } = error; cause && causes.length < MAX_CAUSES; { cause } = cause) {
    causes.push(cause)
  }
  return causes
}

/** Returns starts of requests and hops without an end: the process crashed or was stopped. */
export function findUnfinished(records: readonly RequestRecord[]): RequestRecord[] {
  const isStart = ({ phase, hopResult }: RequestRecord): boolean =>
    phase === 'start' || (phase === 'hop' && hopResult === 'start')
  const ended = new Set(
    records
      .filter((record) => record.phase !== 'log' && !isStart(record))
      .map(({ spanId }) => spanId),
  )
  const started = new Map(records.filter(isStart).map((record) => [record.spanId, record]))
  return [...started.values()].filter(({ spanId }) => !ended.has(spanId))
}
