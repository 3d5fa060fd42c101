import { describe, expect, it } from 'vitest'
import {
  type NotifyOptions,
  type Resources,
  resourcesBeside,
  type ServiceDescription,
  serviceResources,
} from '../../src/cloudformation/index.ts'
import { findProblems } from './schema.ts'
import { BESIDE, SHOP, shop } from './shop.ts'

const EMAIL = 'oncall@example.com'
const KEY = '12345678-1234-1234-1234-123456789012'
const TOPIC = 'arn:aws:sns:eu-west-1:123456789012:alerts'

const notifying = (notify: NotifyOptions, stage = 'prod'): Resources =>
  serviceResources({ ...SHOP, stage, notify })

const typesOf = (resources: Resources): string[] =>
  Object.values(resources)
    .map(({ Type }) => Type)
    .filter((type) => /SNS|KMS|Chatbot|IAM/.test(type))

const actionsOf = (resources: Resources): unknown => resources.HoptracePage?.Properties.AlarmActions

describe('who is notified', () => {
  it.each<[string, NotifyOptions]>([
    [
      'everybody',
      {
        email: [EMAIL],
        pagerDuty: ['0123456789abcdef'],
        slack: { workspaceId: 'T07EA123LEP', channelId: 'C07EZ1ABC23' },
      },
    ],
    ['a key of its own', { kmsKey: true }],
    ['a key', { kmsKey: KEY }],
    ['a topic', { topic: TOPIC, email: [EMAIL] }],
  ])('conforms to CloudFormation’s schemas: %s', (_what, notify) => {
    const all = { ...BESIDE, ...shop({ notify }) }
    const own = findProblems(all).filter((problem) => problem.startsWith('Hoptrace'))
    expect(own).toEqual([])
  })

  it.each(['prod', 'production', 'live'])('of the stage %s is somebody', (stage) => {
    const resources = notifying({ email: [EMAIL] }, stage)
    expect(actionsOf(resources)).toEqual([{ Ref: 'HoptraceIncidents' }])
    expect(typesOf(resources)).toEqual([
      'AWS::SNS::Topic',
      'AWS::SNS::TopicPolicy',
      'AWS::SNS::Subscription',
    ])
  })

  it('of another stage is nobody, unless notify.stages names it', () => {
    const resources = notifying({ email: [EMAIL] }, 'dev')
    expect([actionsOf(resources), typesOf(resources)]).toEqual([undefined, []])
    expect(actionsOf(notifying({ stages: ['dev'] }, 'dev'))).toEqual([{ Ref: 'HoptraceIncidents' }])
  })

  it('of a stage that nobody chose is nobody, which is reported', () => {
    const noticesOf = (stage: string, more: Partial<ServiceDescription>) =>
      resourcesBeside({}, { ...SHOP, stage, ...more }, 'custom.hoptrace.').notices
    const notify = { email: [EMAIL] }
    expect(noticesOf('dev', { notify })).toEqual([
      'custom.hoptrace.notify notifies nobody in the stage dev: only prod, production, live do. To notify of dev too, set custom.hoptrace.notify.stages',
    ])
    expect(noticesOf('prod', { notify })).toEqual([])
    expect(noticesOf('dev', { notify: { ...notify, stages: ['prod'] } })).toEqual([])
    expect(noticesOf('dev', { notify, alarms: false })).toEqual([])
    expect(noticesOf('dev', { notify: {} })).toEqual([])
  })

  it('is PagerDuty only for what wakes somebody', () => {
    const [subscription] = Object.values(notifying({ pagerDuty: ['0123456789abcdef'] })).filter(
      ({ Type }) => Type === 'AWS::SNS::Subscription',
    )
    expect(subscription?.Properties).toMatchObject({
      Protocol: 'https',
      FilterPolicyScope: 'MessageBody',
      FilterPolicy: { AlarmName: ['shop-prod page'] },
    })
  })

  it.each([TOPIC, { Ref: 'Alerts' }])('are subscribers of the topic %o that exists', (topic) => {
    const resources = notifying({ topic, email: [EMAIL] })
    expect(actionsOf(resources)).toEqual([topic])
    expect(typesOf(resources)).toEqual(['AWS::SNS::Subscription'])
    expect(resources.HoptraceEmailOncallExampleCom?.Properties.TopicArn).toEqual(topic)
  })

  it('is a Slack channel that can read alarms, and nothing else', () => {
    const slack = { workspaceId: 'T07EA123LEP', channelId: 'C07EZ1ABC23' }
    const { HoptraceSlack, HoptraceSlackRole } = notifying({ slack })
    expect(HoptraceSlack?.Properties).toMatchObject({
      SlackWorkspaceId: 'T07EA123LEP',
      SlackChannelId: 'C07EZ1ABC23',
      SnsTopicArns: [{ Ref: 'HoptraceIncidents' }],
      GuardrailPolicies: [
        { 'Fn::Sub': expect.stringMatching(/policy\/CloudWatchReadOnlyAccess$/) },
      ],
    })
    const actions = JSON.stringify(HoptraceSlackRole).match(/(?<=")[a-z]+:\w+\*?(?=")/g)
    expect(actions).toEqual([
      'sts:AssumeRole',
      'cloudwatch:Describe*',
      'cloudwatch:Get*',
      'cloudwatch:List*',
    ])
  })
})

