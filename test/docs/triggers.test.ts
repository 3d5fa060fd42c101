import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { eachRecord, tracing } from '../../src/middy/index.ts'
import { captureTrace, events, lambdaContext } from '../../src/testing/index.ts'
import { captureRecords } from '../capture.ts'
import { handlerOf, invoke } from '../middy/invocation.ts'
import { pipedKafka, pipedKinesis } from '../middy/piped.ts'
import { blocksOf, loadSample, rowsOf, sectionOf } from './page.ts'

const PAGE = 'docs/triggers.md'
const TESTS = readFileSync('test/middy/triggers.test.ts', 'utf8')

type Parser = (event: unknown) => object | undefined
type Factory = keyof typeof events

/** Makes one event each with headers, `_trace` or attributes; an event without records takes one. */
const make = (factory: string, ...sent: object[]): unknown =>
  (events[factory as Factory] as (...sent: object[]) => unknown)(...sent)

const ID = 'req_01a20346-79d3-70ee-a555-c76cc1296de5'
const SENT = {
  headers: { traceparent: `00-${ID.slice(4).replaceAll('-', '')}-${'c'.repeat(16)}-01` },
}

/** The words in backticks in a cell. */
const namesIn = (cell = ''): string[] =>
  [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name)

const rows = rowsOf(sectionOf(PAGE, 'Triggers')).map(
  ([trigger = '', comesIn, metadata, factories]) => ({
    trigger,
    carries: !comesIn?.startsWith('nothing'),
    metadata: namesIn(metadata),
    factories: namesIn(factories),
  }),
)
const factories = rows.flatMap((row) => row.factories.map((factory) => ({ ...row, factory })))

/** The parsers of events, in the order in which they are asked; the last one takes any event. */
async function parsers(): Promise<(readonly [name: string, parse: Parser])[]> {
  const index = readFileSync('src/middy/triggers/index.ts', 'utf8')
  const imports = [...index.matchAll(/^import \{ ([^}]+) \} from '\.\/([\w-]+)\.ts'$/gm)]
  const found = await Promise.all(
    imports.map(async ([, names = '', file]) => {
      const module = await import(`../../src/middy/triggers/${file}.ts`)
      return names.split(', ').map((name) => [name, module[name] as Parser] as const)
    }),
  )
  const [, list = ''] = /\] = \[\n([^\]]+)\n\]/.exec(index) ?? []
  const order = [...list.matchAll(/^ {2}(\w+)/gm)].map(([, name = '']) => name)
  const rank = (name: string): number => order.indexOf(name) + 1 || Number.POSITIVE_INFINITY
  return found.flat().toSorted(([one], [other]) => rank(one) - rank(other))
}

/** The services whose records are read. */
function servicesOfRecords(): string[] {
  const services = readFileSync('src/middy/triggers/services.ts', 'utf8')
  const [, table = ''] = /> = \{\n([^}]+)\n\}/.exec(services) ?? []
  return [...table.matchAll(/^ {2}(\w+)/gm)].map(([, name = '']) => name)
}

/** The service that an event of records names. */
function serviceIn(event: unknown): string {
  const [, name = 'firehose'] = /"eventSource":"aws:(\w+)"/i.exec(JSON.stringify(event)) ?? []
  return name
}

/** The factories of the events of each parser, and of each service of records. */
async function factoriesByParser(): Promise<Map<string, string[]>> {
  const all = await parsers()
  const names = all.map(([name]) => name).filter((name) => name !== 'records')
  const byParser = new Map([...names, ...servicesOfRecords()].map((name) => [name, [] as string[]]))
  for (const factory of Object.keys(events)) {
    const event = make(factory)
    const [name = ''] = all.find(([, parse]) => parse(event) !== undefined) ?? []
    const family = name === 'records' ? serviceIn(event) : name
    byParser.get(family)?.push(factory)
  }
  // The same events under another name.
  for (const [alias, name] of [
    ['SelfManagedKafka', 'kafka'],
    ['amq', 'mq'],
  ] as const)
    byParser.set(alias, byParser.get(name) ?? [])
  return byParser
}

