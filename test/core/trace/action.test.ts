import { afterEach, describe, expect, it, vi } from 'vitest'
import { currentTrace, type EndedSpan } from '../../../src/index.ts'
import { eachRecord, type LambdaTracingOptions, tracing } from '../../../src/middy/index.ts'
import { events } from '../../../src/testing/index.ts'
import { captureRecords } from '../../capture.ts'
import { type Handle, handlerOf, invoke, lambdaContext } from '../../middy/invocation.ts'

afterEach(() => vi.unstubAllEnvs())

const setAction = (action: unknown) => () => currentTrace().set({ action: action as string })

const endingOf = async (handle: Handle, options: LambdaTracingOptions = {}) =>
  (await invoke([tracing(options)], handle, events.functionUrl())).ending

describe('the action that set() gives', () => {
  it('is on each later record, and on those of calls it is not', async () => {
    const { records } = await invoke([tracing()], () => {
      const trace = currentTrace()
      trace.info('before')
      trace.set({ action: 'GET /orders/{id}' })
      trace.hop('load', () => trace.call('s3', 'getObject', () => 1))
    })
    expect(records.map(({ action }) => action)).toEqual([
      'POST /process/{id}',
      'POST /process/{id}',
      'service:s3:getObject',
      'GET /orders/{id}',
      'GET /orders/{id}',
    ])
  })

  it.each([
    ['the option', { action: 'by option' }, undefined],
    ['the environment', {}, 'by environment'],
  ])('wins over that of %s', async (_what, options, variable) => {
    vi.stubEnv('HOPTRACE_ACTION', variable)
    expect(await endingOf(setAction('by set'), options)).toMatchObject({ action: 'by set' })
  })

  it('is the dimension of the metrics', async () => {
    const ending = await endingOf(setAction('GET /orders/{id}'), { metrics: true })
    expect(ending).toMatchObject({ action: 'GET /orders/{id}', Requests: 1 })
  })

  it('is what the function that keeps requests is given', async () => {
    const keep = vi.fn(() => false)
    const handler = handlerOf(
      [tracing({ sampling: { rate: 0, keep } })],
      setAction('GET /orders/{id}'),
    )
    await captureRecords(() => handler(events.functionUrl(), lambdaContext()))
    expect(keep).toHaveBeenCalledWith(expect.objectContaining({ action: 'GET /orders/{id}' }))
  })

  it('names the span that exporters are told of', async () => {
    const ended: EndedSpan[] = []
    const exporters = [{ onSpanEnd: (span: EndedSpan) => void ended.push(span) }]
    await endingOf(setAction('GET /orders/{id}'), { exporters })
    expect(ended.map(({ name }) => name)).toEqual(['GET /orders/{id}'])
  })

  it('is also that of the records of a batch which begin later', async () => {
    const handler = handlerOf([tracing()], (event) => {
      currentTrace().set({ action: 'orders:store' })
      return eachRecord(event, () => undefined)
    })
    const { records } = await captureRecords(() => handler(events.sqs({}), lambdaContext()))
    const own = records.filter(({ message }) => /^Record/.test(message))
    expect(own.map(({ action }) => action)).toEqual(['orders:store', 'orders:store'])
  })

  it.each([undefined, null, ''])('stays as it was for %o', async (action) => {
    const ending = await endingOf(setAction(action), { action: 'by option' })
    expect(ending.action).toBe('by option')
  })

  it('is masked and cut as all names are', async () => {
    const shown = await endingOf(setAction('GET /users?token=a1b2c3d4e5'))
    expect(shown.action).toBe('GET /users?token=[redacted]')
    const long = await endingOf(setAction('a '.repeat(1_000)))
    expect(long.action.length).toBeLessThanOrEqual(260)
    expect(long.truncated).toBe(true)
  })

  it.each([17, Symbol('a'), {}])('is a text, whatever is given: %o', async (action) => {
    expect((await endingOf(setAction(action))).action).toBe(String(action))
  })
})
