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
  it('has what a run returned and wrote', async () => {
    const { value, start, ending, hops, calls, records } = await captureTrace(handle)
    expect(value).toMatchObject({ statusCode: 201 })
    expect(start).toMatchObject({ message: 'Lambda start', action: 'GET /orders/{id}' })
    expect(ending).toMatchObject({ result: 'success', spanId: start?.spanId })
    expect([hops, calls]).toEqual([['rate-limit', 'outer'], ['service:s3:putObject']])
    expect(records).toHaveLength(5)
  })

  it('has what a run threw', async () => {
    const error = new Error('no')
    const failing = handlerOf([tracing()], () => {
      throw error
    })
    const captured = await captureTrace(() => failing(events.sqs(), lambdaContext()))
    expect(captured.error).toBe(error)
    expect(captured).not.toHaveProperty('value')
    expect(captured.ending).toMatchObject({ result: 'error', error: { message: 'no' } })
  })

  it('has the first request’s ending, not the one of a request within it', async () => {
    const inner = handlerOf([tracing({ action: 'inner' })], () => undefined)
    const outer = handlerOf([tracing({ action: 'outer' })], inner)
    const { ending } = await captureTrace(() => outer(events.direct(), lambdaContext()))
    expect(ending?.action).toBe('outer')
  })

  it('has records whatever their format, and writes none of them', async () => {
    vi.stubEnv('HOPTRACE_FORMAT', 'pretty')
    const pretty = handlerOf([tracing()], () => undefined)
    const { records: written, value } = await captureRecords(() =>
      captureTrace(() => pretty(events.direct(), lambdaContext())),
    )
    expect(value?.ending?.message).toBe('Lambda success')
    expect(written).toEqual([])
  })

  it('lets the next records be written', async () => {
    await captureTrace(handle)
    const { records } = await captureRecords(handle)
    expect(records).toHaveLength(5)
  })
})
