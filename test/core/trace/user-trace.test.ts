import { describe, expect, it } from 'vitest'
import { createTraceContext, logResponse } from '../../../src/next/index.ts'
import { captureRecords } from '../../capture.ts'
import { stepsOf } from './steps-of.ts'

const TRACE_ID = 'req_0192f3a4-5b6c-7d8e-9f01-23456789abcd'
const W3C = '0192f3a45b6c7d8e9f0123456789abcd'
const begin = () => createTraceContext({ action: 'a', headers: { 'x-trace-id': TRACE_ID } })

describe('trace.headers', () => {
  it('names the running step as the parent', async () => {
    const { value, records } = await captureRecords(() => {
      const trace = begin()
      return trace.hop('lambda-invoke', () => trace.headers())
    })
    expect(value?.get('x-trace-id')).toBe(TRACE_ID)
    expect(value?.get('traceparent')).toBe(`00-${W3C}-${records[0]?.spanId}-03`)
  })

  it('accepts null as no headers', () => {
    expect(
      begin()
        .headers(null as never)
        .get('x-trace-id'),
    ).toBe(TRACE_ID)
  })

  it.each<[string, HeadersInit]>([
    ['an object', { 'X-Trace-Id': 'mine', a: 'b' }],
    [
      'an array',
      [
        ['X-Trace-Id', 'mine'],
        ['a', 'b'],
      ],
    ],
    ['Headers', new Headers({ 'X-Trace-Id': 'mine', a: 'b' })],
  ])('keeps the headers of %s, and does not change it', (_what, init) => {
    const before = [...new Headers(init)]
    const headers = begin().headers(init)
    expect(headers.get('x-trace-id')).toBe('mine')
    expect(headers.get('a')).toBe('b')
    expect([...new Headers(init)]).toEqual(before)
  })
})

describe('a log line', () => {
  it('has the span of the step in which it is written', async () => {
    const { steps } = await stepsOf((trace) => trace.hop('a', () => trace.warn('odd', { n: 1 })))
    const [line, hop] = steps
    expect(line).toMatchObject({ phase: 'log', level: 'warn', message: 'odd', metadata: { n: 1 } })
    expect(line?.spanId).toBe(hop?.spanId)
  })

  it('is not written if it is below the level', async () => {
    const { records } = await captureRecords(() => {
      const trace = createTraceContext({ action: 'a', level: 'warn' })
      trace.info('quiet')
      trace.debug('quieter')
      trace.warn('loud')
      logResponse(trace)
    })
    expect(records.map(({ message }) => message)).toEqual(['loud'])
  })
})
