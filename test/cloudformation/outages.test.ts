import { describe, expect, it } from 'vitest'
import type { Resources } from '../../src/cloudformation/index.ts'
import type { Metrics } from './cloudwatch/alarm.ts'
import { play } from './cloudwatch/play.ts'
import { shop } from './shop.ts'
import {
  drawer,
  every,
  type Minute,
  metricsOf,
  minutes,
  type Place,
  seriesOf,
  seriesOfAws,
} from './traffic.ts'

const DAY = 24 * 60
const PROD = shop()
const ORDERS: Place = { action: 'GET /orders/{id}' }
const WORK: Place = { functionName: 'shop-prod-work' }
const NIGHTLY: Place = { functionName: 'shop-prod-nightly' }

/** The minutes in which an alarm that notifies begins to fire. */
function notified(
  kind: 'page' | 'ticket',
  metrics: Metrics,
  length: number,
  { resources = PROD as Resources, extra = 2, late = 0 } = {},
): number[] {
  return play(resources, metrics, { minutes: length, extra, late })
    .filter((one) => one.notifies && one.name.endsWith(` ${kind}`))
    .map(({ minute }) => minute)
}

const orders = (happened: readonly (Minute | undefined)[]) => metricsOf(seriesOf(happened, ORDERS))
const work = (happened: readonly (Minute | undefined)[]) => metricsOf(seriesOf(happened, WORK))
const job = (happened: readonly (Minute | undefined)[]) => metricsOf(seriesOf(happened, NIGHTLY))
const healthy = (count: number, requests: number) => minutes(count, { requests })
const everyNth = (count: number, nth: number, minute: Minute, otherwise?: Minute) =>
  every(count, (at) => (at % nth === 0 ? minute : otherwise))

