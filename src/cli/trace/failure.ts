import type { CauseRecord } from '../../core/record.ts'
import type { RequestRecord } from './records.ts'
import { buildTrees, type Step } from './tree.ts'

/** A request of a trace that failed. */
export interface Failure {
  /** Its ending; of a page, which has none, what Next.js said of its error. */
  readonly request: RequestRecord
  /** The step whose error it ended with: its own ending, unless a step within says the same error. */
  readonly step: RequestRecord
}

/** The first request of a trace that failed. What failed within a step that succeeded was handled. */
export function findFailure(records: readonly RequestRecord[]): Failure | undefined {
  const trees = buildTrees(records)
  const request =
    failedRequest(trees) ??
    failedPage(records, trees) ??
    // A step whose request has no ending stands for it.
    trees.find(({ record }) => record.result === 'error')
  return request && { request: request.record, step: causeOf(request).record }
}

// No record of a page's own contains its steps.
function failedPage(
  records: readonly RequestRecord[],
  children: readonly Step[],
): Step | undefined {
  const record = records.find(({ phase, result }) => phase === 'log' && result === 'error')
  return record && { record, children }
}

// What a successful call started, such as a message's consumer, can fail by itself.
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
  const deeper = cause ?? lastAnswer(step)
  return deeper === undefined ? step : causeOf(deeper)
}

/** The failed answer that a fault came right after: who throws for it has words of their own. */
function lastAnswer({ record, children }: Step): Step | undefined {
  const last = children.at(-1)
  const { phase, result, error } = last?.record ?? {}
  const isFailed = phase === 'call' && result === 'error' && STATUS_ONLY.test(error?.message ?? '')
  return record.level === 'error' && isFailed ? last : undefined
}

const STATUS_ONLY = /^Answered with status \d+$/

/** Whether a step that failed is why the step that contains it did: the last such one is. */
function isCause(step: RequestRecord, parent: RequestRecord): boolean {
  // A call fails by the answer to its request.
  if (step.phase === 'complete' && parent.phase !== 'complete') return true
  const { error, level } = parent
  if (error === undefined) return false
  if (STATUS_ONLY.test(error.message)) {
    return step.error?.code === error.code || (level === 'error' && step.level === 'error')
  }
  return [error, ...causesOf(error)].some(({ message }) => message === step.error?.message)
}

/** An error's causes, the nearest first. */
export function causesOf(error: CauseRecord): CauseRecord[] {
  return error.cause === undefined ? [] : [error.cause, ...causesOf(error.cause)]
}

/** Starts and announcements that have no end: the process was stopped, timed out or crashed. */
export function findUnfinished(records: readonly RequestRecord[]): RequestRecord[] {
  const isBegin = ({ phase, hopResult }: RequestRecord): boolean =>
    phase === 'start' || (phase === 'hop' && hopResult === 'start')
  const ended = new Set(
    records
      .filter((record) => record.phase !== 'log' && !isBegin(record))
      .map(({ spanId }) => spanId),
  )
  const begun = new Map(records.filter(isBegin).map((record) => [record.spanId, record]))
  return [...begun.values()].filter(({ spanId }) => !ended.has(spanId))
}
