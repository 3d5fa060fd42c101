import { describe, expect, it, vi } from 'vitest'
import { faultCount } from '../../../src/core/outcome/guard.ts'
import { currentTrace, type Trace } from '../../../src/index.ts'
import { createTraceContext, logHop } from '../../../src/next/index.ts'
import { captureRecords } from '../../capture.ts'
import { stepsOf } from './steps-of.ts'

describe('a hop', () => {
  it('is written once, at its end, with its duration', async () => {
    const { root, steps } = await stepsOf((trace) =>
      trace.hop('resize', async () => 1, { width: 5 }),
    )
    expect(steps).toEqual([
      expect.objectContaining({
        phase: 'hop',
        hopName: 'resize',
        hopResult: 'success',
        result: 'success',
        level: 'info',
        parentId: root?.spanId,
        duration: expect.any(Number),
        metadata: { width: 5 },
      }),
    ])
  })

  it('returns the value of its function, synchronously if the function is synchronous', async () => {
    await stepsOf(async (trace) => {
      const value = {}
      expect(trace.hop('now', () => value)).toBe(value)
      expect(await trace.hop('later', async () => value)).toBe(value)
    })
  })

  it.each([undefined, null])('returns %s, and writes its record', async (value) => {
    const before = faultCount()
    const { steps } = await stepsOf((trace) => expect(trace.hop('now', () => value)).toBe(value))
    expect(steps).toMatchObject([{ result: 'success' }])
    expect(faultCount()).toBe(before)
  })

  it('throws the same error object that its function throws or rejects with', async () => {
    const error = new TypeError('no')
    const { steps } = await stepsOf(async (trace) => {
      expect(() =>
        trace.hop('now', () => {
          throw error
        }),
      ).toThrow(error)
      await expect(trace.hop('later', () => Promise.reject(error))).rejects.toBe(error)
    })
    expect(steps).toHaveLength(2)
    for (const step of steps) {
      expect(step).toMatchObject({
        hopResult: 'failure',
        result: 'error',
        level: 'error',
        error: { message: 'no', code: 'INTERNAL_ERROR' },
      })
    }
  })

  it('starts a lazy thenable once, as a part of the hop', async () => {
    let started = 0
    const lazy = {
      // biome-ignore lint/suspicious/noThenProperty: query builders are such thenables
      then(...told: Parameters<Promise<string>['then']>) {
        started += 1
        currentTrace().info('sent')
        return Promise.resolve('rows').then(...told)
      },
    }
    let rows: unknown
    const { steps } = await stepsOf(async (trace) => {
      rows = await trace.hop('query', () => lazy)
    })
    expect(rows).toBe('rows')
    expect(started).toBe(1)
    const [line, hop] = steps
    expect(line).toMatchObject({ message: 'sent', spanId: hop?.spanId })
  })

  it('is the parent of the steps in its function, even if hops run in parallel', async () => {
    const { root, steps } = await stepsOf((trace) =>
      Promise.all([
        trace.hop('a', async () => {
          await Promise.resolve()
          await trace.hop('a1', async () => undefined)
        }),
        trace.hop('b', () => currentTrace().call('s3', 'getObject', async () => undefined)),
      ]),
    )
    const named = (name: string) => steps.find((s) => s.hopName === name || s.action === name)
    expect(named('a')?.parentId).toBe(root?.spanId)
    expect(named('b')?.parentId).toBe(root?.spanId)
    expect(named('a1')?.parentId).toBe(named('a')?.spanId)
    expect(named('service:s3:getObject')?.parentId).toBe(named('b')?.spanId)
  })

  it.each([
    [200, 'success', 'info'],
    [304, 'success', 'info'],
    [404, 'failure', 'warn'],
    [503, 'failure', 'error'],
  ])('that returns a response of %i is a %s', async (status, hopResult, level) => {
    const { steps } = await stepsOf((trace) =>
      trace.hop('lambda-invoke', async () => new Response(null, { status })),
    )
    expect(steps[0]).toMatchObject({ hopResult, level, metadata: { statusCode: status } })
  })

  it('has the span of its announcement, and a second hop has one of its own', async () => {
    const { steps } = await stepsOf(async (trace) => {
      logHop(trace, 'lambda-invoke', 'start')
      await trace.hop('lambda-invoke', async () => undefined)
      await trace.hop('lambda-invoke', async () => undefined)
    })
    const [start, end, another] = steps
    expect(start).toMatchObject({ hopName: 'lambda-invoke', hopResult: 'start' })
    expect(start).not.toHaveProperty('duration')
    expect(end).toMatchObject({ hopResult: 'success', spanId: start?.spanId })
    expect(another?.spanId).not.toBe(start?.spanId)
  })

  it.each([
    ['success', 'success', 'info'],
    ['pass', 'success', 'info'],
    ['fail', 'error', 'warn'],
    ['failure', 'error', 'error'],
    ['skipped', 'success', 'info'],
  ])(
    'has the result and level of its hopResult if logHop writes it: %s',
    async (hopResult, result, level) => {
      const { steps } = await stepsOf((trace) => logHop(trace, 'cache', hopResult))
      expect(steps).toEqual([
        expect.objectContaining({ hopName: 'cache', hopResult, result, level }),
      ])
    },
  )

  it('has the time of its end as its timestamp, even if its metadata is slow to read', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: 1_795_357_800_200 })
    const slow = { toJSON: () => void vi.setSystemTime(1_795_357_800_900) }
    const { records } = await captureRecords(() =>
      createTraceContext({ action: 'a' }).hop('slow', () => 1, { slow }),
    )
    vi.useRealTimers()
    expect(records[0]?.timestamp).toBe('2026-11-22T14:30:00.200Z')
  })
})

