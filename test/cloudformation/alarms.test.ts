import { describe, expect, it } from 'vitest'
import type { Resources, ServiceDescription } from '../../src/cloudformation/index.ts'
import { resourcesBeside, serviceResources } from '../../src/cloudformation/index.ts'
import type { AlarmProperties } from './cloudwatch/alarm.ts'
import { parseRule } from './cloudwatch/composite-rule.ts'
import { play } from './cloudwatch/play.ts'
import { BESIDE, SHOP, shop } from './shop.ts'
import { metricsOf, minutes, seriesOf } from './traffic.ts'

/** The kinds of alarms. The last ones are of resources beside the functions. */
const KINDS = [
  'faults',
  'outage',
  'timeouts',
  'failed-records',
  'p99',
  'client-errors',
  'function-errors',
  'function-outage',
  'failed-jobs',
  'throttles',
  'api-errors',
  'failed-executions',
  'failed-events',
  'dead-letters',
  'queue-age',
  'iterator-age',
  'table-throttles',
]

function alarmsIn(resources: Resources): AlarmProperties[] {
  return Object.values(resources)
    .filter(({ Type }) => Type === 'AWS::CloudWatch::Alarm')
    .map(({ Properties }) => Properties as unknown as AlarmProperties)
}

const ofKind = (kind: string, resources: Resources): AlarmProperties[] =>
  alarmsIn(resources).filter(({ AlarmName }) => AlarmName.startsWith(`shop-prod ${kind}`))

const metricsIn = ({ Metrics }: AlarmProperties) =>
  Metrics.flatMap(({ MetricStat }) => MetricStat?.Metric ?? [])

/** A service with many functions, each with its own route. */
function many(count: number, settings: object = {}): ServiceDescription {
  const names = Array.from({ length: count }, (_, index) => `f${index}`)
  const functions = names.map((name) => [name, { name, actions: [`GET /${name}`], ...settings }])
  return { ...SHOP, functions: Object.fromEntries(functions), frontend: { logGroup: '/web' } }
}

