import { AsyncLocalStorage } from 'node:async_hooks'
import type {
  DynamoDBBatchResponse,
  DynamoDBStreamEvent,
  KinesisStreamEvent,
  MSKEvent,
  SNSEvent,
  SQSBatchResponse,
  SQSEvent,
} from 'aws-lambda'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { currentTrace } from '../../src/index.ts'
import { eachRecord, tracing } from '../../src/middy/index.ts'
import { captureTrace, events, lambdaContext } from '../../src/testing/index.ts'
import { handlerOf, invoke, turn } from './invocation.ts'
import { pipedKafka, pipedKinesis } from './piped.ts'

/** Runs a function outside of any invocation. */
const outside = AsyncLocalStorage.snapshot()
const PARENT = '00f067aa0ba902b7'
const sentBy = (name: string) => ({
  headers: { 'x-trace-id': name, traceparent: `00-${'4b'.repeat(16)}-${PARENT}-01` },
  body: { name },
})
const three = [sentBy('one'), sentBy('two'), sentBy('three')]

/** Runs eachRecord within an invocation. */
const run = (event: object, handle: (record: unknown) => unknown, options = {}) => {
  const handler = handlerOf([tracing()], () => eachRecord(event, handle, options))
  return captureTrace(() => handler(event, lambdaContext()))
}

/** Returns a handler that fails for the records with these indexes, and the indexes that it handled. */
const failing = (...indexes: number[]) => {
  const handled: number[] = []
  let next = 0
  const handle = async () => {
    const index = next++
    handled.push(index)
    await turn()
    if (indexes.includes(index)) throw new Error(`failed ${index}`)
  }
  return { handle, handled }
}

describe('a record of a batch', () => {
  it('has a trace of its own, from its start to its ending', async () => {
    const seen: string[] = []
    const { records, start } = await run(events.sqs(...three), () => {
      seen.push(currentTrace().id)
      currentTrace().info('inside')
    })
    expect(seen).toEqual(['one', 'two', 'three'])
    for (const [index, name] of seen.entries()) {
      const [begun, log, ended, ...more] = records.filter(({ traceId }) => traceId === name)
      expect(more).toEqual([])
      expect(begun).toMatchObject({
        message: 'Record start',
        phase: 'start',
        parentId: PARENT,
        action: 'orders',
        layer: 'lambda',
        requestId: start?.requestId,
        links: [start?.traceId],
        metadata: {
          queue: 'orders',
          itemIdentifier: events.sqs({}, {}, {}).Records[index]?.messageId,
        },
      })
      expect(log).toMatchObject({ message: 'inside', spanId: begun?.spanId })
      expect(ended).toMatchObject({ message: 'Record success', result: 'success', level: 'info' })
      expect(ended?.duration).toBeGreaterThanOrEqual(0)
      expect(begun).not.toHaveProperty('coldStart')
    }
  })

  it('is passed to the handler with its trace, which is the current one', async () => {
    const event = events.sqs(...three)
    const given: unknown[] = []
    const handler = handlerOf([tracing()], () =>
      eachRecord(event, async (record, trace) => {
        await turn()
        given.push(record, trace.id === currentTrace().id)
      }),
    )
    await captureTrace(() => handler(event, lambdaContext()))
    expect(given).toEqual(event.Records.flatMap((record) => [record, true]))
    expect(given[0]).toBe(event.Records[0])
  })

  it('has a new trace that links to the invocation, if the record carries none', async () => {
    const { records, start } = await run(events.kinesis({}, {}), () => undefined)
    const begun = records.filter(({ message }) => message === 'Record start')
    const ids = new Set(begun.map(({ traceId }) => traceId))
    expect(ids.size).toBe(2)
    expect(ids).not.toContain(start?.traceId)
    expect(begun.map(({ links }) => links)).toEqual([[start?.traceId], [start?.traceId]])
  })

  it.each([
    ['that carries a trace', sentBy('one')],
    ['without a trace', {}],
  ])('is a child of the invocation if it is the only one: one %s', async (_name, sent) => {
    const { records, start } = await run(events.sqs(sent), () => undefined)
    const begun = records.find(({ message }) => message === 'Record start')
    expect(begun).toMatchObject({ traceId: start?.traceId, parentId: start?.spanId })
    expect(begun).not.toHaveProperty('links')
  })

  it('ends with its own error, apart from the others', async () => {
    const { handle } = failing(1)
    const { records } = await run(events.sqs(...three), handle)
    const ended = records.filter(({ message }) => /^Record (success|error)$/.test(message))
    const errors = ended.map(({ traceId, error, level }) => [traceId, level, error?.message])
    expect(errors.sort()).toEqual([
      ['one', 'info', undefined],
      ['three', 'info', undefined],
      ['two', 'error', 'failed 1'],
    ])
  })

  it('is handled without tracing()', async () => {
    const event = events.sqs(...three)
    const { value, records } = await captureTrace(() =>
      outside(() => eachRecord(event, failing(0).handle)),
    )
    expect(value).toEqual({ batchItemFailures: [{ itemIdentifier: event.Records[0]?.messageId }] })
    expect(records.map(({ traceId }) => traceId)).toContain('two')
    expect(records[0]).not.toHaveProperty('links')
  })
})

