import { describe, expect, it } from 'vitest'
import {
  type Resources,
  resourcesBeside,
  type ServiceDescription,
  type Trigger,
} from '../../src/cloudformation/index.ts'
import type { AlarmProperties } from './cloudwatch/alarm.ts'

const sam = (type: string, Properties: object = {}, others: object = {}) => ({
  Type: `AWS::Serverless::${type}`,
  Properties: { ...Properties },
  ...others,
})
const event = (Type: string, Properties: object = {}) => ({ Events: { On: { Type, Properties } } })
const arn = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] })

/** Returns what the alarms of a kind watch: the labels, and the dimensions of their metrics. */
function watched(kind: string, template: Resources, triggers: readonly Trigger[] = ['other']) {
  const { resources } = resourcesBeside(template, {
    service: 'shop',
    functions: { Work: { name: { Ref: 'Work' }, triggers } },
  })
  const alarms = Object.values(resources)
    .map(({ Properties }) => Properties as unknown as AlarmProperties)
    .filter(({ AlarmName }) => AlarmName === `shop-dev ${kind}`)
  const dimensions = alarms
    .flatMap(({ Metrics }) => Metrics.flatMap(({ MetricStat }) => MetricStat?.Metric ?? []))
    .map(({ Dimensions }) => Object.fromEntries(Dimensions.map(({ Name, Value }) => [Name, Value])))
  const labels = alarms.map(({ AlarmDescription }) => AlarmDescription.split('Watched: ')[1])
  return {
    labels,
    dimensions: [...new Map(dimensions.map((one) => [JSON.stringify(one), one])).values()],
  }
}

