import { describe, expect, it } from 'vitest'
import { stepsOf } from '../trace/steps-of.ts'

const aws = (name: string, httpStatusCode: number) => ({ name, $metadata: { httpStatusCode } })

describe('a call to AWS', () => {
  const $metadata = { httpStatusCode: 500, requestId: 'aws-1', attempts: 3, cfId: 'x' }
  const awsMetadata = { statusCode: 500, awsRequestId: 'aws-1', attempts: 3 }

  it.each<[string, () => Promise<unknown>]>([
    ['answered', async () => ({ Items: ['secret'], $metadata })],
    ['failed', () => Promise.reject(Object.assign(new Error('x'), { name: 'Busy', $metadata }))],
  ])(
    'that %s has its status, AWS’s request id and the number of attempts as metadata',
    async (_what, fn) => {
      const { steps } = await stepsOf((trace) =>
        trace.call('dynamodb', 'query', fn, { table: 't' }).catch(() => undefined),
      )
      expect(steps[0]?.metadata).toEqual({ table: 't', ...awsMetadata })
    },
  )

  it('that fails with the status 429 is a throttle, whatever the error’s name', async () => {
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
    ['DynamoDB’s reads', { UnprocessedKeys: { jobs: { Keys: [{}, {}] } } }, 2],
    ['S3', { Deleted: [{}], Errors: [{ Code: 'AccessDenied' }] }, 1],
    ['DynamoDB without failed records', { UnprocessedItems: {} }, undefined],
    ['DynamoDB’s reads without failed records', { Responses: {}, UnprocessedKeys: {} }, undefined],
    ['S3 without failed records', { Deleted: [{}], Errors: [] }, undefined],
    ['EventBridge without failed records', { FailedEntryCount: 0 }, undefined],
    ['SQS without failed records', { Successful: [{}] }, undefined],
  ])('counts the failed records of a batch: %s', async (_service, answer, failed) => {
    const { steps } = await stepsOf((trace) =>
      trace.call('aws', 'batch', () => ({ ...answer, $metadata })),
    )
    expect(steps[0]?.result).toBe(failed === undefined ? 'success' : 'partial')
    expect(steps[0]?.metadata?.failedRecords).toBe(failed)
  })

  it.each([
    ['FAILED', 'Payment.Declined', 'Payment.Declined'],
    ['TIMED_OUT', undefined, 'TIMED_OUT'],
  ])('that waits for an execution is an error if its status is %s', async (status, error, code) => {
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
        metadata: awsMetadata,
      },
    ])
    expect(JSON.stringify(steps)).not.toContain('secret')
  })

  it.each([
    ['an execution that succeeded', { status: 'SUCCEEDED', billingDetails: {} }],
    ['the description of a failed execution', { status: 'FAILED', error: 'Payment.Declined' }],
  ])('that answers with %s is a success', async (_what, answer) => {
    const { steps } = await stepsOf((trace) =>
      trace.call('sfn', 'describe', () => ({ ...answer, $metadata })),
    )
    expect(steps).toMatchObject([{ result: 'success', metadata: awsMetadata }])
  })

  it('is a success if the number of failed records can’t be read', async () => {
    const answer = {
      $metadata,
      get FailedEntryCount(): number {
        throw new Error('unreadable')
      },
    }
    const { steps } = await stepsOf((trace) => trace.call('aws', 'get', () => answer))
    expect(steps).toMatchObject([{ result: 'success', metadata: awsMetadata }])
  })

  const cancelled = (...codes: string[]) => ({
    name: 'TransactionCanceledException',
    $metadata: { httpStatusCode: 400 },
    CancellationReasons: codes.map((Code) => ({ Code })),
  })

  it.each<[string, object, string]>([
    ['condition does not hold', aws('ConditionalCheckFailedException', 400), 'warn'],
    ['precondition does not hold', aws('PreconditionFailed', 412), 'warn'],
    ['object does not exist', aws('NoSuchKey', 404), 'warn'],
    ['parameter does not exist', aws('ParameterNotFound', 400), 'warn'],
    ['secret does not exist', aws('ResourceNotFoundException', 400), 'warn'],
    ['user does not exist', aws('UserNotFoundException', 400), 'warn'],
    ['queue does not exist', aws('QueueDoesNotExist', 400), 'warn'],
    ['password is wrong', aws('NotAuthorizedException', 400), 'warn'],
    [
      'name is that of another library',
      { name: 'UserNotFoundError', code: 'UserNotFoundError' },
      'error',
    ],
    [
      'transaction is cancelled by a condition',
      cancelled('None', 'ConditionalCheckFailed'),
      'warn',
    ],
    [
      'transaction is cancelled by a condition and a conflict',
      cancelled('ConditionalCheckFailed', 'Conflict'),
      'error',
    ],
    ['transaction is cancelled without a reason', cancelled(), 'error'],
    ['access is denied', aws('AccessDeniedException', 400), 'error'],
  ])('whose %s has a record of the right level: %j is %s', async (_what, shape, level) => {
    const error = Object.assign(new Error('x'), shape)
    const { steps } = await stepsOf((trace) =>
      trace.call('dynamodb', 'updateItem', () => Promise.reject(error)).catch(() => undefined),
    )
    expect(steps).toMatchObject([{ level, result: 'error', error: { code: error.name } }])
  })
})