describe('the batch response', () => {
  const four = [{}, {}, {}, {}]
  const idsIn = (value: unknown) =>
    (value as SQSBatchResponse).batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)

  it('is empty if no record failed', async () => {
    const { value, ending } = await run(events.sqs(...four), () => undefined)
    expect(value).toEqual({ batchItemFailures: [] })
    expect(ending).toMatchObject({ level: 'info', result: 'success' })
  })

  it('is empty for an event without records', async () => {
    for (const event of [
      { Records: [] },
      events.kafka.call(undefined),
      { eventSource: 'aws:kafka' },
    ])
      expect((await run(event, () => undefined)).value).toEqual({ batchItemFailures: [] })
  })

  it('names the failed messages of a queue', async () => {
    const event = events.sqs(...four)
    const { handle, handled } = failing(1, 3)
    const { value } = await run(event, handle)
    expect(handled).toEqual([0, 1, 2, 3])
    expect(idsIn(value)).toEqual([event.Records[1]?.messageId, event.Records[3]?.messageId])
  })

  it('names the failed message of a FIFO queue and all after it, which are not handled', async () => {
    const event = events.sqsFifo(...four)
    const { handle, handled } = failing(1)
    const { value } = await run(event, handle)
    expect(handled).toEqual([0, 1])
    expect(idsIn(value)).toEqual(event.Records.slice(1).map(({ messageId }) => messageId))
  })

  it('names the first failed record of a shard', async () => {
    const kinesis = events.kinesis(...four)
    const first = failing(1)
    const ofKinesis = await run(kinesis, first.handle)
    expect(first.handled).toEqual([0, 1])
    expect(idsIn(ofKinesis.value)).toEqual([kinesis.Records[1]?.kinesis.sequenceNumber])

    const dynamodb = events.dynamodb(...four)
    const ofDynamodb = await run(dynamodb, failing(2).handle)
    expect(idsIn(ofDynamodb.value)).toEqual([dynamodb.Records[2]?.dynamodb.SequenceNumber])
  })

  it('names the first failed record of each Kafka partition; other partitions are handled', async () => {
    const event = events.kafka(...four)
    const [record] = event.records['orders-0'] ?? []
    const others = [20, 21].map((offset) => ({ ...record, partition: 1, offset }) as never)
    const both = { ...event, records: { ...event.records, 'orders-1': others } }
    const { handle, handled } = failing(1)
    const { value } = await run(both, handle)
    expect(handled).toEqual([0, 1, 2, 3])
    expect(idsIn(value)).toEqual([{ partition: 'orders-0', offset: 16 }])
  })

  it('does not exist for SNS: the error is thrown', async () => {
    const error = new Error('no')
    const { error: thrown, ending } = await run(events.sns(), () => {
      throw error
    })
    expect(thrown).toBe(error)
    expect(ending).toMatchObject({ level: 'error', result: 'error', error: { message: 'no' } })
    const several = await run(events.sns({}, {}), failing(0, 1).handle)
    expect(several.error).toBeInstanceOf(AggregateError)
  })

  it('names the first failed record if ordered ones are handled concurrently', async () => {
    const event = events.kinesis(...four)
    const late = event.Records[1]
    const handle = async (record: unknown) => {
      if (record === late) await turn()
      throw new Error('no')
    }
    const { value } = await run({ Records: event.Records.slice(1) }, handle, { concurrency: 4 })
    expect(idsIn(value)).toEqual([late?.kinesis.sequenceNumber])
  })

  it('has an empty identifier for a failed record without an id', async () => {
    const { value } = await run({ Records: [{ eventSource: 'aws:sqs' }] }, failing(0).handle)
    expect(value).toEqual({ batchItemFailures: [{ itemIdentifier: '' }] })
  })
})

