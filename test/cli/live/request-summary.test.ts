import { describe, expect, it } from 'vitest'
import { type RequestSummary, SummaryBuilder } from '../../../src/cli/live/request-summary.ts'
import { asRecord } from '../../../src/lines/record.ts'
import { record } from '../sample-trace.ts'

const ROOT = { spanId: '0000000000000001', service: 'web', action: 'GET /orders' }
const CHILD = { spanId: '0000000000000003', service: 'pay', action: 'pay', parentId: 'call-1' }
const OTHER = { spanId: '0000000000000005', service: 'mail', action: 'mail', parentId: 'call-2' }

const rootStart = record(0, { ...ROOT, phase: 'start' })
const rootEnd = record(100, { ...ROOT, phase: 'complete', duration: 100 })
const childStart = record(10, { ...CHILD, phase: 'start' })
const childEnd = record(50, { ...CHILD, phase: 'complete', duration: 40, level: 'error' })
const otherStart = record(60, { ...OTHER, phase: 'start' })
const otherEnd = record(90, { ...OTHER, phase: 'complete', duration: 30 })

describe('the summary of a trace', () => {
  it.each([
    ['in the order of their times', [rootStart, childStart, childEnd, rootEnd]],
    ['the log of the called service first', [childStart, childEnd, rootStart, rootEnd]],
    ['the start of the outermost request last', [rootEnd, childStart, childEnd, rootStart]],
    ['each ending before its start', [childEnd, childStart, rootEnd, rootStart]],
    ['the newest first', [rootEnd, childEnd, childStart, rootStart]],
    ['starts twice', [rootStart, rootStart, childStart, childEnd, rootEnd, rootStart, childStart]],
    ['no start of the outermost request', [childStart, childEnd, rootEnd]],
    ['a job that ends after its caller', [childStart, rootEnd, childEnd]],
    ['a job that starts after its caller', [rootEnd, childStart, childEnd]],
    ['no starts, the outermost ending last', [childEnd, rootEnd]],
    ['no starts, the outermost ending first', [rootEnd, childEnd]],
  ])('shows the outermost request: %s', (_, records) => {
    expect(summaryOf(records)).toMatchObject({
      begin: Date.parse('2026-11-22T14:30:00.000Z'),
      action: 'GET /orders',
      duration: 100,
      level: 'info',
      isRunning: false,
    })
  })

  it.each([
    ['its start first', [childStart, otherStart, otherEnd, childEnd]],
    ['starts twice', [childStart, otherStart, childStart, childEnd, otherEnd]],
    ['no starts', [otherEnd, childEnd]],
  ])('shows the request that a stranger called: %s', (_, records) => {
    expect(summaryOf(records)).toMatchObject({ action: 'pay', duration: 40, isRunning: false })
  })

  it('has no duration before the outermost request ends', () => {
    const running = summaryOf([childStart, childEnd, rootStart])
    expect(running).toMatchObject({ action: 'GET /orders', duration: undefined, isRunning: true })
  })
})

function summaryOf(lines: readonly object[]): RequestSummary {
  const builder = new SummaryBuilder('trace')
  for (const one of lines.flatMap((line) => asRecord(line) ?? [])) builder.add(one)
  return builder.build()
}