describe('a name that is not a text', () => {
  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()

  it.each([
    ['undefined', undefined, 'undefined'],
    ['a number', 7, '7'],
    ['a symbol', Symbol('s'), 'Symbol(s)'],
    ['an object without a prototype', Object.create(null), '[unreadable]'],
    ['a revoked Proxy', proxy, '[unreadable]'],
  ])('is written as text, and the step runs: %s', async (_what, name, text) => {
    const { steps } = await stepsOf((trace) => {
      expect(trace.hop(name, () => 'value')).toBe('value')
      expect(trace.check(name, true)).toBe(true)
      expect(trace.call(name, name, () => 'value')).toBe('value')
      logHop(trace, name, 'start')
      logHop(trace, name, name)
      trace.info(name)
    })
    expect(steps.map(({ hopName }) => hopName)).toEqual([
      text,
      text,
      undefined,
      text,
      text,
      undefined,
    ])
    expect(steps[2]?.action).toBe(`service:${text}:${text}`)
    expect(steps[4]?.hopResult).toBe(text)
    expect(steps[5]?.message).toBe(text)
  })
})

describe('a check', () => {
  it('passes or fails by its value, and returns it', async () => {
    const { steps } = await stepsOf(async (trace) => {
      expect(trace.check('a', true)).toBe(true)
      expect(trace.check('b', () => '')).toBe('')
      expect(await trace.check('c', async () => ({ user: 1 }))).toEqual({ user: 1 })
    })
    expect(steps.map(({ hopName, hopResult, level }) => [hopName, hopResult, level])).toEqual([
      ['a', 'pass', 'info'],
      ['b', 'fail', 'warn'],
      ['c', 'pass', 'info'],
    ])
  })

  it('waits for a promise before it passes or fails', async () => {
    const { steps } = await stepsOf((trace) => trace.check('a', Promise.resolve(false)))
    expect(steps[0]).toMatchObject({ hopResult: 'fail', result: 'error' })
  })

  it('fails if it throws a 4xx, and is a failure with any other error', async () => {
    const { steps } = await stepsOf(async (trace) => {
      const refused = Object.assign(new Error('no'), { statusCode: 401 })
      await expect(trace.check('a', () => Promise.reject(refused))).rejects.toBe(refused)
      await expect(trace.check('b', () => Promise.reject(new Error('down')))).rejects.toThrow(
        'down',
      )
    })
    expect(steps.map(({ hopResult, level }) => [hopResult, level])).toEqual([
      ['fail', 'warn'],
      ['failure', 'error'],
    ])
  })
})

describe('a call', () => {
  it.each([
    ['ssm', 'SSM'],
    ['sqs', 'SQS'],
    ['dynamodb', 'DynamoDB'],
    ['credits', 'Credits'],
    ['secrets-manager', 'Secrets Manager'],
    ['cognito-identity-provider', 'Cognito'],
    ['eventbridge', 'EventBridge'],
    ['cloudwatch-logs', 'CloudWatch Logs'],
    ['api-gateway', 'API Gateway'],
    ['cloudformation', 'CloudFormation'],
    ['cloudfront', 'CloudFront'],
    ['appsync', 'AppSync'],
    ['dynamodb-streams', 'DynamoDB Streams'],
    ['sfn', 'Step Functions'],
    ['constructor', 'Constructor'],
  ])('has the display name of its service in its message: %s is %s', async (service, title) => {
    const { steps } = await stepsOf((trace) => trace.call(service, 'get', () => 1))
    expect(steps).toMatchObject([{ message: `Service call - ${title}` }])
  })

  it('is named by its service and operation', async () => {
    const { steps } = await stepsOf((trace) =>
      trace.call('s3', 'putObject', async () => 'etag', { bucket: 'b' }),
    )
    expect(steps[0]).toMatchObject({
      phase: 'call',
      message: 'Service call - S3',
      action: 'service:s3:putObject',
      result: 'success',
      metadata: { bucket: 'b' },
    })
  })

  it('is a success if it throws a 304, and so is a check', async () => {
    const error = Object.assign(new Error('x'), {
      name: 'NotModified',
      $metadata: { httpStatusCode: 304 },
    })
    const run = (trace: Trace) =>
      Promise.all([
        expect(trace.call('s3', 'getObject', () => Promise.reject(error))).rejects.toBe(error),
        expect(trace.check('is new', () => Promise.reject(error))).rejects.toBe(error),
      ])
    const { steps } = await stepsOf(run)
    for (const step of steps) {
      expect(step).toMatchObject({
        level: 'info',
        result: 'success',
        metadata: { statusCode: 304 },
      })
      expect(step).not.toHaveProperty('error')
    }
    expect(steps.map(({ hopResult }) => hopResult)).toEqual([undefined, 'pass'])
  })
})
