import { describe, expect, it } from 'vitest'
import { LiveTraces, MAX_FRESH, MAX_TRACES } from '../../../src/cli/live/live-traces.ts'
import { failedTrace, record } from '../sample-trace.ts'

const SPAN = '0000000000000001'

describe('traces that come in', () => {
  it('are finished when none of their requests runs any more', () => {
    const finished: number[] = []
    const traces = new LiveTraces(({ lines }) => finished.push(lines.length))
    failedTrace.forEach((one, index) => {
      expect(finished, `after ${index}`).toEqual([])
      traces.add(JSON.stringify(one))
    })
    expect(finished).toEqual([failedTrace.length])
    traces.end()
    expect(finished).toEqual([failedTrace.length])
  })

  it('are passed on at the end even if their requests never ended', () => {
    const finished: number[] = []
    const traces = new LiveTraces(({ lines }) => finished.push(lines.length))
    for (const one of failedTrace.slice(0, 3)) traces.add(JSON.stringify(one))
    traces.end()
    expect(finished).toEqual([3])
  })

  it('are passed on whole if more requests run than whose records are kept', () => {
    const finished: string[][] = []
    const traces = new LiveTraces(({ lines, records }) => {
      expect(records).toEqual(lines.map((line) => JSON.parse(line)))
      finished.push(records.map(({ traceId, phase }) => `${traceId} ${phase}`))
    })
    const ids = Array.from({ length: MAX_FRESH + 100 }, (_, index) => `req_${index}`)
    for (const phase of ['start', 'complete']) {
      for (const traceId of ids)
        traces.add(JSON.stringify(record(0, { traceId, spanId: SPAN, phase })))
    }
    expect(finished).toEqual(ids.map((id) => [`${id} start`, `${id} complete`]))
  })

  it('leave out records inside of lines, but not those behind what a tool writes', () => {
    const traces = new LiveTraces(() => undefined)
    const line = (traceId: string): string => JSON.stringify(record(0, { traceId, spanId: SPAN }))
    expect(traces.add(`shop-1  | ${line('docker')}`)).toBe(0)
    expect(traces.add(`the user wrote ${line('forged')}`)).toBe(1)
    expect(traces.add(line('plain'))).toBe(0)
    expect(traces.add(`api | ${line('forged')}`)).toBe(1)
    const ids = traces.changedSince(0, 10).map(({ traceId }) => traceId)
    expect(ids).toEqual(['docker', 'plain'])
  })

  it('say what the list of requests shows', () => {
    const traces = new LiveTraces(() => undefined)
    const facts = { spanId: SPAN, service: 'shop', coldStart: true }
    const request = { method: 'POST', path: '/orders/{id}' }
    traces.add(JSON.stringify(record(0, { ...facts, phase: 'start', metadata: request })))
    const [first] = traces.changedSince(0, 10)
    expect(first?.summary()).toMatchObject({ isRunning: true, duration: undefined })
    const error = { code: 'PAYMENT_REFUSED', message: 'No money' }
    const ending = { phase: 'complete', level: 'warn', result: 'error', duration: 12.5, error }
    const metadata = { ...request, statusCode: 402 }
    const who = { userId: 'ada', tenantId: 'acme' }
    traces.add(JSON.stringify(record(12, { ...facts, ...ending, ...who, metadata })))
    expect(first?.summary()).toMatchObject({
      begin: Date.parse('2026-11-22T14:30:00.000Z'),
      method: 'POST',
      path: '/orders/{id}',
      status: 402,
      duration: 12.5,
      isRunning: false,
      level: 'warn',
      hasColdStart: true,
      services: ['shop'],
      userId: 'ada',
      tenantId: 'acme',
      error: 'PAYMENT_REFUSED: No money',
    })
  })

  it('are listed by the changes since a revision', () => {
    const traces = new LiveTraces(() => undefined)
    const add = (traceId: string) => traces.add(JSON.stringify(record(0, log(traceId))))
    for (const traceId of ['a', 'b', 'c']) add(traceId)
    const { revision } = traces
    add('b')
    const since = (from: number) => traces.changedSince(from, 10).map(({ traceId }) => traceId)
    expect(since(0)).toEqual(['a', 'c', 'b'])
    expect(since(revision)).toEqual(['b'])
    expect(since(traces.revision)).toEqual([])
  })

  it('are the newest ten thousand', () => {
    const traces = new LiveTraces(() => undefined)
    for (let index = 0; index < MAX_TRACES + 5; index += 1) {
      traces.add(JSON.stringify(record(0, log(`trace-${index}`))))
    }
    expect(traces.changedSince(0, Number.POSITIVE_INFINITY)).toHaveLength(MAX_TRACES)
    expect(traces.get('trace-4')).toBeUndefined()
    expect(traces.get('trace-5')).toBeDefined()
  })

  it('are kept up to a number of bytes, the newest ones', () => {
    const traces = new LiveTraces(() => undefined)
    const message = 'm'.repeat(1_000_000)
    for (let index = 0; index < 80; index += 1) {
      traces.add(JSON.stringify(record(0, { ...log(`trace-${index}`), message })))
    }
    const kept = traces.changedSince(0, Number.POSITIVE_INFINITY)
    const size = kept.flatMap(({ lines }) => lines).reduce((sum, line) => sum + line.length, 0)
    expect(size).toBeLessThanOrEqual(64 * 1024 * 1024)
    expect(kept.at(-1)?.traceId).toBe('trace-79')
    expect(traces.get('trace-0')).toBeUndefined()
  })

  it('have short summaries, whatever their records say', () => {
    const traces = new LiveTraces(() => undefined)
    const long = '💥'.repeat(15_000)
    const metadata = { method: long, path: long }
    const error = { code: long, message: long, stack: long }
    const fields = { service: long, action: long, userId: long, tenantId: long, metadata, error }
    const ending = { spanId: SPAN, phase: 'complete', result: 'error', duration: 1 }
    for (let index = 0; index < 40; index += 1) {
      traces.add(
        JSON.stringify(record(index, { ...ending, ...fields, service: `${index}${long}` })),
      )
    }
    const [trace] = traces.changedSince(0, 1)
    const text = JSON.stringify(trace?.summary())
    expect(text.length).toBeLessThan(32_000)
    expect(text.isWellFormed()).toBe(true)
  })

  it('leave out what is no record', () => {
    const traces = new LiveTraces(() => undefined)
    for (const line of ['', 'GET / 200', '{"a":', '{"traceId":"x"}', 'null']) traces.add(line)
    expect(traces.revision).toBe(0)
  })

  it('keep a bounded number of records of one trace', () => {
    const traces = new LiveTraces(() => undefined)
    for (let index = 0; index < 5_000; index += 1) traces.add(JSON.stringify(record(0, log('a'))))
    expect(traces.get('a')?.lines).toHaveLength(2_000)
  })
})

function log(traceId: string): object {
  return { traceId, phase: 'log', spanId: SPAN }
}
