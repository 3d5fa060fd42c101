import { describe, expect, it } from 'vitest'
import { type ServiceDescription, serviceResources } from '../../src/cloudformation/index.ts'
import { queries } from '../../src/queries/index.ts'
import { findProblems } from './schema.ts'

const SHOP: ServiceDescription = {
  service: 'shop',
  stage: 'prod',
  functions: { orders: { actions: ['GET /orders/{id}'] }, pay: {} },
  frontend: { logGroup: '/shop/frontend' },
  notify: { email: ['a@example.com', 'b@example.com'], pagerDuty: ['0123456789abcdef'] },
}

/** Returns the properties of the resources of a type. */
function ofType(type: string, description: ServiceDescription = SHOP) {
  return Object.values(serviceResources(description))
    .filter(({ Type }) => Type === type)
    .map(({ Properties }) => Properties)
}

describe('the resources of a service', () => {
  it('conform to CloudFormation’s schemas', () => {
    expect(findProblems(serviceResources(SHOP))).toEqual([])
  })

  it.each([
    ['an unknown type', { Type: 'AWS::SNS::Top', Properties: {} }, 'no type AWS::SNS::Top'],
    ['an unknown property', topic({ Name: 'a' }), 'Name is unknown'],
    ['a wrong type', topic({ TopicName: 7 }), 'TopicName is no string'],
    ['a missing property', rule({}), 'FixedRate is missing'],
    ['a wrong value', { Type: 'AWS::Logs::LogGroup', Properties: { RetentionInDays: 8 } }, 'is 8'],
    [
      'a value that is not listed',
      alarm({ TreatMissingData: 'quiet' }),
      'TreatMissingData is quiet',
    ],
    ['a reference to nothing', topic({ TopicName: { Ref: 'Gone' } }), 'refers to Gone'],
    ['a missing attribute', topic({ TopicName: { 'Fn::Sub': `\${Broken.Size}` } }), 'Broken.Size'],
  ])('with %s do not conform', (_what, Broken, problem) => {
    expect(findProblems({ Broken }).join()).toContain(problem)
  })

  it('set the retention, the class and the indexes of log groups', () => {
    const found = {
      LogGroupClass: 'STANDARD',
      FieldIndexPolicies: [
        { Fields: expect.arrayContaining(['jobId', 'tenantId', 'requestId', 'action']) },
      ],
    }
    expect(ofType('AWS::Logs::LogGroup')).toEqual([
      { LogGroupName: '/aws/lambda/shop-prod-orders', RetentionInDays: 14, ...found },
      { LogGroupName: '/aws/lambda/shop-prod-pay', RetentionInDays: 14, ...found },
      { LogGroupName: '/shop/frontend', RetentionInDays: 7, ...found },
    ])
    const own = { ...SHOP, retention: { lambda: 30, frontend: 1 } }
    expect(ofType('AWS::Logs::LogGroup', own).map((one) => one.RetentionInDays)).toEqual([
      30, 30, 1,
    ])
  })

  it('save the queries in a folder, over all log groups, with their parameters', () => {
    const saved = ofType('AWS::Logs::QueryDefinition')
    expect(saved.map(({ Name, QueryString }) => [Name, QueryString])).toEqual(
      queries.map(({ title, text }) => [`shop-prod/${title}`, text]),
    )
    for (const { QueryString, Parameters = [], LogGroupNames } of saved) {
      const used = String(QueryString).match(/(?<=\{\{)\w+(?=\}\})/g) ?? []
      const named = (Parameters as { Name: string }[]).map(({ Name }) => Name)
      expect(named).toEqual([...new Set(used)])
      expect(LogGroupNames).toHaveLength(3)
    }
  })

  it('subscribe everybody in notify, and accept only alarms of this account, by TLS', () => {
    expect(
      ofType('AWS::SNS::Subscription').map(({ Protocol, Endpoint }) => [Protocol, Endpoint]),
    ).toEqual([
      ['email', 'a@example.com'],
      ['email', 'b@example.com'],
      ['https', 'https://events.pagerduty.com/integration/0123456789abcdef/enqueue'],
    ])
    const [policy] = ofType('AWS::SNS::TopicPolicy')
    expect(policy).toMatchObject({
      PolicyDocument: {
        Statement: [
          {
            Principal: { Service: 'cloudwatch.amazonaws.com' },
            Action: 'sns:Publish',
            Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
          },
          { Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
        ],
      },
    })
  })

  it('include X-Ray’s sampling rule for the service', () => {
    const [rule] = ofType('AWS::XRay::SamplingRule', { ...SHOP, sampling: { rate: 1 } })
    expect(rule).toMatchObject({
      SamplingRule: {
        RuleName: 'shop-prod',
        ServiceName: '*shop*',
        FixedRate: 1,
        ReservoirSize: 1,
      },
    })
    const service = 'a-service-with-a-name-of-many-words'
    const [long] = ofType('AWS::XRay::SamplingRule', { service, functions: {} })
    expect(long).toHaveProperty(['SamplingRule', 'RuleName'], 'ce-with-a-name-of-many-words-dev')
  })

  it.each([
    ['logGroups', 'AWS::Logs::LogGroup'],
    ['queries', 'AWS::Logs::QueryDefinition'],
    ['alarms', 'AWS::CloudWatch::Alarm'],
    ['alarms', 'AWS::SNS::Topic'],
    ['dashboard', 'AWS::CloudWatch::Dashboard'],
    ['sampling', 'AWS::XRay::SamplingRule'],
  ])('with %s: false have no %s', (part, type) => {
    expect(ofType(type).length).toBeGreaterThan(0)
    const less = { ...SHOP, [part]: false }
    expect(ofType(type, less)).toEqual([])
    expect(findProblems(serviceResources(less))).toEqual([])
  })

  it.each([
    [{ ...SHOP, alarm: {} }, "unknown option 'alarm'; known are service, stage,"],
    [{ ...SHOP, service: undefined }, "option 'service' is required"],
    [{ ...SHOP, service: 'a b' }, "option 'service' must be letters, digits, - and _, got 'a b'"],
    [{ ...SHOP, functions: [] }, "option 'functions' must be an object, got []"],
    [
      { ...SHOP, functions: { orders: { action: 'a' } } },
      "unknown option 'functions.orders.action'",
    ],
    [
      { ...SHOP, functions: { orders: { actions: ['"'] } } },
      "option 'functions.orders.actions' must",
    ],
    [{ ...SHOP, alarms: { p99Ms: '3s' } }, "option 'alarms.p99Ms' must be a number of milliseco"],
    [{ ...SHOP, alarms: { p99: 3 } }, "unknown option 'alarms.p99'; it is now called 'p99Ms'"],
    [
      { ...SHOP, functions: { orders: { p99: 3 } } },
      "unknown option 'functions.orders.p99'; it is now called 'p99Ms'",
    ],
    [{ ...SHOP, alarms: true }, "option 'alarms' must be an object, got true"],
    [{ ...SHOP, retention: { lambda: 15 } }, "option 'retention.lambda' must be one of 1, 3, 5, 7"],
    [{ ...SHOP, notify: { email: 'a@b' } }, "option 'notify.email' must be a list of e-mail"],
    [{ ...SHOP, sampling: { rate: 5 } }, "option 'sampling.rate' must be a number from 0 to 1"],
  ])('are refused with the name of the wrong option: %o', (description, message) => {
    expect(() => serviceResources(description as ServiceDescription)).toThrow(
      `hoptrace: ${message}`,
    )
  })

  it('show no PagerDuty key in an error or a logical id', () => {
    const description = { ...SHOP, notify: { pagerDuty: ['not a key'] } }
    expect(() => serviceResources(description)).toThrow(/integration keys, got object$/)
    expect(Object.keys(serviceResources(SHOP)).join()).not.toContain('0123456789')
  })
})

function topic(Properties: object) {
  return { Type: 'AWS::SNS::Topic', Properties: { ...Properties } }
}

function rule(SamplingRule: object) {
  return { Type: 'AWS::XRay::SamplingRule', Properties: { SamplingRule } }
}

function alarm(Properties: object) {
  const needed = { ComparisonOperator: 'GreaterThanThreshold', EvaluationPeriods: 1 }
  return { Type: 'AWS::CloudWatch::Alarm', Properties: { ...needed, ...Properties } }
}