describe('the alarms of a service', () => {
  it('find what is beside by each form of a reference, and bear resources without properties', () => {
    const { work, follow } = SHOP.functions
    const template: Resources = JSON.parse(
      JSON.stringify({
        Custom: { Type: 'Custom::Thing' },
        Fn: { Type: 'AWS::Lambda::Function', Properties: { FunctionName: 'shop-prod-work' } },
        Alias: { Type: 'AWS::Lambda::Alias', Properties: { FunctionName: { Ref: 'Fn' } } },
        Follow: { Type: 'AWS::Lambda::Function', Properties: { FunctionName: 'shop-prod-follow' } },
        Jobs: {
          Type: 'AWS::SQS::Queue',
          Properties: { RedrivePolicy: { deadLetterTargetArn: { 'Fn::Sub': `\${Dead.Arn}` } } },
        },
        Dead: { Type: 'AWS::SQS::Queue' },
        ToAlias: {
          Type: 'AWS::Lambda::EventSourceMapping',
          Properties: {
            EventSourceArn: { 'Fn::Sub': `\${Jobs.Arn}` },
            FunctionName: { Ref: 'Alias' },
          },
        },
        ToJoined: {
          Type: 'AWS::Lambda::EventSourceMapping',
          Properties: {
            EventSourceArn: 'arn:aws:kinesis:us-east-1:123456789012:stream/orders',
            StartingPosition: 'LATEST',
            FunctionName: { 'Fn::Join': [':', [{ 'Fn::GetAtt': ['Follow', 'Arn'] }, 'live']] },
          },
        },
        ToCustom: {
          Type: 'AWS::Lambda::EventSourceMapping',
          Properties: { EventSourceArn: { Ref: 'Custom' }, FunctionName: { Ref: 'Custom' } },
        },
      }),
    )
    const functions = { work: { ...work, queueAgeSeconds: 7 }, follow: { ...follow } }
    const { resources } = resourcesBeside(template, { service: 'shop', stage: 'prod', functions })
    expect(ofKind('queue-age', resources)).toMatchObject([{ Threshold: 7 }])
    expect(ofKind('dead-letters', resources)[0]?.AlarmDescription).toMatch(/Watched: Dead$/)
    expect(ofKind('iterator-age', resources)[0]?.AlarmDescription).toMatch(/Watched: follow$/)
  })

  it('watch a queue of another stack, if its ARN contains the name', () => {
    const mapping = (EventSourceArn: unknown) => ({
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: { EventSourceArn, FunctionName: 'shop-prod-work' },
    })
    const queuesOf = (arn: unknown) => {
      const { resources } = resourcesBeside({ ToWork: mapping(arn) }, SHOP)
      return ofKind('queue-age', resources)
        .flatMap(metricsIn)
        .map(({ Dimensions }) => Dimensions)
    }
    const account = `\${AWS::Region}:\${AWS::AccountId}`
    for (const arn of [
      'arn:aws:sqs:eu-west-1:123456789012:jobs.fifo',
      { 'Fn::Sub': `arn:\${AWS::Partition}:sqs:${account}:jobs.fifo` },
    ])
      expect(queuesOf(arn)).toEqual([[{ Name: 'QueueName', Value: 'jobs.fifo' }]])
    for (const arn of [
      { 'Fn::Sub': `arn:aws:sqs:${account}:\${Stage}-jobs` },
      { 'Fn::ImportValue': 'jobs' },
      'arn:aws:kinesis:eu-west-1:123456789012:stream/orders',
    ])
      expect(queuesOf(arn)).toEqual([])
  })

  it('watch each stage of an API once', () => {
    const stage = {
      Type: 'AWS::ApiGateway::Stage',
      Properties: BESIDE.RestDeployment?.Properties ?? {},
    }
    const { resources } = resourcesBeside({ ...BESIDE, RestStage: stage }, SHOP)
    expect(ofKind('api-errors', resources)).toEqual(ofKind('api-errors', shop()))
  })

  it('over an SLO are there for each service, however alike the names are', () => {
    const functions = { a: { service: 'web-shop' }, b: { service: 'web shop' } }
    const resources = serviceResources({ service: 's', functions, slo: { availability: 99.9 } })
    const names = Object.values(resources).flatMap(({ Properties }) => Properties.AlarmName ?? [])
    expect(names.filter((name) => String(name).startsWith('s-dev burn-rate'))).toHaveLength(10)
  })

  it('are of all kinds, and each kind can be switched off', () => {
    const kinds = (resources: Resources) =>
      alarmsIn(resources).map(({ AlarmName }) => AlarmName.split(' ')[1])
    expect(kinds(shop()).toSorted()).toEqual(KINDS.toSorted())
    for (const kind of KINDS) {
      const others = KINDS.filter((one) => one !== kind)
      expect(kinds(shop({ alarms: { off: [kind] } })).toSorted()).toEqual(others.toSorted())
    }
  })

  it('watch as much as one alarm may, and never more', () => {
    const { resources } = resourcesBeside({}, { ...many(60), notify: {} })
    const alarms = alarmsIn(resources)
    for (const alarm of alarms) {
      expect(metricsIn(alarm).length).toBeLessThanOrEqual(10)
      expect(alarm.AlarmName.length).toBeLessThanOrEqual(255)
      expect(alarm.AlarmDescription.length).toBeLessThanOrEqual(1024)
      const expressions = alarm.Metrics.map(({ Expression = '' }) => Expression.length)
      expect(Math.max(...expressions)).toBeLessThanOrEqual(2048)
    }
    expect(ofKind('throttles', resources)).toHaveLength(12)
    const watched = ofKind('throttles', resources).flatMap(metricsIn)
    expect(new Set(watched.map((one) => JSON.stringify(one))).size).toBe(120)
    expect(new Set(alarms.map(({ AlarmName }) => AlarmName)).size).toBe(alarms.length)
  })

  it('have names that fit, however long the service’s is', () => {
    const service = 's'.repeat(64)
    const stage = 't'.repeat(64)
    const names = alarmsIn(serviceResources({ ...many(40), service, stage })).map(
      ({ AlarmName }) => AlarmName,
    )
    expect(Math.max(...names.map(({ length }) => length))).toBeLessThanOrEqual(255)
    expect(new Set(names).size).toBe(names.length)
  })

  it('never fire for missing data', () => {
    for (const { TreatMissingData } of alarmsIn(shop()))
      expect(TreatMissingData).toBe('notBreaching')
  })

  it('have the thresholds of the options', () => {
    const alarms = {
      faultRate: 50,
      leastFaults: 1,
      leastTimeouts: 9,
      leastThrottles: 99,
      p99Ms: 7,
      leastRequests: 1,
      clientErrorRate: 77,
      queueAgeSeconds: 60,
      iteratorAgeSeconds: 30,
    }
    const resources = shop({ alarms })
    const thresholds = Object.fromEntries(
      KINDS.map((kind) => [kind, ofKind(kind, resources)[0]?.Threshold]),
    )
    expect(thresholds).toMatchObject({
      faults: 50,
      timeouts: 8,
      p99: 7,
      'client-errors': 77,
      'function-errors': 50,
      'queue-age': 60,
      'iterator-age': 30_000,
    })
    expect(JSON.stringify(ofKind('throttles', resources))).toContain('>= 99')
    const failing = metricsOf(seriesOf(minutes(9, { requests: 1, faults: 1 })))
    const begun = play(resources, failing, { minutes: 9 })
    expect(begun.find(({ name }) => name === 'shop-prod faults')?.minute).toBe(1)
  })

  it('have thresholds of single functions, in alarms of their own', () => {
    const { functions } = SHOP
    const resources = shop({
      functions: {
        ...functions,
        orders: { ...functions.orders, actions: ['GET /a', 'GET /b'] },
        pay: { actions: ['pay'], p99Ms: 20_000 },
        work: { triggers: ['queue'], queueAgeSeconds: 10 },
        follow: { triggers: ['stream'], iteratorAgeSeconds: 20 },
      },
    })
    expect(ofKind('p99', resources).map(({ Threshold }) => Threshold)).toEqual([3000, 20_000])
    expect(ofKind('queue-age', resources).map(({ Threshold }) => Threshold)).toEqual([10])
    expect(ofKind('iterator-age', resources).map(({ Threshold }) => Threshold)).toEqual([20_000])
  })

  it('have rates and least counts of single functions', () => {
    const { functions } = SHOP
    const resources = shop({
      functions: {
        ...functions,
        orders: { ...functions.orders, leastRequests: 77 },
        pay: { triggers: ['http'], faultRate: 60, leastFaults: 8, leastThrottles: 99 },
      },
    })
    const watching = (kind: string, label: string) =>
      ofKind(kind, resources).find(({ AlarmDescription }) => AlarmDescription.includes(label))
    expect(watching('function-errors', 'Watched: pay')?.Threshold).toBe(60)
    expect(JSON.stringify(watching('function-errors', 'pay'))).toContain('errors >= 8')
    expect(watching('function-outage', 'Watched: pay')?.Threshold).toBe(60)
    expect(watching('function-errors', 'orders')?.Threshold).toBe(5)
    expect(watching('function-outage', 'orders')?.Threshold).toBe(25)
    expect(JSON.stringify(watching('throttles', 'pay'))).toMatch(/throttles\d? >= 99/)
    expect(JSON.stringify(ofKind('p99', resources))).toContain('>= 77')
  })

  it('of 15 minutes have no lower threshold than those of a minute', () => {
    const resources = shop({ alarms: { faultRate: 50 } })
    for (const kind of ['outage', 'function-outage'])
      expect(ofKind(kind, resources).map(({ Threshold }) => Threshold)).toEqual([50])
  })

  it('of a frontend need the service of its records, which is reported', () => {
    const noticesOf = (settings: Partial<ServiceDescription>) =>
      resourcesBeside(BESIDE, { ...SHOP, ...settings }, 'custom.hoptrace.').notices
    const unnamed = { logGroup: '/shop/frontend' }
    expect(noticesOf({ frontend: unnamed })).toEqual([
      'the frontend has no alarms: name the service of its records in custom.hoptrace.frontend.service',
    ])
    expect(noticesOf({})).toEqual([])
    expect(noticesOf({ frontend: unnamed, alarms: false, notify: {} })).toEqual([])
  })

  it('watch a frontend that has the service of the functions once', () => {
    const resources = shop({ frontend: { logGroup: '/shop/frontend', service: 'shop' } })
    for (const kind of ['faults', 'client-errors']) {
      const metrics = ofKind(kind, resources).flatMap(metricsIn)
      expect(new Set(metrics.map((one) => JSON.stringify(one))).size).toBe(metrics.length)
    }
  })

  it('watch the duration only of what somebody waits for', () => {
    const functions = {
      known: { actions: ['orders:get'], triggers: ['http'] },
      both: { actions: ['GET /a', 'both'], triggers: ['http', 'queue'] },
      work: { actions: ['work'], triggers: ['queue'] },
      unknown: { actions: ['POST /b', 'unknown'] },
      chosen: { actions: ['chosen'], p99Ms: 3000 },
    } as const
    const [alarm] = ofKind('p99', shop({ functions }))
    expect(alarm?.AlarmDescription).toMatch(/Watched: orders:get, GET \/a, POST \/b, chosen$/)
  })

  it('leave out resources with a condition, which may not exist', () => {
    const conditional = Object.fromEntries(
      Object.entries(BESIDE).map(([id, one]) => [id, { ...one, Condition: 'IsProd' }]),
    )
    const { resources } = resourcesBeside(conditional, SHOP)
    const kinds = new Set(alarmsIn(resources).map(({ AlarmName }) => AlarmName.split(' ')[1]))
    for (const kind of KINDS.slice(10)) expect(kinds).not.toContain(kind)
  })
})