describe('the page of triggers', () => {
  it('finds the parser of each family of events', async () => {
    const names = (await parsers()).map(([name]) => name)
    expect(names).toEqual(expect.arrayContaining(['records', 'authorizer', 'alexa']))
    expect(servicesOfRecords()).toEqual(expect.arrayContaining(['sqs', 'SelfManagedKafka', 'mq']))
    expect([names[0], names.at(-1)]).toEqual(['authorizer', 'direct'])
  })

  it('names an event of every trigger, which has a test', async () => {
    const described = factories.map(({ factory }) => factory)
    const byParser = await factoriesByParser()
    for (const [parser, made] of byParser) {
      const known = made.filter((factory) => described.includes(factory))
      const tested = made.filter((factory) => TESTS.includes(`events.${factory}(`))
      expect([parser, known.length > 0, tested.length > 0]).toEqual([parser, true, true])
    }
  })

  it('names every event of hoptrace/testing once', () => {
    const named = factories.map(({ factory }) => factory)
    expect(named.toSorted()).toEqual(Object.keys(events).toSorted())
  })

  // A notification of SNS is the body of a message.
  const invoked = factories.filter(({ factory }) => factory !== 'snsNotification')

  it.each(invoked)('says whether $factory carries a trace', async ({ factory, carries }) => {
    const { start } = await invoke(
      [tracing()],
      () => undefined,
      make(factory, SENT),
      lambdaContext(),
    )
    expect(start.traceId === ID).toBe(carries)
  })

  it.each(invoked)(
    'lists the metadata that is written for $factory',
    async ({ factory, metadata }) => {
      const { start } = await invoke([tracing()], () => undefined, make(factory), lambdaContext())
      const { batchSize: _b, waited: _w, initTime: _i, ...members } = start.metadata ?? {}
      expect(Object.keys(members)).toEqual(metadata)
    },
  )

  it('lists the metadata that is written for an authorizer of AppSync', async () => {
    const event = { authorizationToken: 'token', requestHeaders: SENT.headers }
    const { start } = await invoke([tracing()], () => undefined, event)
    expect(rows.find(({ trigger }) => trigger === 'authorizer of AppSync')).toMatchObject({
      carries: start.traceId === ID,
      metadata: [],
    })
  })

  it('says which status an authorizer’s error has', async () => {
    const statusOf = async (message: string) => {
      const { records } = await captureTrace(() =>
        handlerOf([tracing()], () => {
          throw new Error(message)
        })(events.requestAuthorizer(), lambdaContext()),
      )
      return records.at(-1)?.metadata?.statusCode
    }
    expect([await statusOf('Unauthorized'), await statusOf('other')]).toEqual([401, 500])
    expect(sectionOf(PAGE, 'Triggers')).toContain(
      'throws `Unauthorized` ends with status 401, any other error with 500',
    )
  })
})

describe('the table of times', () => {
  const EVENTS: Readonly<Record<string, unknown>> = {
    SQS: events.sqs(),
    SNS: events.sns(),
    S3: events.s3(),
    Kafka: events.kafka(),
    ActiveMQ: events.activeMq(),
    Kinesis: events.kinesis(),
    Firehose: events.firehose(),
    EventBridge: events.eventBridge(),
    schedule: events.schedule(),
    'DynamoDB stream': events.dynamodb(),
    DocumentDB: events.documentDb(),
  }
  const section = sectionOf(PAGE, 'Time in the queue')
  const named = rowsOf(section).flatMap(([names = '']) => names.split(', '))

  it('names the triggers whose start says how long they waited', () => {
    expect(named.toSorted()).toEqual(Object.keys(EVENTS).toSorted())
  })

  it.each(named)('is right about %s', async (name) => {
    const { start } = await invoke([tracing()], () => undefined, EVENTS[name], lambdaContext())
    expect(start.metadata?.waited).toBeGreaterThanOrEqual(0)
  })
})

