import { afterEach, describe, expect, it, vi } from 'vitest'
import { currentTrace } from '../../src/index.ts'
import { eachRecord, tracing } from '../../src/middy/index.ts'
import { events, lambdaContext } from '../../src/testing/index.ts'
import { captureRecords } from '../capture.ts'
import { handlerOf, invoke } from './invocation.ts'

const passed = (services: string) => ({
  headers: { 'x-trace-id': 'loop', 'x-trace-hops': services },
})
const sendOn = () => currentTrace().headers().get('x-trace-hops')
const loopIn = (records: readonly { message: string }[]) =>
  records.filter(({ message }) => message === 'Trace loop')

afterEach(() => vi.unstubAllEnvs())

describe('x-trace-hops', () => {
  it.each([
    ['one more than received', '7', '8'],
    ['1 if none is received', '', '1'],
    ['1 if a negative number is received', '-3', '1'],
    ['1 if text is received', '7 or so', '1'],
    ['1 if more than 9999 is received', '10000', '1'],
  ])('is sent on as %s', async (_name, received, sent) => {
    const { value } = await invoke([tracing()], sendOn, events.httpApi(passed(received)))
    expect(value).toBe(sent)
  })

  it('counts for a continued trace only', async () => {
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'
    const event = events.sqs({ headers: { traceparent, 'x-trace-hops': '4' } })
    expect((await invoke([tracing()], sendOn, event)).value).toBe('5')
    const refused = [tracing({ acceptInbound: false })]
    expect((await invoke(refused, sendOn, event)).value).toBe('1')
    const alone = events.httpApi({ headers: { 'x-trace-hops': '4' } })
    expect((await invoke([tracing()], sendOn, alone)).value).toBe('1')
  })

  it('is the greatest of a batch’s records', async () => {
    const event = events.sqs(passed('3'), passed('9'), {})
    expect((await invoke([tracing()], sendOn, event)).value).toBe('10')
  })
})

describe('a trace that has passed more services than maxServices', () => {
  it('writes one warning, and the request continues', async () => {
    const answer = { statusCode: 200 }
    const { records, start, ending, value } = await invoke(
      [tracing()],
      () => answer,
      events.direct(passed('101')),
    )
    expect(loopIn(records)).toEqual([
      expect.objectContaining({
        level: 'warn',
        phase: 'log',
        traceId: 'loop',
        spanId: start.spanId,
        metadata: { services: 101, maxServices: 100 },
      }),
    ])
    expect(ending.result).toBe('success')
    expect(value).toBe(answer)
  })

  it('writes no warning at exactly maxServices', async () => {
    const { records } = await invoke([tracing()], sendOn, events.direct(passed('100')))
    expect(loopIn(records)).toEqual([])
  })

  it.each([
    ['the option', { maxServices: 3 }, undefined],
    ['the environment', {}, '3'],
  ])('is measured by %s', async (_name, options, variable) => {
    vi.stubEnv('HOPTRACE_MAX_SERVICES', variable)
    const event = events.sqs(passed('4'), {})
    const { records } = await invoke([tracing(options)], sendOn, event)
    expect(loopIn(records)).toHaveLength(1)
  })

  it('writes one warning for nested handlers and their batch’s records', async () => {
    const inner = handlerOf([tracing()], (event) => eachRecord(event, sendOn))
    const outer = handlerOf([tracing()], inner)
    const { records } = await captureRecords(() =>
      outer(events.sqs(passed('101'), passed('102')), lambdaContext()),
    )
    expect(loopIn(records)).toHaveLength(1)
  })
})
