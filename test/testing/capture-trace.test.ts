import { afterEach, describe, expect, it, vi } from 'vitest'
import { currentTrace } from '../../src/index.ts'
import { tracing } from '../../src/middy/index.ts'
import { captureTrace, events, lambdaContext } from '../../src/testing/index.ts'
import { captureRecords } from '../capture.ts'
import { handlerOf, turn } from '../middy/invocation.ts'

const process = handlerOf([tracing()], async () => {
  const trace = currentTrace()
  trace.check('rate-limit', true)
  await trace.hop('outer', () => trace.call('s3', 'putObject', turn))
  return { statusCode: 201 }
})
const handle = () => process(events.httpApi(), lambdaContext())

afterEach(() => vi.unstubAllEnvs())

describe('captureTrace', () => {
  it('returns the value and the records of a run', async () => {
    const { value, start, ending, hops, calls, records } = await captureTrace(handle)
    expect(value).toMatchObject({ statusCode: 201 })
    expect(start).toMatchObject({ message: 'Lambda start', action: 'GET /orders/{id}' })
    expect(ending).toMatchObject({ result: 'success', spanId: start?.spanId })
    expect([hops, calls]).toEqual([['rate-limit', 'outer'], ['service:s3:putObject']])
    expect(records).toHaveLength(5)
  })

  it('returns the error of a run', async () => {
    const error = new Error('no')
    const failing = handlerOf([tracing()], () => {
      throw error
    })
    const captured = await captureTrace(() => failing(events.sqs(), lambdaContext()))
    expect(captured.error).toBe(error)
    expect(captured).not.toHaveProperty('value')
    expect(captured.ending).toMatchObject({ result: 'error', error: { message: 'no' } })
  })

  it('returns the ending of the outer request, not of a nested one', async () => {
    const inner = handlerOf([tracing({ action: 'inner' })], () => undefined)
    const outer = handlerOf([tracing({ action: 'outer' })], inner)
    const { ending } = await captureTrace(() => outer(events.direct(), lambdaContext()))
    expect(ending?.action).toBe('outer')
  })

  it('returns records in any format, and writes none of them', async () => {
    vi.stubEnv('HOPTRACE_FORMAT', 'pretty')
    const pretty = handlerOf([tracing()], () => undefined)
    const { records: written, value } = await captureRecords(() =>
      captureTrace(() => pretty(events.direct(), lambdaContext())),
    )
    expect(value?.ending?.message).toBe('Lambda success')
    expect(written).toEqual([])
  })

  it('does not capture later records', async () => {
    await captureTrace(handle)
    const { records } = await captureRecords(handle)
    expect(records).toHaveLength(5)
  })
})
