import { readFileSync } from 'node:fs'
import { App, Stack } from 'aws-cdk-lib'
import { Template } from 'aws-cdk-lib/assertions'
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda'
import { LogGroup } from 'aws-cdk-lib/aws-logs'
import { describe, expect, it } from 'vitest'
import { Hoptrace } from '../../src/cdk/index.ts'
import {
  type Resources,
  resourcesBeside,
  type ServiceDescription,
  serviceResources,
} from '../../src/cloudformation/index.ts'
import { findProblems } from './schema.ts'

const SECRET = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:otlp-a1b2c3'
const SHOP = {
  service: 'shop',
  stage: 'prod',
  functions: { orders: {}, pay: {} },
  frontend: { logGroup: '/shop/frontend', create: true },
  logGroups: true,
  otlp: { endpoint: 'https://otlp.example.com', headersSecret: SECRET },
} satisfies ServiceDescription

/** Returns the resources of a type, by their logical ids. */
function ofType(resources: Resources, type: string): [string, Resources[string]][] {
  return Object.entries(resources).filter(([, { Type }]) => Type === type)
}

const FILTER = 'AWS::Logs::SubscriptionFilter'

describe('the option otlp', () => {
  it('adds resources that conform to CloudFormation’s schemas', () => {
    expect(findProblems(serviceResources(SHOP))).toEqual([])
    expect(findProblems(serviceResources({ ...SHOP, otlp: { endpoint: 'xray' } }))).toEqual([])
  })

  it('subscribes to each log group of records, once the function may be invoked', () => {
    const resources = serviceResources(SHOP)
    const filters = ofType(resources, FILTER).map(([, resource]) => resource)
    const groups = filters.map(({ Properties }) => (Properties.LogGroupName as { Ref: string }).Ref)
    expect(groups.map((id) => resources[id]?.Properties.LogGroupName)).toEqual([
      '/aws/lambda/shop-prod-orders',
      '/aws/lambda/shop-prod-pay',
      '/shop/frontend',
    ])
    for (const { DependsOn, Properties } of filters) {
      expect(DependsOn).toEqual(['HoptraceForwarderPermission'])
      expect(Properties.FilterPattern).toBe('{ $.spanId = "*" }')
    }
  })

  it('never subscribes to the log group of its own function', () => {
    const logGroup = '/aws/lambda/shop-prod-otlp'
    const resources = serviceResources({ ...SHOP, functions: { orders: { logGroup }, pay: {} } })
    const own = resources.HoptraceForwarder?.Properties.LoggingConfig
    expect(own).toEqual({ LogGroup: { Ref: 'HoptraceForwarderLogs' } })
    expect(resources.HoptraceForwarderLogs?.Properties.LogGroupName).toBe(logGroup)
    expect(ofType(resources, FILTER)).toHaveLength(2)
  })

  it('puts the ARN of the secret into the template, and lets the function read that secret alone', () => {
    const { HoptraceForwarder, HoptraceForwarderRole } = serviceResources(SHOP)
    expect(HoptraceForwarder?.Properties.Environment).toEqual({
      Variables: {
        OTEL_EXPORTER_OTLP_ENDPOINT: 'https://otlp.example.com',
        HOPTRACE_HEADERS_SECRET: SECRET,
      },
    })
    expect(JSON.stringify(HoptraceForwarderRole)).toContain(
      JSON.stringify({
        Effect: 'Allow',
        Action: ['secretsmanager:GetSecretValue'],
        Resource: SECRET,
      }),
    )
  })

  it('keeps what could not be sent in a queue', () => {
    const { HoptraceForwarder } = serviceResources(SHOP)
    expect(HoptraceForwarder?.Properties.DeadLetterConfig).toEqual({
      TargetArn: { 'Fn::GetAtt': ['HoptraceForwarderDeadLetters', 'Arn'] },
    })
  })

  it('contains the function as one file that runs without packages', () => {
    const { Code } = serviceResources(SHOP).HoptraceForwarder?.Properties ?? {}
    const { ZipFile } = Code as { ZipFile: string }
    const module = { exports: {} as { handler?: unknown } }
    const names = ZipFile.match(/(?<=require\(")[^"]+/g) ?? []
    expect(
      names.filter(
        (name) => !/^(node:)?(async_hooks|util|buffer|crypto|stream|zlib|fs|os|path)/.test(name),
      ),
    ).toEqual([])
    // Like CloudFormation's `index.js`.
    new Function('module', 'exports', 'require', ZipFile)(
      module,
      module.exports,
      process.getBuiltinModule,
    )
    expect(module.exports.handler).toBeTypeOf('function')
    expect(ZipFile.length).toBeLessThan(100_000)
    expect(ZipFile).toBe(readFileSync('dist/otlp/function.cjs', 'utf8'))
  })

  it('fails if a log group has as many subscriptions as AWS allows', () => {
    const filter = (LogGroupName: unknown) => ({
      Type: FILTER,
      Properties: { LogGroupName, DestinationArn: 'arn:aws:lambda:…', FilterPattern: '' },
    })
    const template: Resources = {
      Logs: {
        Type: 'AWS::Logs::LogGroup',
        Properties: { LogGroupName: '/aws/lambda/shop-prod-orders' },
      },
      One: filter('/aws/lambda/shop-prod-orders'),
      Two: filter({ Ref: 'Logs' }),
    }
    const { Two: _, ...fewer } = template
    const own = { ...SHOP, logGroups: false }
    expect(() => resourcesBeside(template, own)).toThrow(
      new TypeError(
        "hoptrace: option 'otlp' can't subscribe to /aws/lambda/shop-prod-orders: AWS allows 2 subscription filters, and it has One and Two",
      ),
    )
    expect(() => resourcesBeside(fewer, own)).not.toThrow()
  })

  it('tells of log groups that the template does not create', () => {
    const { notices } = resourcesBeside({}, { ...SHOP, logGroups: false })
    expect(notices).toContain(
      'otlp subscribes to /aws/lambda/shop-prod-pay, which must exist: Lambda creates it when the function runs',
    )
    expect(resourcesBeside({}, SHOP).notices.join()).not.toContain('otlp')
  })

  it.each<[object, string]>([
    [{}, "option 'otlp.endpoint' is required"],
    [
      { endpoint: 'collector' },
      "option 'otlp.endpoint' must be a URL of http or https without a password, which belongs into headersSecret, or 'xray', or a value that CloudFormation computes, got 'collector'",
    ],
    [
      { endpoint: `https://${['shop', 'word'].join(':')}@a.example` },
      "option 'otlp.endpoint' must be a URL of http or https without a password, which belongs into headersSecret, or 'xray', or a value that CloudFormation computes, got 'https://…@a.example'",
    ],
    [
      { endpoint: 'xray', headersSecret: 'otlp' },
      "option 'otlp.headersSecret' must be the ARN of a secret, or a value that CloudFormation computes, got 'otlp'",
    ],
    [
      { endpoint: 'xray', headers: {} },
      "unknown option 'otlp.headers'; known are otlp.endpoint, otlp.headersSecret",
    ],
  ])('refuses wrong values: %j', (otlp, message) => {
    expect(() => serviceResources({ ...SHOP, otlp } as ServiceDescription)).toThrow(
      new TypeError(`hoptrace: ${message}`),
    )
  })

  it('is an option of the CDK’s construct', () => {
    const stack = new Stack(new App(), 'Shop')
    const orders = new LambdaFunction(stack, 'Orders', {
      runtime: Runtime.NODEJS_22_X,
      handler: 'index.handler',
      code: Code.fromInline('exports.handler = async () => 1'),
      logGroup: new LogGroup(stack, 'Logs'),
    })
    new Hoptrace(stack, 'Hoptrace', { service: 'shop', functions: [orders], otlp: SHOP.otlp })
    const template = Template.fromStack(stack).toJSON().Resources as Resources
    const [[, filter]] = ofType(template, FILTER) as [[string, Resources[string]]]
    const [[permission]] = ofType(template, 'AWS::Lambda::Permission') as [[string, unknown]]
    expect(filter?.DependsOn).toEqual([permission])
    expect(findProblems(template)).toEqual([])
  })
})
