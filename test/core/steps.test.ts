import { describe, expect, it, vi } from 'vitest'
import { faultCount } from '../../src/core/outcome/guard.ts'
import { currentTrace, type Trace } from '../../src/index.ts'
import { createTraceContext, logHop, logResponse, withTracing } from '../../src/next/index.ts'
import { captureRecords } from '../capture.ts'

const context = { params: Promise.resolve({}) }

/** The records between the start and the ending of a request in which `run` runs. */
async function stepsOf(run: (trace: Trace) => unknown) {
  const route = withTracing(async (_request: Request, _context, trace) => {
    await run(trace)
    return new Response()
  })
  const { records, error } = await captureRecords(() =>
    route(new Request('http://a.example/'), context),
  )
  if (error !== undefined) throw error
  const root = records.find(({ phase }) => phase === 'start')
  return { root, steps: records.filter(({ phase }) => phase !== 'start' && phase !== 'complete') }
}

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

  it('passes its value through, at once when it came at once', async () => {
    await stepsOf(async (trace) => {
      const value = {}
      expect(trace.hop('now', () => value)).toBe(value)
      expect(await trace.hop('later', async () => value)).toBe(value)
    })
  })

  it.each([undefined, null])('passes %s through, with its record', async (value) => {
    const before = faultCount()
    const { steps } = await stepsOf((trace) => expect(trace.hop('now', () => value)).toBe(value))
    expect(steps).toMatchObject([{ result: 'success' }])
    expect(faultCount()).toBe(before)
  })

  it('passes its error through, the same object', async () => {
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

  it('starts a lazy thenable once, within itself', async () => {
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

  it('contains what runs in it, also side by side', async () => {
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

  it('takes up its announcement, and lasts from there on', async () => {
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
  ])('can be written by hand as %s', async (hopResult, result, level) => {
    const { steps } = await stepsOf((trace) => logHop(trace, 'cache', hopResult))
    expect(steps).toEqual([expect.objectContaining({ hopName: 'cache', hopResult, result, level })])
  })
})

describe('a name that is no text', () => {
  const { proxy, revoke } = Proxy.revocable({}, {})
  revoke()

  it.each([
    ['undefined', undefined, 'undefined'],
    ['a number', 7, '7'],
    ['a symbol', Symbol('s'), 'Symbol(s)'],
    ['an object without a prototype', Object.create(null), '[unreadable]'],
    ['a revoked Proxy', proxy, '[unreadable]'],
  ])('harms nothing: %s', async (_what, name, text) => {
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
  it('is passed or failed, and returns what decided', async () => {
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

  it('waits for a promise instead of taking it for a pass', async () => {
    const { steps } = await stepsOf((trace) => trace.check('a', Promise.resolve(false)))
    expect(steps[0]).toMatchObject({ hopResult: 'fail', result: 'error' })
  })

  it('that throws has failed when it is the caller’s fault, else could not be made', async () => {
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

const aws = (name: string, httpStatusCode: number) => ({ name, $metadata: { httpStatusCode } })

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
    ['sfn', 'Step Functions'],
    ['constructor', 'Constructor'],
  ])('has the title of its service in its message: %s is %s', async (service, title) => {
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

  const cancelled = (...codes: string[]) => ({
    name: 'TransactionCanceledException',
    $metadata: { httpStatusCode: 400 },
    CancellationReasons: codes.map((Code) => ({ Code })),
  })

  it.each<[string, object, string]>([
    ['condition did not hold', aws('ConditionalCheckFailedException', 400), 'warn'],
    ['precondition did not hold', aws('PreconditionFailed', 412), 'warn'],
    ['object is not there', aws('NoSuchKey', 404), 'warn'],
    ['parameter is not there', aws('ParameterNotFound', 400), 'warn'],
    ['secret is not there', aws('ResourceNotFoundException', 400), 'warn'],
    ['user is not there', aws('UserNotFoundException', 400), 'warn'],
    ['queue is not there', aws('QueueDoesNotExist', 400), 'warn'],
    ['password is wrong', aws('NotAuthorizedException', 400), 'warn'],
    [
      'name is that of another library',
      { name: 'UserNotFoundError', code: 'UserNotFoundError' },
      'error',
    ],
    ['transaction had such a condition', cancelled('None', 'ConditionalCheckFailed'), 'warn'],
    ['transaction had another too', cancelled('ConditionalCheckFailed', 'Conflict'), 'error'],
    ['transaction says no reason', cancelled(), 'error'],
    ['access was denied', aws('AccessDeniedException', 400), 'error'],
  ])('whose %s: %j is of level %s', async (_what, shape, level) => {
    const error = Object.assign(new Error('x'), shape)
    const { steps } = await stepsOf((trace) =>
      trace.call('dynamodb', 'updateItem', () => Promise.reject(error)).catch(() => undefined),
    )
    expect(steps).toMatchObject([{ level, result: 'error', error: { code: error.name } }])
  })

  it('that found what the caller has already is a success', async () => {
    const error = Object.assign(new Error('x'), aws('NotModified', 304))
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

describe('a call to AWS', () => {
  const $metadata = { httpStatusCode: 500, requestId: 'aws-1', attempts: 3, cfId: 'x' }
  const facts = { statusCode: 500, awsRequestId: 'aws-1', attempts: 3 }

  it.each<[string, () => Promise<unknown>]>([
    ['answered', async () => ({ Items: ['secret'], $metadata })],
    ['failed', () => Promise.reject(Object.assign(new Error('x'), { name: 'Busy', $metadata }))],
  ])('that %s says its status, AWS’s request id and the attempts', async (_what, fn) => {
    const { steps } = await stepsOf((trace) =>
      trace.call('dynamodb', 'query', fn, { table: 't' }).catch(() => undefined),
    )
    expect(steps[0]?.metadata).toEqual({ table: 't', ...facts })
  })

  it('that is refused with the status 429 is a throttle, whatever its name', async () => {
    const error = Object.assign(new Error('x'), {
      name: 'Busy',
      $metadata: { httpStatusCode: 429 },
    })
    const { steps } = await stepsOf((trace) =>
      trace.call('sqs', 'sendMessage', () => Promise.reject(error)).catch(() => undefined),
    )
    expect(steps).toMatchObject([{ level: 'warn', metadata: { throttle: true, statusCode: 429 } }])
  })

  it.each([
    ['SQS and SNS', { Successful: [], Failed: [{}, {}] }, 2],
    ['EventBridge', { FailedEntryCount: 3, Entries: [] }, 3],
    ['Kinesis', { FailedRecordCount: 1, Records: [] }, 1],
    ['Firehose', { FailedPutCount: 4, RequestResponses: [] }, 4],
    ['DynamoDB', { UnprocessedItems: { jobs: [{}, {}], users: [{}] } }, 3],
    ['DynamoDB, that was read', { UnprocessedKeys: { jobs: { Keys: [{}, {}] } } }, 2],
    ['S3', { Deleted: [{}], Errors: [{ Code: 'AccessDenied' }] }, 1],
    ['DynamoDB, that was taken whole', { UnprocessedItems: {} }, undefined],
    ['DynamoDB, that was read whole', { Responses: {}, UnprocessedKeys: {} }, undefined],
    ['S3, that was taken whole', { Deleted: [{}], Errors: [] }, undefined],
    ['EventBridge, that was taken whole', { FailedEntryCount: 0 }, undefined],
    ['SQS, that was taken whole', { Successful: [{}] }, undefined],
  ])('says how many records of a batch were not taken: %s', async (_service, answer, failed) => {
    const { steps } = await stepsOf((trace) =>
      trace.call('aws', 'batch', () => ({ ...answer, $metadata })),
    )
    expect(steps[0]?.result).toBe(failed === undefined ? 'success' : 'partial')
    expect(steps[0]?.metadata?.failedRecords).toBe(failed)
  })

  it.each([
    ['FAILED', 'Payment.Declined', 'Payment.Declined'],
    ['TIMED_OUT', undefined, 'TIMED_OUT'],
  ])('that waited for an execution is an error when that has %s', async (status, error, code) => {
    const secrets = { cause: 'secret', input: '"secret"', output: '"secret"' }
    const answer = { status, error, billingDetails: {}, ...secrets, $metadata }
    const { steps } = await stepsOf((trace) =>
      trace.call('sfn', 'startSyncExecution', () => answer),
    )
    expect(steps).toMatchObject([
      {
        level: 'error',
        result: 'error',
        error: { message: 'The execution failed', code },
        metadata: facts,
      },
    ])
    expect(JSON.stringify(steps)).not.toContain('secret')
  })

  it.each([
    ['an execution that succeeded', { status: 'SUCCEEDED', billingDetails: {} }],
    ['what is said of another that failed', { status: 'FAILED', error: 'Payment.Declined' }],
  ])('that answers with %s is a success', async (_what, answer) => {
    const { steps } = await stepsOf((trace) =>
      trace.call('sfn', 'describe', () => ({ ...answer, $metadata })),
    )
    expect(steps).toMatchObject([{ result: 'success', metadata: facts }])
  })

  it('whose answer has a count that can not be read has its record', async () => {
    const answer = {
      $metadata,
      get FailedEntryCount(): number {
        throw new Error('unreadable')
      },
    }
    const { steps } = await stepsOf((trace) => trace.call('aws', 'get', () => answer))
    expect(steps).toMatchObject([{ result: 'success', metadata: facts }])
  })
})

describe('a log line', () => {
  it('belongs to the step in which it was written', async () => {
    const { steps } = await stepsOf((trace) => trace.hop('a', () => trace.warn('odd', { n: 1 })))
    const [line, hop] = steps
    expect(line).toMatchObject({ phase: 'log', level: 'warn', message: 'odd', metadata: { n: 1 } })
    expect(line?.spanId).toBe(hop?.spanId)
  })

  it('below the level is not written', async () => {
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

describe('the timestamp of a record', () => {
  it('is when the step ended, however long its metadata takes', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: 1_795_357_800_200 })
    const slow = { toJSON: () => void vi.setSystemTime(1_795_357_800_900) }
    const { records } = await captureRecords(() =>
      createTraceContext({ action: 'a' }).hop('slow', () => 1, { slow }),
    )
    vi.useRealTimers()
    expect(records[0]?.timestamp).toBe('2026-11-22T14:30:00.200Z')
  })
})