describe('an outage pages', () => {
  it.each<[string, Metrics, number[], number]>([
    [
      'an import error, 1,000 a minute',
      orders(minutes(60, { requests: 1000, silent: 1000 })),
      [0],
      60,
    ],
    [
      'an import error after an hour',
      orders([...healthy(60, 1000), ...minutes(60, { requests: 1000, silent: 1000 })]),
      [61],
      120,
    ],
    ['an import error, 1 a minute', orders(minutes(60, { requests: 1, silent: 1 })), [1], 60],
    [
      'memory that runs out, 20 of 100',
      orders(minutes(60, { requests: 100, silent: 20 })),
      [1],
      60,
    ],
    ['2 a minute, all 500', orders(minutes(DAY, { requests: 2, faults: 2 })), [0], DAY],
    [
      '2 a minute, all 500, after a day',
      orders([...healthy(DAY, 2), ...minutes(60, { requests: 2, faults: 2 })]),
      [DAY + 3],
      DAY + 60,
    ],
    [
      'a cron job every 5 minutes that throws',
      job(everyNth(60, 5, { requests: 1, errors: 1, faults: 1 })),
      [0],
      60,
    ],
    [
      '500 of 500 within 2 minutes, hourly',
      orders(every(DAY, (at) => (at % 60 < 2 ? { requests: 250, faults: 250 } : undefined))),
      every(24, () => undefined).map((_, hour) => hour * 60),
      DAY,
    ],
    [
      '500 of 500 within 1 minute, hourly',
      orders(everyNth(DAY, 60, { requests: 500, faults: 500 })),
      every(24, () => undefined).map((_, hour) => hour * 60),
      DAY,
    ],
    ['540 of 600 records', work(minutes(60, { requests: 60, records: 600, failed: 540 })), [1], 60],
    [
      'a timeout every third minute, 2 a minute',
      orders(everyNth(60, 3, { requests: 2, faults: 1, errors: 1, timeouts: 1 }, { requests: 2 })),
      [6],
      60,
    ],
    [
      'a timeout every third minute, 1,000 a minute',
      orders(
        everyNth(60, 3, { requests: 1000, faults: 1, errors: 1, timeouts: 1 }, { requests: 1000 }),
      ),
      [6],
      60,
    ],
    [
      '1,000 throttles every third minute',
      orders(everyNth(60, 3, { requests: 1000, throttles: 1000 }, { requests: 1000 })),
      [0],
      60,
    ],
    ['only throttles', orders(minutes(30, { throttles: 50 })), [0], 30],
    [
      'an hour at a p99 of 3.2 s, then everything fails',
      orders([
        ...minutes(60, { requests: 1000, p99: 3200 }),
        ...minutes(30, { requests: 1000, p99: 3200, faults: 1000 }),
      ]),
      [61],
      90,
    ],
    ['3 faults of 6 a minute', orders(minutes(30, { requests: 6, faults: 3 })), [0], 30],
    ['6 % of 1,000 a minute', orders(minutes(30, { requests: 1000, faults: 60 })), [1], 30],
    [
      '100 that fail beside 10,000 404s',
      orders(minutes(30, { requests: 10_100, clientErrors: 10_000, faults: 100 })),
      [0],
      30,
    ],
    [
      '9 % of a route behind an authorizer',
      metricsOf(seriesOf(minutes(30, { requests: 1000, faults: 90 }), ORDERS)),
      [1],
      30,
    ],
    [
      'a frontend that fails',
      metricsOf(
        seriesOf(minutes(30, { requests: 100, faults: 20 }), {
          service: 'web',
          functionName: 'no function',
        }),
      ),
      [1],
      30,
    ],
  ])('%s', (_what, metrics, expected, length) => {
    expect(notified('page', metrics, length)).toEqual(expected)
    expect(notified('page', metrics, length, { extra: 0 })).toEqual(expected)
    const late = expected.map((minute) => minute + 2)
    expect(notified('page', metrics, length + 2, { late: 2 })).toEqual(late)
  })

  it('a nightly job, once a night, even if both retries fail', () => {
    const nights = 30
    const night = (retries: readonly number[]) =>
      job(
        every(nights * DAY, (at) =>
          retries.includes(at % DAY) ? { requests: 1, errors: 1, faults: 1 } : undefined,
        ),
      )
    const expected = every(nights, () => undefined).map((_, index) => index * DAY + 120)
    for (const retries of [[120], [120, 121, 124]]) {
      const pages = notified('page', night(retries), nights * DAY, { extra: 0 })
      expect(pages).toEqual(expected)
    }
  })

  it.each<[string, string, Readonly<Record<string, unknown>>, number]>([
    ['AWS/ApiGateway', '5xx', { ApiId: { Ref: 'Api' }, Stage: '$default' }, 1],
    ['AWS/ApiGateway', '5XXError', { ApiName: 'prod-shop', Stage: 'prod' }, 1],
    ['AWS/States', 'ExecutionsFailed', { StateMachineArn: { Ref: 'Machine' } }, 0],
    ['AWS/States', 'ExecutionsTimedOut', { StateMachineArn: { Ref: 'Machine' } }, 0],
    ['AWS/Events', 'FailedInvocations', { RuleName: { Ref: 'Rule' } }, 0],
    [
      'AWS/Events',
      'FailedInvocations',
      {
        RuleName: {
          'Fn::Select': [1, { 'Fn::Split': ['|', { 'Fn::Sub': `\${OtherRule}|\${OtherRule}` }] }],
        },
      },
      0,
    ],
  ])('failures that %s counts as %s of %o', (namespace, name, dimensions, at) => {
    const failing = seriesOfAws(namespace, name, dimensions, Array(30).fill(10))
    const count = seriesOfAws(namespace, 'Count', dimensions, Array(30).fill(100))
    expect(notified('page', metricsOf([failing, count]), 30)).toEqual([at])
  })

  it('an authorizer that fails, though it does not count in its service', () => {
    const own = seriesOf(minutes(30, { requests: 100, faults: 50 }), {
      functionName: 'shop-prod-auth',
      action: 'shop-prod-auth',
    })
    const ofAction = own.filter(([key]) => key.includes('action='))
    expect(notified('page', metricsOf(ofAction), 30)).toEqual([0])
  })
})