describe('the batch response to a pipe', () => {
  const four = [{}, {}, {}, {}]
  const idsOf = (name: string, records: readonly object[]) =>
    records.map((record) => ({ itemIdentifier: (record as Record<string, unknown>)[name] }))

  it('names the failed messages of a queue', async () => {
    const event = events.pipe(...four)
    const { value, ending } = await run(event, failing(1, 3).handle)
    const [, second = {}, , fourth = {}] = event
    expect(value).toEqual({ batchItemFailures: idsOf('messageId', [second, fourth]) })
    expect(ending).toMatchObject({ result: 'partial', metadata: { queue: 'orders', batchSize: 4 } })
  })

  // A pipe retries no record but those that are named.
  it.each<[string, object[]]>([
    ['Kinesis', pipedKinesis(...four)],
    ['a DynamoDB stream', events.dynamodb(...four).Records],
  ])('names the failed record and all after it, by their eventID: %s', async (_name, event) => {
    const { handle, handled } = failing(1)
    const { value } = await run(event, handle)
    expect(handled).toEqual([0, 1])
    expect(value).toEqual({ batchItemFailures: idsOf('eventID', event.slice(1)) })
  })

  it('does not exist for Kafka, whose batch is retried as a whole: the error is thrown', async () => {
    const { error, records } = await run(pipedKafka(...four), failing(1).handle)
    expect(error).toEqual(new Error('failed 1'))
    const [, begun] = records
    expect(begun?.metadata?.itemIdentifier).toEqual({ partition: 'orders-0', offset: 15 })
  })
})

describe('an invocation with some failed records', () => {
  it('ends as partial', async () => {
    const { ending } = await run(events.sqs({}, {}), failing(0).handle)
    expect(ending).toMatchObject({
      level: 'warn',
      result: 'partial',
      metadata: { queue: 'orders', batchSize: 2, failedRecords: 1 },
    })
    expect(ending).not.toHaveProperty('error')
  })

  it('ends as partial if the handler makes the batch response itself', async () => {
    const response = { batchItemFailures: [{ itemIdentifier: 'a' }, { itemIdentifier: 'b' }] }
    const three = events.sqs({}, {}, {})
    const { ending, value } = await invoke([tracing()], () => response, three)
    expect(ending).toMatchObject({
      level: 'warn',
      result: 'partial',
      metadata: { failedRecords: 2 },
    })
    expect(value).toBe(response)
  })

  it.each([[{ batchItemFailures: [] }], [{ batchItemFailures: null }], [{ batchItemFailures: 2 }]])(
    'does not end as partial with %j',
    async (response) => {
      const { ending } = await invoke([tracing()], () => response, events.sqs())
      expect(ending.result).toBe('success')
      expect(ending.metadata).not.toHaveProperty('failedRecords')
    },
  )
})

describe('an invocation that calls eachRecord twice', () => {
  it('ends as partial if the records of one call succeeded', async () => {
    const event = events.sqs({}, {})
    const [failed, succeeded] = event.Records.map((record) => ({ Records: [record] }))
    const handler = handlerOf([tracing()], async () => {
      const first = await eachRecord(failed, () => Promise.reject(new Error('down')))
      await eachRecord(succeeded, () => 'stored')
      return first
    })
    const { ending } = await captureTrace(() => handler(event, lambdaContext()))
    expect(ending).toMatchObject({ level: 'warn', result: 'partial' })
  })
})

describe('an invocation whose records all failed', () => {
  it.each<[string, object]>([
    ['a queue', events.sqs({}, {})],
    ['one message', events.sqs({})],
    ['a FIFO queue, whose later records are skipped', events.sqsFifo({}, {}, {})],
    ['a shard, whose later records are skipped', events.kinesis({}, {}, {})],
  ])('ends as a fault: %s', async (_name, event) => {
    const { ending } = await run(event, () => Promise.reject(new Error('down')))
    expect(ending).toMatchObject({
      message: 'Lambda failure',
      level: 'error',
      result: 'error',
      error: { message: 'No record succeeded', code: 'BATCH_FAILED' },
    })
  })

  it('ends as a fault if the handler makes the batch response itself', async () => {
    const response = { batchItemFailures: [{ itemIdentifier: 'a' }, { itemIdentifier: 'b' }] }
    const { ending, value } = await invoke([tracing()], () => response, events.sqs({}, {}))
    expect(ending).toMatchObject({
      level: 'error',
      result: 'error',
      metadata: { failedRecords: 2 },
    })
    expect(value).toBe(response)
  })
})

