import { AssertionError } from 'node:assert'
import middy from '@middy/core'
import { describe, expect, it } from 'vitest'
import { currentTrace } from '../../src/index.ts'
import { tracing } from '../../src/middy/index.ts'
import { captureTrace, events, expectTrace, lambdaContext } from '../../src/testing/index.ts'

/** The records of a function that checks a limit and calls S3, then maybe another function. */
async function recordsOf(send?: (headers: Headers) => Promise<unknown>) {
  const handler = middy()
    .use(tracing({ service: 'shop', action: 'orders:place' }))
    .handler(async () => {
      const trace = currentTrace()
      trace.check('rate-limit', true)
      await trace.hop('send', () => send?.(trace.headers()))
      return trace.call('s3', 'putObject', () => undefined)
    })
  const { records } = await captureTrace(() => handler(events.httpApi(), lambdaContext()))
  return records
}

/** Invokes a second function with headers. */
async function invoke(headers: Record<string, string>) {
  const handler = middy()
    .use(tracing({ service: 'orders', action: 'orders:take' }))
    .handler(() => undefined)
  await handler(events.httpApi({ headers }), lambdaContext())
}

function errorOf(fail: () => void): Error {
  try {
    fail()
  } catch (error) {
    return error as Error
  }
  throw new Error('it did not throw')
}

describe('expectTrace', () => {
  it('finds hops by name and result', async () => {
    const records = await recordsOf()
    const trace = expectTrace(records)
    trace.toHaveHop('rate-limit')
    trace.toHaveHop('rate-limit', 'pass')
    trace.not.toHaveHop('rate-limit', 'fail')
    expect(() => trace.toHaveHop('rate-limit', 'fail')).toThrow(
      'expected the trace to have the hop rate-limit fail. It has:\n  rate-limit pass\n  send success',
    )
    expect(() => trace.not.toHaveHop('rate-limit')).toThrow('not to have the hop rate-limit')
  })

  it('finds calls by service and operation', async () => {
    const trace = expectTrace(await recordsOf())
    trace.toHaveCalled('s3')
    trace.toHaveCalled('s3', 'putObject')
    trace.not.toHaveCalled('s3', 'put')
    trace.not.toHaveCalled('s')
    expect(() => trace.toHaveCalled('bedrock')).toThrow(
      'expected the trace to have called bedrock. It has:\n  service:s3:putObject',
    )
  })

  it('tells one trace from two, and from one that lost its parent', async () => {
    const carried = await recordsOf((headers) => invoke(Object.fromEntries(headers)))
    expectTrace(carried).toBeOneTrace()
    const dropped = await recordsOf(() => invoke({}))
    expectTrace(dropped).not.toBeOneTrace()
    const parentless = await recordsOf((headers) =>
      invoke({ 'x-trace-id': headers.get('x-trace-id') ?? '' }),
    )
    expect(() => expectTrace(parentless).toBeOneTrace()).toThrow(
      /It has:\n {2}shop orders:place of req_\S+\n {2}orders orders:take of req_/,
    )
    expect(() => expectTrace([]).toBeOneTrace()).toThrow('It has:\n  none')
  })

  it('fails by its message alone, without values that a runner would compare', () => {
    const failures = [() => expectTrace([]).toHaveHop('a'), () => expectTrace([]).toBeOneTrace()]
    for (const fail of failures) {
      const error = errorOf(fail)
      expect(error).not.toBeInstanceOf(AssertionError)
      expect(Object.keys(error)).toEqual(['name'])
      expect(error.name).toBe('ExpectationError')
    }
  })

  it('points to the line of the test that failed', () => {
    const error = errorOf(() => expectTrace([]).toHaveHop('a'))
    expect(error.stack?.split('\n').find((line) => line.includes(' at '))).toContain(
      'expect-trace.test.ts',
    )
  })
})