describe('the alarms beside resources of SAM', () => {
  it.each([
    ['Api', sam('Function', event('Api')), 'ServerlessRestApi', 'Prod'],
    ['Api with an id', sam('Function', event('Api', { RestApiId: { Ref: 'Own' } })), 'Own', 'live'],
  ])('watch the REST API of an event %s', (_, Work, id, Stage) => {
    const Own = sam('Api', { StageName: 'live' })
    const template = { Work, ...(id === 'Own' && { Own }) }
    expect(watched('api-errors', template, ['http'])).toEqual({
      labels: [id],
      dimensions: [{ ApiName: { Ref: 'AWS::StackName' }, Stage }],
    })
  })

  it.each([
    ['of its own', { Name: 'shop' }, 'shop'],
    ['in its definition', { DefinitionBody: { info: { title: 'orders' } } }, 'orders'],
  ])('watch a REST API by the name %s', (_, properties, ApiName) => {
    const Own = sam('Api', { StageName: 'live', ...properties })
    const { dimensions } = watched('api-errors', { Work: sam('Function'), Own })
    expect(dimensions).toEqual([{ ApiName, Stage: 'live' }])
  })

  it('leave out a REST API whose name stands in another file, which is reported', () => {
    for (const properties of [
      { DefinitionUri: 'api.yaml' },
      { DefinitionBody: { 'Fn::Transform': { Name: 'AWS::Include' } } },
    ]) {
      const Own = sam('Api', { StageName: 'live', ...properties })
      const template = { Work: sam('Function'), Own }
      expect(watched('api-errors', template).labels).toEqual([])
      const noticesWith = (alarms: ServiceDescription['alarms'] = {}) =>
        resourcesBeside(template, { service: 'shop', functions: {}, alarms }).notices
      expect(noticesWith()).toEqual([
        "the REST API Own has no alarm, since the template doesn't say its name: set Name",
      ])
      expect(noticesWith({ off: ['api-errors'] })).toEqual([])
      expect(noticesWith(false)).toEqual([])
    }
  })

  it('watch HTTP APIs, also the one that SAM makes', () => {
    const Own = sam('HttpApi', { StageName: 'live' })
    const { dimensions } = watched('api-errors', { Work: sam('Function', event('HttpApi')), Own })
    expect(dimensions).toEqual([
      { ApiId: { Ref: 'ServerlessHttpApi' }, Stage: '$default' },
      { ApiId: { Ref: 'Own' }, Stage: 'live' },
    ])
  })

  it('watch the queue and the stream that a function reads', () => {
    const Queue = { Type: 'AWS::SQS::Queue', Properties: {} }
    const ofQueue = { Work: sam('Function', event('SQS', { Queue: arn('Queue') })), Queue }
    expect(watched('queue-age', ofQueue).labels).toEqual(['Queue'])
    const Stream = 'arn:aws:kinesis:us-east-1:123456789012:stream/orders'
    for (const type of ['Kinesis', 'DynamoDB']) {
      const Work = sam('Function', event(type, { Stream, StartingPosition: 'LATEST' }))
      expect(watched('iterator-age', { Work })).toEqual({
        labels: ['Work'],
        dimensions: [{ FunctionName: { Ref: 'Work' } }],
      })
    }
  })

  it('watch no age of Kafka, which has none', () => {
    for (const [type, properties] of [
      ['MSK', { Stream: 'arn', Topics: ['t'], StartingPosition: 'LATEST' }],
      ['SelfManagedKafka', { KafkaBootstrapServers: ['a'], Topics: ['t'] }],
    ] as const)
      expect(
        watched('iterator-age', { Work: sam('Function', event(type, properties)) }).labels,
      ).toEqual([])
  })

  it.each([
    ['Schedule', { Schedule: 'rate(1 hour)' }],
    ['EventBridgeRule', { Pattern: {} }],
    ['CloudWatchEvent', { Pattern: {} }],
  ])('watch the rule of an event %s, of functions and state machines', (type, properties) => {
    const Work = sam('Function', event(type, properties))
    const Machine = sam('StateMachine', event(type, properties))
    expect(watched('failed-events', { Work, Machine })).toEqual({
      labels: ['WorkOn, MachineOn'],
      dimensions: [{ RuleName: { Ref: 'WorkOn' } }, { RuleName: { Ref: 'MachineOn' } }],
    })
  })

  it('watch state machines and tables', () => {
    const template = {
      Work: sam('Function'),
      Machine: sam('StateMachine'),
      Table: sam('SimpleTable'),
    }
    expect(watched('failed-executions', template).dimensions).toEqual([
      { StateMachineArn: { Ref: 'Machine' } },
    ])
    expect(watched('table-throttles', template).dimensions).toEqual([
      { TableName: { Ref: 'Table' } },
    ])
  })

  it('watch dead letters, also in queues that SAM makes', () => {
    const Dead = { Type: 'AWS::SQS::Queue', Properties: {} }
    const OnFailure = (value: object) => ({
      EventInvokeConfig: { DestinationConfig: { OnFailure: value } },
    })
    const cases: [object, string][] = [
      [{ DeadLetterQueue: { Type: 'SQS', TargetArn: arn('Dead') } }, 'Dead'],
      [OnFailure({ Type: 'SQS', Destination: arn('Dead') }), 'Dead'],
      [OnFailure({ Type: 'SQS' }), 'WorkOnFailureQueue'],
      [event('EventBridgeRule', { DeadLetterConfig: { Arn: arn('Dead') } }), 'Dead'],
      [event('EventBridgeRule', { DeadLetterConfig: { Type: 'SQS' } }), 'WorkOnQueue'],
      [event('Schedule', { DeadLetterConfig: { Type: 'SQS', QueueLogicalId: 'Lost' } }), 'Lost'],
      [
        event('Kinesis', { DestinationConfig: { OnFailure: { Destination: arn('Dead') } } }),
        'Dead',
      ],
    ]
    for (const [properties, label] of cases) {
      const found = watched('dead-letters', { Work: sam('Function', properties), Dead })
      expect([properties, found.labels]).toEqual([properties, [label]])
    }
  })

  it('name no action of a function that a GraphQL API of SAM calls, which is reported', () => {
    const Api = sam('GraphQLApi', {
      DataSources: { Lambda: { Orders: { FunctionArn: arn('Work') } } },
      Functions: { order: { DataSource: 'Orders' } },
    })
    const { notices } = resourcesBeside(
      { Work: sam('Function'), Api },
      { service: 'shop', functions: { Work: { name: { Ref: 'Work' } } } },
    )
    expect(notices).toEqual([
      "functions.Work is a part of AppSync pipelines, so its actions aren't known: name them in functions.Work.actions",
    ])
  })

  it('leave out what has a condition, and bear incomplete events', () => {
    const isProd = { Condition: 'IsProd' }
    const template: Resources = JSON.parse(
      JSON.stringify({
        Work: sam('Function', { Events: { Odd: null, Bare: { Type: 'EventBridgeRule' } } }),
        Other: sam('Function', event('Api'), isProd),
        Machine: sam('StateMachine', event('Schedule'), isProd),
        Bare: { Type: 'AWS::Serverless::Function' },
        Unknown: { Type: 'AWS::Serverless::Application' },
      }),
    )
    expect(watched('failed-events', template).labels).toEqual(['WorkBare'])
    expect(watched('failed-executions', template).labels).toEqual([])
    expect(watched('api-errors', template).labels).toEqual([])
  })
})