describe('the sample of a batch', () => {
  it('writes a trace for each record, and returns the id of the failed record', async () => {
    const { handler } = await loadSample(PAGE, 'eachRecord')
    const event = events.sqs({ body: { orderId: '7' } }, { body: 'no JSON' })
    const { value, records } = await captureRecords(() => handler(event, lambdaContext()))
    expect(value).toEqual({ batchItemFailures: [{ itemIdentifier: event.Records[1]?.messageId }] })
    const endings = records.filter(({ phase }) => phase === 'complete')
    expect(endings.map(({ jobId, result }) => [jobId, result])).toEqual([
      ['7', 'success'],
      [undefined, 'error'],
      [undefined, 'partial'],
    ])
    expect(blocksOf(PAGE, 'ts')).toHaveLength(1)
  })

  it.each([
    [22, 1],
    [11, 0],
  ])('writes %i records of ten at the rate %i', async (count, rate) => {
    const event = events.sqs(...Array.from({ length: 10 }, () => ({})))
    const handle = () => eachRecord(event, () => undefined)
    const options = { acceptInbound: false, sampling: { rate } }
    const { records } = await captureTrace(() =>
      handlerOf([tracing(options)], handle)(event, lambdaContext()),
    )
    expect(records).toHaveLength(count)
    expect(sectionOf(PAGE, 'eachRecord')).toMatch(new RegExp(`writes ${count}\\b`))
  })
})

describe('the table of what eachRecord returns', () => {
  const byPartition = () => {
    const event = events.kafka({}, {}, {}) as unknown as {
      records: Record<string, { partition: number; offset: number }[]>
    }
    const [first, second, third] = event.records['orders-0'] ?? []
    if (!first || !second || !third) throw new Error('Kafka has three records')
    event.records = { 'orders-0': [first, second], 'orders-1': [{ ...third, partition: 1 }] }
    return event
  }
  const three = [{}, {}, {}]
  const PIPED: typeof EVENTS = {
    SQS: () => events.pipe(...three),
    'SQS FIFO': () => events.sqsFifo(...three).Records,
    Kinesis: () => pipedKinesis(...three),
    'DynamoDB stream': () => events.dynamodb(...three).Records,
    Kafka: () => pipedKafka(...three),
  }
  const EVENTS: Readonly<Record<string, () => object>> = {
    SQS: () => events.sqs(...three),
    'SQS FIFO': () => events.sqsFifo(...three),
    Kinesis: () => events.kinesis(...three),
    'DynamoDB stream': () => events.dynamodb(...three),
    Kafka: byPartition,
    SNS: () => events.sns(...three),
  }
  const tableOf = (heading: string, made: typeof EVENTS) =>
    rowsOf(sectionOf(PAGE, heading)).flatMap(([names = '', order, returned]) =>
      names.split(', ').map((name) => ({ heading, name, order, returned, make: made[name] })),
    )
  const lambda = tableOf('eachRecord', EVENTS)
  const pipe = tableOf('eachRecord in a pipe', PIPED)
  const table = [...lambda, ...pipe]

  /** How many records `eachRecord` returns of three of which the second and the third fail. */
  async function returnedOf(event: object): Promise<number | string> {
    let handled = 0
    const handle = () => {
      handled += 1
      if (handled > 1) throw new Error('no')
    }
    const run = () => eachRecord(event, handle)
    const { value } = await captureTrace(() => handlerOf([tracing()], run)(event, lambdaContext()))
    const failures = (value as { batchItemFailures: unknown[] } | undefined)?.batchItemFailures
    return failures?.length ?? 'throws'
  }

  const RETURNED: Readonly<Record<string, number | string>> = {
    'the failed records': 2,
    'the first failed record and all after it': 2,
    'the first failed record': 1,
    'the first failed record and all after it, by their `eventID`': 2,
    'nothing: the error is thrown, and the pipe retries the whole batch': 'throws',
    'the first failed record of each partition': 2,
    'nothing: the error is thrown, and Lambda retries the invocation': 'throws',
  }

  it('has a row for each service whose records eachRecord takes', () => {
    expect(lambda.map(({ name }) => name).toSorted()).toEqual(Object.keys(EVENTS).toSorted())
    expect(pipe.map(({ name }) => name).toSorted()).toEqual(Object.keys(PIPED).toSorted())
  })

  it.each(table)('says what is returned for $name: $heading', async ({ make, returned = '' }) => {
    const event = make?.() ?? {}
    expect(await returnedOf(event)).toBe(RETURNED[returned])
  })

  it.each(table)('says in which order $name is handled: $heading', async ({ make, order }) => {
    let running = 0
    let max = 0
    const handle = async () => {
      running += 1
      max = Math.max(max, running)
      await Promise.resolve()
      running -= 1
    }
    const event = make?.() ?? {}
    await captureTrace(() =>
      handlerOf([tracing()], () => eachRecord(event, handle))(event, lambdaContext()),
    )
    expect(max).toBe(order === 'none' ? 3 : 1)
  })
})