describe('a ticket is written for', () => {
  it.each<[string, Metrics, number]>([
    ['a p99 of 3.2 s', orders(minutes(60, { requests: 1000, p99: 3200 })), 2],
    [
      'an age of 900 s',
      metricsOf([
        seriesOfAws(
          'AWS/SQS',
          'ApproximateAgeOfOldestMessage',
          { QueueName: { 'Fn::GetAtt': ['Jobs', 'QueueName'] } },
          Array(60).fill(900),
        ),
      ]),
      4,
    ],
    [
      'a stream that is 10 minutes behind',
      metricsOf([
        seriesOfAws(
          'AWS/Lambda',
          'IteratorAge',
          { FunctionName: 'shop-prod-follow' },
          Array(60).fill(600_000),
        ),
      ]),
      4,
    ],
    [
      'one dead letter',
      metricsOf([
        seriesOfAws(
          'AWS/SQS',
          'ApproximateNumberOfMessagesVisible',
          { QueueName: { 'Fn::GetAtt': ['Dead', 'QueueName'] } },
          every(60, () => undefined).map((_, at) => Number(at >= 10)),
        ),
      ]),
      10,
    ],
    [
      'throttled writes of a table',
      metricsOf([
        seriesOfAws('AWS/DynamoDB', 'WriteThrottleEvents', { TableName: { Ref: 'Table' } }, [
          5,
          5,
          5,
          undefined,
        ]),
      ]),
      2,
    ],
    [
      'an hour in which most requests are 404s',
      orders(minutes(60, { requests: 100, clientErrors: 90 })),
      15,
    ],
  ])('%s, and nobody is woken', (_what, metrics, expected) => {
    expect(notified('ticket', metrics, 60)).toEqual([expected])
    expect(notified('page', metrics, 60)).toEqual([])
  })
})

describe('nobody hears of', () => {
  const draw = drawer(7)
  const noise = (count: number, requests: number, part: 'faults' | 'errors') =>
    every(count, () => ({ requests, [part]: draw(requests / 1000) }))

  it.each<[string, Metrics, number]>([
    ['0.1 % faults of 1,000 a minute in 7 days', orders(noise(7 * DAY, 1000, 'faults')), 7 * DAY],
    ['0.1 % throws of 1,000 a minute in 7 days', orders(noise(7 * DAY, 1000, 'errors')), 7 * DAY],
    ['0.1 % faults of 20 a minute in 30 days', orders(noise(30 * DAY, 20, 'faults')), 30 * DAY],
    ['0.1 % faults of 2 a minute in 30 days', orders(noise(30 * DAY, 2, 'faults')), 30 * DAY],
    [
      'a night without requests',
      orders([...healthy(60, 100), ...minutes(480, undefined), ...healthy(60, 100)]),
      600,
    ],
    ['one good request an hour', orders(everyNth(DAY, 60, { requests: 1 })), DAY],
    [
      'a deploy with 8 % faults in a minute',
      orders([
        ...healthy(30, 1000),
        { requests: 1000, faults: 80, errors: 80 },
        ...healthy(30, 1000),
      ]),
      61,
    ],
    [
      'a deploy without data for 3 minutes',
      orders([...healthy(30, 1000), ...minutes(3, undefined), ...healthy(30, 1000)]),
      63,
    ],
    [
      "one client's 3,000 404s a minute for 10 minutes",
      orders([
        ...healthy(30, 1000),
        ...minutes(10, { requests: 4000, clientErrors: 3000 }),
        ...healthy(60, 1000),
      ]),
      100,
    ],
    [
      'one fault a day',
      orders(everyNth(3 * DAY, DAY, { requests: 1, faults: 1 }, { requests: 1 })),
      3 * DAY,
    ],
    [
      'one throw a day',
      orders(everyNth(3 * DAY, DAY, { requests: 1, errors: 1 }, { requests: 1 })),
      3 * DAY,
    ],
    [
      'one timeout a day',
      orders(
        everyNth(
          3 * DAY,
          DAY,
          { requests: 100, timeouts: 1, faults: 1, errors: 1 },
          { requests: 100 },
        ),
      ),
      3 * DAY,
    ],
    ['5 throttles', orders([{ requests: 10, throttles: 5 }, ...healthy(60, 10)]), 61],
    ['1 of 1,000 records', work(minutes(DAY, { requests: 100, records: 1000, failed: 1 })), DAY],
    ['a p99 of 5 s at 3 requests a minute', orders(minutes(DAY, { requests: 3, p99: 5000 })), DAY],
    ['a slow consumer', work(minutes(60, { requests: 1000, p99: 60_000 })), 60],
    ['a nightly job that succeeds', job(everyNth(3 * DAY, DAY, { requests: 1 })), 3 * DAY],
    ['4.9 % faults all day', orders(minutes(DAY, { requests: 1000, faults: 49 })), DAY],
    [
      'strangers that an authorizer refuses by an error',
      metricsOf(
        seriesOf(minutes(60, { requests: 1000, errors: 900, clientErrors: 900 }), {
          functionName: 'shop-prod-auth',
          service: 'none',
        }),
      ),
      60,
    ],
    [
      'one failed execution of 60',
      metricsOf([
        seriesOfAws('AWS/States', 'ExecutionsFailed', { StateMachineArn: { Ref: 'Machine' } }, [1]),
        seriesOfAws(
          'AWS/States',
          'ExecutionsSucceeded',
          { StateMachineArn: { Ref: 'Machine' } },
          Array(60).fill(4),
        ),
      ]),
      60,
    ],
    [
      'a queue that nobody of the service reads',
      metricsOf([
        seriesOfAws(
          'AWS/SQS',
          'ApproximateAgeOfOldestMessage',
          { QueueName: { 'Fn::GetAtt': ['Alone', 'QueueName'] } },
          Array(60).fill(9000),
        ),
      ]),
      60,
    ],
  ])(
    '%s',
    (_what, metrics, length) => {
      for (const extra of [0, 2]) {
        const begun = play(PROD, metrics, { minutes: length, extra })
        expect(begun).toEqual([])
      }
    },
    60_000,
  )
})

