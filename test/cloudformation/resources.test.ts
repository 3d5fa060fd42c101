import { describe, expect, it } from 'vitest'
import { type ServiceDescription, serviceResources } from '../../src/cloudformation/index.ts'
import { queries } from '../../src/queries/index.ts'
import { findProblems } from './schema.ts'

const SHOP: ServiceDescription = {
  service: 'shop',
  stage: 'prod',
  functions: { orders: { actions: ['GET /orders/{id}'] }, pay: {} },
  frontend: { logGroup: '/shop/frontend', create: true },
  logGroups: true,
  sampling: { services: ['prod-shop/prod'] },
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

  it('index log groups, which keep their records forever unless there is a retention', () => {
    const FieldIndexPolicies = [{ Fields: ['jobId', 'tenantId', 'requestId', 'action'] }]
    expect(ofType('AWS::Logs::LogGroup')).toEqual([
      { LogGroupName: '/aws/lambda/shop-prod-orders', FieldIndexPolicies },
      { LogGroupName: '/aws/lambda/shop-prod-pay', FieldIndexPolicies },
      { LogGroupName: '/shop/frontend', FieldIndexPolicies },
    ])
    const own = { ...SHOP, retention: { lambda: 30, frontend: 1 } }
    expect(ofType('AWS::Logs::LogGroup', own).map((one) => one.RetentionInDays)).toEqual([
      30, 30, 1,
    ])
  })

  it('leave log groups and their records behind when they are removed or replaced', () => {
    const groups = Object.values(serviceResources(SHOP)).filter(
      ({ Type }) => Type === 'AWS::Logs::LogGroup',
    )
    expect(groups).toHaveLength(3)
    for (const group of groups) {
      expect(group).toMatchObject({
        DeletionPolicy: 'RetainExceptOnCreate',
        UpdateReplacePolicy: 'Retain',
      })
    }
  })

  it('create no log group without being told to', () => {
    const { service, functions } = SHOP
    const frontend = { logGroup: '/shop/frontend' }
    expect(ofType('AWS::Logs::LogGroup', { service, functions, frontend })).toEqual([])
    expect(ofType('AWS::Logs::LogGroup', { ...SHOP, frontend })).toHaveLength(2)
  })

  it('query a log group that functions share once', () => {
    const logGroup = '/acme/all'
    const shared = { ...SHOP, functions: { orders: { logGroup }, pay: { logGroup } } }
    const [query] = ofType('AWS::Logs::QueryDefinition', shared)
    expect(query?.LogGroupNames).toEqual(['/acme/all', '/shop/frontend'])
    expect(JSON.stringify(ofType('AWS::CloudWatch::Dashboard', shared))).toContain('/acme/all')
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

  it('include a sampling rule of X-Ray for each service that is named, and no other', () => {
    const services = ['prod-shop/prod', 'shop-web', 'shop-web']
    const rules = ofType('AWS::XRay::SamplingRule', { ...SHOP, sampling: { services, rate: 1 } })
    expect(rules.map((rule) => rule.SamplingRule)).toEqual([
      expect.objectContaining({ ServiceName: 'prod-shop/prod', FixedRate: 1, ReservoirSize: 1 }),
      expect.objectContaining({ ServiceName: 'shop-web', FixedRate: 1, ReservoirSize: 1 }),
    ])
    const { sampling: _, ...others } = SHOP
    expect(ofType('AWS::XRay::SamplingRule', others)).toEqual([])
  })

  it('name sampling rules apart, also long and similar ones', () => {
    const long = 'a-service-with-a-name-of-many-words'
    const named = [
      ['shop', 'prod'],
      ['shop', 'dev'],
      ['shop-prod', 'dev'],
      ['shop', 'prod-dev'],
      [long, 'dev'],
      [long, 'prod'],
      [`${long}-2`, 'prod'],
    ].flatMap(([service = '', stage = '']) =>
      ofType('AWS::XRay::SamplingRule', {
        service,
        stage,
        functions: {},
        sampling: { services: ['api/live', 'web'] },
      }).map((rule) => String(Object(rule.SamplingRule).RuleName)),
    )
    expect(new Set(named).size).toBe(14)
    for (const name of named) expect(name).toMatch(/^[\w-]{1,32}$/)
    expect(named[0]).toMatch(/^shop-prod-[0-9a-f]{8}$/)
  })

  it.each([
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
    [
      { ...SHOP, service: 'a b' },
      "option 'service' must be 1 to 128 letters, digits, - and _, got 'a b'",
    ],
    [
      { ...SHOP, functions: { orders: { name: 'x'.repeat(65) } } },
      `the name of function 'orders' is too long: it has 65 characters, and Lambda takes 64: '${'x'.repeat(65)}'`,
    ],
    [
      { ...SHOP, service: 'x'.repeat(60) },
      `the name of function 'orders' is too long: it has 72 characters, and Lambda takes 64`,
    ],
    [
      { ...SHOP, logGroups: false, retention: { lambda: 14 } },
      "option 'retention.lambda' needs 'logGroups: true'",
    ],
    [{ ...SHOP, frontend: { create: true } }, "option 'frontend.logGroup' is required"],
    [
      { ...SHOP, frontend: { logGroup: '/shop/frontend' }, retention: { frontend: 7 } },
      "option 'retention.frontend' needs 'frontend.create: true'",
    ],
    [
      { ...SHOP, sampling: { services: ['x'.repeat(65)] } },
      "option 'sampling.services' must be a list of texts of 1 to 64 printable characters",
    ],
    [
      { ...SHOP, namespace: 'AWS/Lambda' },
      "option 'namespace' must be 1 to 255 letters, digits, spaces and . - _ / # :; not AWS/…, got 'AWS/Lambda'",
    ],
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
