import { expect } from 'vitest'
import { buildTrees, flatten, type Step, stepName } from '../../src/cli/trace/tree.ts'
import type { RequestRecord } from '../../src/lines/record.ts'

/** Durations are rounded to this. */
const DURATION_STEP_MS = 0.001

/** Checks what holds for every trace: one ending per start, one tree, and steps within their parent's time. */
export function expectWholeTrace(records: readonly RequestRecord[]): void {
  expect(spansOf(records, 'complete')).toEqual(spansOf(records, 'start'))
  expect(records.filter(({ late, truncated }) => late || truncated)).toEqual([])

  const trees = buildTrees(records)
  const steps = flatten(trees).map(({ record }) => record.spanId)
  expect(trees).toHaveLength(1)
  expect(steps).toHaveLength(records.filter(isEnd).length)
  expect(new Set(steps).size).toBe(steps.length)
  expect(new Set(records.map(({ spanId, parentId }) => `${parentId} > ${spanId}`)).size).toBe(
    steps.length,
  )

  for (const { level, result } of records.filter(isEnd)) {
    expect(result).toBe(level === 'info' ? 'success' : 'error')
  }
  for (const tree of trees) expectNestedTimes(tree)
}

/** Returns the services of a trace, in the order of their starts. */
export function servicesOf(records: readonly RequestRecord[]): string[] {
  return inTime(records.filter(({ phase }) => phase === 'start')).map(({ service }) => service)
}

/** Sorts records by time. Those of two processes arrive in any order. */
export function inTime(records: readonly RequestRecord[]): RequestRecord[] {
  return records.toSorted((a, b) => endOf(a) - endOf(b))
}

/** Returns the one ending of a service. */
export function endingOf(records: readonly RequestRecord[], service: string): RequestRecord {
  return only(records.filter((record) => record.phase === 'complete' && record.service === service))
}

/** Returns the one record of a hop's or call's end. */
export function stepOf(records: readonly RequestRecord[], name: string): RequestRecord {
  return only(records.filter((record) => isEnd(record) && stepName(record) === name))
}

/** Returns the fields of a refusal's record. */
export function refused(statusCode: number, code: string): object {
  return { level: 'warn', result: 'error', error: { code }, metadata: { statusCode } }
}

function only(found: readonly RequestRecord[]): RequestRecord {
  expect(found).toHaveLength(1)
  return found[0] as RequestRecord
}

/** Returns the spans of a phase's records. */
function spansOf(records: readonly RequestRecord[], phase: RequestRecord['phase']): string[] {
  return records
    .filter((record) => record.phase === phase)
    .map(({ service, spanId }) => `${service} ${spanId}`)
    .sort()
}

function isEnd({ result }: RequestRecord): boolean {
  return result !== undefined
}

/** Checks that steps run one after the other within their parent. A step that timed out does not wait. */
function expectNestedTimes({ record, children }: Step): void {
  if (record.error?.name !== 'TimeoutError') {
    const total = children.reduce((sum, child) => sum + durationOf(child.record), 0)
    expect(total).toBeLessThanOrEqual(durationOf(record) + (children.length + 1) * DURATION_STEP_MS)
    for (const child of children) expect(endOf(child.record)).toBeLessThanOrEqual(endOf(record))
  }
  for (const child of children) expectNestedTimes(child)
}

function durationOf({ duration }: RequestRecord): number {
  expect(duration).toBeGreaterThanOrEqual(0)
  return duration as number
}

function endOf({ timestamp }: RequestRecord): number {
  return Date.parse(timestamp)
}