describe('a stage', () => {
  const failing = minutes(30, { requests: 100, faults: 50 })
  const ofDev = metricsOf(seriesOf(failing, { stage: 'dev', functionName: 'shop-dev-orders' }))
  const dev = shop({ stage: 'dev' })

  it('that fails fires its own alarms, and none of another stage', () => {
    expect(play(PROD, ofDev, { minutes: 30 })).toEqual([])
    expect(play(dev, ofDev, { minutes: 30 }).map(({ name }) => name)).toContain('shop-dev page')
  })

  it('that is not in notify.stages notifies nobody', () => {
    const begun = play(dev, ofDev, { minutes: 30 })
    expect(begun.filter(({ notifies }) => notifies)).toEqual([])
    const own = shop({ stage: 'dev', notify: { stages: ['dev'] } })
    expect(notified('page', ofDev, 30, { resources: own })).toEqual([0])
  })
})

describe('with an SLO of 99.9 %', () => {
  const resources = shop({ slo: { availability: 99.9 } })
  const failingLater = (faults: number, length: number) =>
    orders([...healthy(DAY, 1000), ...minutes(length, { requests: 1000, faults })])

  it.each<[string, number, number]>([
    ['everything fails', 1000, 0],
    ['10 % fail', 100, 8],
    ['2 % fail', 20, 43],
    ['1 % fails', 10, 216],
  ])('%s: it pages in time', (_what, faults, at) => {
    expect(notified('page', failingLater(faults, 400), DAY + 400, { resources })).toEqual([
      DAY + at,
    ])
  })

  it('0.5 % may fail, and one of the requests of an hour', () => {
    expect(notified('page', failingLater(5, 2000), DAY + 2000, { resources })).toEqual([])
    const sparse = orders(everyNth(DAY, 60, { requests: 1, faults: 1 }))
    expect(notified('page', sparse, 9 * 60, { resources })).toEqual([])
  })

  it('five minutes in which everything fails end after half an hour', () => {
    const metrics = orders([
      ...healthy(DAY, 1000),
      ...minutes(5, { requests: 1000, faults: 1000 }),
      ...healthy(60, 1000),
    ])
    const during = play(resources, metrics, { minutes: DAY + 65 })
    expect(during.filter(({ notifies }) => notifies)).toHaveLength(1)
  })
})

describe('what happens during an incident', () => {
  it('is no second page, and a ticket is no obstacle', () => {
    const metrics = orders([
      ...minutes(60, { requests: 1000, p99: 3200 }),
      ...minutes(60, { requests: 1000, p99: 3200, faults: 1000, timeouts: 5, throttles: 900 }),
    ])
    const begun = play(PROD, metrics, { minutes: 120 }).filter(({ notifies }) => notifies)
    expect(begun.map(({ name, minute }) => [name, minute])).toEqual([
      ['shop-prod ticket', 2],
      ['shop-prod page', 60],
    ])
  })
})