describe('the fields that AppSync resolves', () => {
  const beside = (extra: Resources = {}): Resources => ({
    OrdersLambda: { Type: 'AWS::Lambda::Function', Properties: { FunctionName: 'shop-prod-gql' } },
    Source: {
      Type: 'AWS::AppSync::DataSource',
      Properties: {
        Name: 'orders',
        LambdaConfig: { LambdaFunctionArn: { 'Fn::GetAtt': ['OrdersLambda', 'Arn'] } },
      },
    },
    ...extra,
  })
  const service = {
    ...SHOP,
    functions: { gql: { name: 'shop-prod-gql', actions: ['shop-prod-gql'] } },
  }
  const part = (Type: string, Properties: object): Resources => ({
    Part: { Type, Properties: { ...Properties } },
  })

  it('are the actions of the function, as in its records', () => {
    const resolver = part('AWS::AppSync::Resolver', {
      TypeName: 'Query',
      FieldName: 'order',
      DataSourceName: { 'Fn::GetAtt': ['Source', 'Name'] },
    })
    const { resources, notices } = resourcesBeside(beside(resolver), service)
    expect(ofKind('p99', resources)[0]?.AlarmDescription).toMatch(/Watched: Query\.order$/)
    expect(notices).toEqual([])
  })

  it('are the actions of a function that is named by a reference', () => {
    const resolver = part('AWS::AppSync::Resolver', {
      TypeName: 'Query',
      FieldName: 'order',
      DataSourceName: 'orders',
    })
    const referring = { ...SHOP, functions: { gql: { name: { Ref: 'OrdersLambda' } } } }
    const { resources } = resourcesBeside(beside(resolver), referring)
    expect(ofKind('p99', resources)[0]?.AlarmDescription).toMatch(/Watched: Query\.order$/)
  })

  it('are reported if a pipeline hides them, and have no alarm', () => {
    const step = part('AWS::AppSync::FunctionConfiguration', { DataSourceName: 'orders' })
    const { resources, notices } = resourcesBeside(beside(step), service)
    expect(ofKind('p99', resources)).toEqual([])
    expect(notices.join()).toContain('name them in functions.gql.actions')
    const named = { ...SHOP, functions: { gql: { name: 'shop-prod-gql', actions: ['Query.a'] } } }
    expect(resourcesBeside(beside(step), named).notices).toEqual([])
  })
})