describe('a Middy handler for each record', () => {
  it('is a part of its record', async () => {
    const inner = handlerOf([tracing({ action: 'inner' })], () => {
      currentTrace().info('inside')
      return 'done'
    })
    const handler = handlerOf([tracing()], (event, context) =>
      eachRecord(event as SQSEvent, async (record) => {
        await turn()
        await inner(record, context)
      }),
    )
    const { records } = await captureTrace(() => handler(events.sqs(...three), lambdaContext()))
    for (const name of ['one', 'two', 'three']) {
      const own = records.filter(({ traceId }) => traceId === name)
      expect(own.map(({ message, action }) => [message, action])).toEqual([
        ['Record start', 'orders'],
        ['inside', 'inner'],
        ['Record success', 'inner'],
      ])
    }
  })

  it('is a part of its record beside another one', async () => {
    const inner = handlerOf([tracing()], async () => {
      await turn()
      currentTrace().info('inside')
    })
    const handler = handlerOf([tracing()], (event, context) =>
      eachRecord(event as SQSEvent, (record) =>
        Promise.all([inner(record, context), inner(record, context)]),
      ),
    )
    const { records } = await captureTrace(() => handler(events.sqs(...three), lambdaContext()))
    const inside = records.filter(({ message }) => message === 'inside')
    expect(inside.map(({ traceId }) => traceId).sort()).toEqual([
      'one',
      'one',
      'three',
      'three',
      'two',
      'two',
    ])
  })
})

describe('concurrency', () => {
  const atOnce = async (event: object, options = {}) => {
    let now = 0
    let max = 0
    await run(
      event,
      async () => {
        now += 1
        max = Math.max(max, now)
        await turn()
        now -= 1
      },
      options,
    )
    return max
  }
  const twenty = Array.from({ length: 20 }, () => ({}))

  it.each<[string, object, number]>([
    ['10 for a queue', events.sqs(...twenty), 10],
    ['1 for a FIFO queue', events.sqsFifo(...twenty), 1],
    ['1 for Kinesis', events.kinesis(...twenty), 1],
    ['1 for a DynamoDB stream', events.dynamodb(...twenty), 1],
    ['1 for Kafka', events.kafka(...twenty), 1],
  ])('is %s by default', async (_name, event, expected) => {
    expect(await atOnce(event)).toBe(expected)
  })

  it('is that of the option', async () => {
    expect(await atOnce(events.sqs(...twenty), { concurrency: 3 })).toBe(3)
    expect(await atOnce(events.kinesis(...twenty), { concurrency: 2 })).toBe(2)
  })

  it.each<[object, string]>([
    [
      { concurrency: 0 },
      "option 'eachRecord.concurrency' must be a whole number of 1 or more, got 0",
    ],
    [{ parallel: 2 }, "unknown option 'eachRecord.parallel'; known are eachRecord.concurrency"],
  ])('throws a TypeError if it is wrong: %j', async (options, message) => {
    const given = eachRecord(events.sqs(), () => undefined, options)
    await expect(given).rejects.toThrow(new TypeError(`hoptrace: ${message}`))
  })
})

describe('a handler that is not a function', () => {
  it.each([undefined, {}])('throws before any record is handled: %s', async (handle) => {
    const given = eachRecord(events.sqs({}), handle as never)
    await expect(given).rejects.toThrow('hoptrace: eachRecord takes a function')
  })
})

describe('an event of another service', () => {
  it.each<[string, unknown]>([
    ['HTTP', events.httpApi()],
    ['Firehose', events.firehose()],
    ['S3', events.s3()],
    ['a change stream of DocumentDB', events.documentDb()],
    ['a list of anything else', [{}]],
    ['null', null],
    ['a record that is null', { Records: [null] }],
  ])('throws a TypeError: %s', async (_name, event) => {
    const message =
      'hoptrace: eachRecord takes an event of SQS, SNS, Kinesis, DynamoDB streams or Kafka'
    await expect(eachRecord(event, () => undefined)).rejects.toThrow(new TypeError(message))
  })
})

describe('the types of eachRecord', () => {
  it('match the events of @types/aws-lambda', () => {
    const of = <Event>(event: Event) => eachRecord<Event>(event, () => undefined)
    expectTypeOf<Parameters<Parameters<typeof eachRecord<SQSEvent>>[1]>[0]>().toEqualTypeOf<
      SQSEvent['Records'][number]
    >()
    expectTypeOf<Parameters<Parameters<typeof eachRecord<SNSEvent>>[1]>[0]>().toEqualTypeOf<
      SNSEvent['Records'][number]
    >()
    expectTypeOf<Parameters<Parameters<typeof eachRecord<MSKEvent>>[1]>[0]>().toEqualTypeOf<
      MSKEvent['records'][string][number]
    >()
    expectTypeOf(of<SQSEvent>).returns.resolves.toExtend<SQSBatchResponse>()
    expectTypeOf(of<KinesisStreamEvent>).returns.resolves.toExtend<SQSBatchResponse>()
    expectTypeOf(of<DynamoDBStreamEvent>).returns.resolves.toExtend<DynamoDBBatchResponse>()
  })
})
