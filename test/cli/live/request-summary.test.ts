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

  describe('names the error', () => {
    const notFound = { code: 'NOT_FOUND', message: 'Answered with status 404' }
    const failed = { level: 'error', result: 'error' }
    const hop = { spanId: '0000000000000007', parentId: ROOT.spanId, phase: 'hop', duration: 9 }
    const call = { spanId: '0000000000000008', parentId: hop.spanId, phase: 'call', duration: 5 }
    const handled = [
      record(20, { ...ROOT, ...call, ...failed, error: notFound }),
      record(22, { ...ROOT, ...hop, hopName: 'load', hopResult: 'success', result: 'success' }),
    ]
    const crash = { code: 'INTERNAL_ERROR', message: 'the page crashed', name: 'TypeError' }

    it('that made the request fail, not one that was handled before', () => {
      const ending = { ...ROOT, ...failed, phase: 'complete', duration: 100, error: crash }
      const { error } = summaryOf([rootStart, ...handled, record(100, ending)])
      expect(error).toBe('INTERNAL_ERROR: the page crashed')
    })

    it('of no request that succeeded', () => {
      expect(summaryOf([rootStart, ...handled, rootEnd]).error).toBeUndefined()
    })

    it('of an expectation that a request didn’t meet', () => {
      const note = { code: 'EXPECTATION_FAILED', message: 'expected the hop cache' }
      const noted = record(110, { ...ROOT, level: 'error', phase: 'log', error: note })
      const { error } = summaryOf([rootStart, ...handled, rootEnd, noted])
      expect(error).toBe('EXPECTATION_FAILED: expected the hop cache')
    })
  })
})

function summaryOf(lines: readonly object[]): RequestSummary {
  const builder = new SummaryBuilder('trace')
  const records = lines.flatMap((line) => asRecord(line) ?? [])
  for (const one of records) builder.add(one)
  return builder.build(() => records)
}