describe('the alarms over the alarms', () => {
  const resources = shop()
  const below = (id: string, all: Resources = resources): string[] => {
    const rule = all[id]?.Properties.AlarmRule as { 'Fn::Sub': string } | undefined
    return [...parseRule(rule?.['Fn::Sub'] ?? '').ids]
  }

  it('wake somebody, or write a ticket, and are the only ones that notify', () => {
    const ids = Object.keys(resources).filter((id) => id.startsWith('HoptraceAlarm'))
    expect([...below('HoptracePage'), ...below('HoptraceTicket')]).toEqual(ids)
    expect(below('HoptraceTicket').map((id) => id.slice('HoptraceAlarm'.length))).toEqual([
      'P99',
      'ClientErrors',
      'DeadLetters',
      'QueueAge',
      'IteratorAge',
      'TableThrottles',
    ])
    for (const id of ids) expect(resources[id]?.Properties).not.toHaveProperty('AlarmActions')
    for (const id of ['HoptracePage', 'HoptraceTicket']) {
      const { AlarmActions, OKActions } = resources[id]?.Properties ?? {}
      expect([AlarmActions, OKActions]).toEqual([
        [{ Ref: 'HoptraceIncidents' }],
        [{ Ref: 'HoptraceIncidents' }],
      ])
    }
  })

  it('are groups of groups if the names don’t fit into a rule', () => {
    const service = 's'.repeat(64)
    const all = resourcesBeside({}, { ...many(300), service, stage: 't'.repeat(60) }).resources
    const rules = Object.entries(all).filter(
      ([, { Type }]) => Type === 'AWS::CloudWatch::CompositeAlarm',
    )
    for (const [id] of rules) {
      const names = below(id, all).map((one) => String(all[one]?.Properties.AlarmName))
      expect(names.length).toBeLessThanOrEqual(100)
      expect(names.map((name) => `ALARM("${name}")`).join(' OR ').length).toBeLessThanOrEqual(
        10_240,
      )
    }
    const reached = (id: string): string[] =>
      all[id]?.Type === 'AWS::CloudWatch::Alarm' ? [id] : below(id, all).flatMap(reached)
    const alarms = Object.keys(all).filter((id) => all[id]?.Type === 'AWS::CloudWatch::Alarm')
    expect([...reached('HoptracePage'), ...reached('HoptraceTicket')].toSorted()).toEqual(
      alarms.toSorted(),
    )
    expect(rules.length).toBeGreaterThan(3)
  })

  it('are left out without functions', () => {
    const types = Object.values(serviceResources({ service: 'shop', functions: {} }))
    expect(types.filter(({ Type }) => /CloudWatch|SNS/.test(Type))).toEqual([])
  })
})