describe('the key of the topic', () => {
  it('is made on request, and lets CloudWatch use it', () => {
    const { HoptraceKey, HoptraceIncidents } = notifying({ kmsKey: true })
    expect(HoptraceIncidents?.Properties.KmsMasterKeyId).toEqual({ Ref: 'HoptraceKey' })
    expect(HoptraceKey?.Properties.KeyPolicy).toMatchObject({
      Statement: [
        { Action: 'kms:*' },
        {
          Effect: 'Allow',
          Principal: { Service: 'cloudwatch.amazonaws.com' },
          Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
        },
      ],
    })
  })

  it.each([KEY, 'alias/ours', `arn:aws:kms:eu-west-1:123456789012:key/${KEY}`, { Ref: 'Key' }])(
    'is %o if that is given',
    (kmsKey) => {
      const { HoptraceIncidents, HoptraceKey } = notifying({ kmsKey })
      expect([HoptraceIncidents?.Properties.KmsMasterKeyId, HoptraceKey]).toEqual([
        kmsKey,
        undefined,
      ])
    },
  )

  it.each(['alias/aws/sns', 'arn:aws:kms:eu-west-1:123456789012:alias/aws/sns'])(
    'is not the one of AWS, which would lose every alarm: %s',
    (kmsKey) => {
      expect(() => notifying({ kmsKey })).toThrow(
        /^hoptrace: option 'notify\.kmsKey' .*alias\/aws\/sns, and would lose every alarm, got /,
      )
    },
  )

  it('belongs to the topic of its own', () => {
    expect(() => notifying({ kmsKey: true, topic: TOPIC })).toThrow(
      "option 'notify.kmsKey' has no effect on 'notify.topic'",
    )
  })
})

describe('wrong settings', () => {
  it.each<[object, string]>([
    [{ notify: { topic: 'alerts' } }, "option 'notify.topic' must be the ARN of an SNS topic"],
    [{ notify: { topic: { Ref: 'A', Other: 1 } } }, "option 'notify.topic' must be"],
    [{ notify: { slack: { channelId: 'C1' } } }, "option 'notify.slack' must be an object with"],
    [{ notify: { slack: 'C1' } }, "option 'notify.slack' must be an object with"],
    [{ notify: { stages: 'prod' } }, "option 'notify.stages' must be a list of stages"],
    [{ slo: { availability: 100 } }, "option 'slo.availability' must be a percentage from 90"],
    [{ slo: {} }, "option 'slo.availability' is required"],
    [{ alarms: { off: ['p98'] } }, "option 'alarms.off' must be a list of faults, outage,"],
    [{ functions: { a: { triggers: ['sqs'] } } }, "option 'functions.a.triggers' must be a list"],
  ])('%o are refused by their name', (settings, message) => {
    expect(() => serviceResources({ ...SHOP, ...settings })).toThrow(message)
  })
})
