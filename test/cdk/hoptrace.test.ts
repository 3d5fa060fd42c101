import { App, type CfnElement, Duration, Stack } from 'aws-cdk-lib'
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions'
import { LambdaIntegration, RestApi } from 'aws-cdk-lib/aws-apigateway'
import { HttpApi, HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2'
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations'
import { Rule, Schedule } from 'aws-cdk-lib/aws-events'
import { LambdaFunction as LambdaTarget } from 'aws-cdk-lib/aws-events-targets'
import { Role } from 'aws-cdk-lib/aws-iam'
import { Stream } from 'aws-cdk-lib/aws-kinesis'
import {
  Code,
  type FunctionProps,
  type IFunction,
  Function as LambdaFunction,
  Runtime,
  StartingPosition,
  Tracing,
} from 'aws-cdk-lib/aws-lambda'
import { KinesisEventSource, SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources'
import { LogGroup } from 'aws-cdk-lib/aws-logs'
import { Queue } from 'aws-cdk-lib/aws-sqs'
import { Construct, type IConstruct } from 'constructs'
import { describe, expect, it } from 'vitest'
import { Hoptrace, type HoptraceProps } from '../../src/cdk/index.ts'
import {
  metricsEnvironment,
  type Resources,
  xrayEnvironment,
} from '../../src/cloudformation/index.ts'
import { findProblems } from '../cloudformation/schema.ts'

function shop(name = 'Shop') {
  return new Stack(new App(), name)
}

function lambda(scope: Construct, id: string, props: Partial<FunctionProps> = {}) {
  return new LambdaFunction(scope, id, {
    runtime: Runtime.NODEJS_22_X,
    handler: 'index.handler',
    code: Code.fromInline('exports.handler = async () => 1'),
    ...props,
  })
}

function hoptrace(scope: Construct, functions: HoptraceProps['functions'] = []) {
  return new Hoptrace(scope, 'Hoptrace', { service: 'shop', stage: 'prod', functions })
}

function logicalIdOf({ node }: IConstruct): string {
  return Stack.of(node.defaultChild as IConstruct).resolve(
    (node.defaultChild as CfnElement).logicalId,
  )
}

/** Returns the environment of the only function of a stack. */
function variablesOf(stack: Stack) {
  const [fn] = Object.values(Template.fromStack(stack).findResources('AWS::Lambda::Function'))
  return fn?.Properties.Environment.Variables
}

/** Returns the values of the dimension `action` in alarms. */
function actionsIn(stack: Stack): string[] {
  const found = JSON.stringify(resourcesOf(stack)).matchAll(/"Name":"action","Value":"([^"]+)"/g)
  return [...new Set([...found].map(([, action]) => action ?? ''))]
}

/** Returns the resources of a stack’s template. Fails if CloudFormation would refuse one of them. */
function resourcesOf(stack: Stack) {
  const { Resources } = Template.fromStack(stack).toJSON()
  expect(findProblems(Resources)).toEqual([])
  return Resources
}

// The first synthesis loads the CDK.
describe('new Hoptrace(…)', { timeout: 60_000 }, () => {
  it('gives functions with generated names their environment, tracing and permission', () => {
    const stack = shop()
    const fn = lambda(stack, 'Orders', { environment: { TABLE: 'orders' } })
    new Hoptrace(stack, 'Hoptrace', {
      service: 'shop',
      stage: 'prod',
      version: '7',
      functions: [fn],
    })
    const template = Template.fromStack(stack)
    template.hasResourceProperties('AWS::Lambda::Function', {
      TracingConfig: { Mode: 'Active' },
      Environment: {
        Variables: {
          ...xrayEnvironment,
          ...metricsEnvironment,
          TABLE: 'orders',
          HOPTRACE_SERVICE: 'shop',
          HOPTRACE_STAGE: 'prod',
          HOPTRACE_VERSION: '7',
        },
      },
    })
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: [
          {
            Action: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'],
            Effect: 'Allow',
            Resource: '*',
          },
        ],
      },
    })
  })

  it('adds alarms, queries and a dashboard that refer to the functions', () => {
    const stack = shop()
    const fn = lambda(stack, 'Orders')
    hoptrace(stack, [fn])
    const resources = resourcesOf(stack)
    const id = logicalIdOf(fn)
    const text = JSON.stringify(resources)
    expect(text).toContain(JSON.stringify({ Name: 'FunctionName', Value: { Ref: id } }))
    expect(text).not.toMatch(/Token\[|__/)
    const template = Template.fromStack(stack)
    template.hasResourceProperties('AWS::Logs::QueryDefinition', {
      Name: 'shop-prod/Recent errors with context',
      LogGroupNames: [{ 'Fn::Sub': `/aws/lambda/\${${id}}` }],
    })
    template.resourceCountIs('AWS::CloudWatch::Dashboard', 1)
    template.resourceCountIs('AWS::SNS::Topic', 1)
    template.resourceCountIs('AWS::Logs::LogGroup', 0)
  })

  it('adds functions of other stacks, by the names that these export', () => {
    const app = new App()
    const orders = lambda(new Stack(app, 'Orders'), 'Fn')
    const pay = lambda(new Stack(app, 'Pay'), 'Fn')
    const stack = new Stack(app, 'Observability')
    hoptrace(stack, [orders, pay])
    const text = JSON.stringify(resourcesOf(stack))
    for (const name of ['Orders', 'Pay'])
      expect(text).toMatch(
        new RegExp(`"FunctionName","Value":\\{"Fn::ImportValue":"${name}:ExportsOutputRefFn`),
      )
    Template.fromStack(Stack.of(pay)).hasResourceProperties('AWS::Lambda::Function', {
      TracingConfig: { Mode: 'Active' },
    })
  })

  it('is possible twice in a stack, for two services', () => {
    const stack = shop()
    hoptrace(stack, [lambda(stack, 'Orders')])
    new Hoptrace(stack, 'Money', { service: 'money', functions: [lambda(stack, 'Pay')] })
    resourcesOf(stack)
    Template.fromStack(stack).resourceCountIs('AWS::CloudWatch::Dashboard', 2)
  })

  it('takes the routes of HTTP APIs as actions, also of those that follow it', () => {
    const stack = shop()
    const fn = lambda(stack, 'Orders')
    hoptrace(stack, [fn])
    const api = new HttpApi(stack, 'Api')
    const integration = new HttpLambdaIntegration('Integration', fn)
    api.addRoutes({ path: '/orders/{id}', methods: [HttpMethod.GET], integration })
    expect(actionsIn(stack)).toEqual(['GET /orders/{id}'])
  })

  it('takes the methods of REST APIs as actions, also through an alias', () => {
    const stack = shop()
    const fn = lambda(stack, 'Orders')
    const alias = fn.addAlias('live')
    hoptrace(stack, [alias as IFunction])
    const api = new RestApi(stack, 'Api')
    api.root.addResource('orders').addMethod('POST', new LambdaIntegration(alias as IFunction))
    expect(actionsIn(stack)).toEqual(['POST /orders'])
    expect(Hoptrace.of(fn)).toBe(Hoptrace.of(alias as IFunction))
  })

  it('adds alarms of the queues, tables and jobs in its stack', () => {
    const stack = shop()
    const [job, worker] = [lambda(stack, 'Job'), lambda(stack, 'Worker')]
    hoptrace(stack, [job, worker])
    new Rule(stack, 'Nightly', {
      schedule: Schedule.rate(Duration.days(1)),
      targets: [new LambdaTarget(job)],
    })
    const queue = new Queue(stack, 'Jobs', { visibilityTimeout: Duration.minutes(1) })
    worker.addEventSource(new SqsEventSource(queue))
    const stream = new Stream(stack, 'Orders')
    worker.addEventSource(
      new KinesisEventSource(stream, { startingPosition: StartingPosition.LATEST }),
    )
    const alarms = Object.values(resourcesOf(stack) as Resources).filter(
      ({ Type }) => Type === 'AWS::CloudWatch::Alarm',
    )
    const text = JSON.stringify(alarms)
    const name = { 'Fn::GetAtt': [logicalIdOf(queue), 'QueueName'] }
    expect(text).toContain(JSON.stringify({ Name: 'QueueName', Value: name }))
    const age = alarms.find(({ Properties }) => Properties.AlarmName === 'shop-prod iterator-age')
    expect(JSON.stringify(age)).toContain(`{"Ref":"${logicalIdOf(worker)}"}`)
    const jobs = alarms.find(({ Properties }) => Properties.AlarmName === 'shop-prod failed-jobs')
    expect(JSON.stringify(jobs)).toContain(`{"Ref":"${logicalIdOf(job)}"}`)
  })

  it('takes the actions of a function that names them, and sets a single one', () => {
    const stack = shop()
    const fn = lambda(stack, 'Orders')
    hoptrace(stack, [{ function: fn, actions: ['orders:get'], service: 'orders', p99Ms: 500 }])
    expect(actionsIn(stack)).toEqual(['orders:get'])
    expect(variablesOf(stack)).toMatchObject({
      HOPTRACE_SERVICE: 'orders',
      HOPTRACE_ACTION: 'orders:get',
    })
  })

  it('takes functions later, also with long and equal names', () => {
    const stack = shop()
    const tracing = hoptrace(stack, [])
    const long = lambda(stack, 'Orders'.repeat(20))
    const twins = ['A', 'B'].map((id) => lambda(new Construct(stack, id), 'Fn'))
    for (const fn of [long, ...twins]) expect(tracing.addFunction(fn)).toBe(tracing)
    expect(Hoptrace.of(long)).toBe(tracing)
    const text = JSON.stringify(resourcesOf(stack))
    for (const fn of [long, ...twins])
      expect(text).toContain(`"FunctionName","Value":{"Ref":"${logicalIdOf(fn)}"}`)
  })

  it('saves the queries that its props choose', () => {
    const stack = shop()
    const own = { id: 'plans', title: 'Plans', text: 'stats count(*) by metadata.plan' }
    const queries = { without: ['credits'], add: [own] }
    new Hoptrace(stack, 'Hoptrace', {
      service: 'shop',
      functions: [lambda(stack, 'Orders')],
      queries,
    })
    const template = Template.fromStack(stack)
    template.hasResourceProperties('AWS::Logs::QueryDefinition', {
      Name: 'shop-dev/Plans',
      QueryString: own.text,
    })
    const saved = Object.values(template.findResources('AWS::Logs::QueryDefinition'))
    expect(saved.map(({ Properties }) => Properties.Name)).not.toContain(
      'shop-dev/Credits debit and refund',
    )
    const wrong = { service: 'shop', queries: { without: ['credit'] } }
    expect(() => new Hoptrace(stack, 'Wrong', wrong)).toThrow(
      /option 'queries\.without' must be a list of names of queries: trace-job, .+, got \['credit'\]/,
    )
  })

  it('queries a function’s own log group', () => {
    const stack = shop()
    const logGroup = new LogGroup(stack, 'Logs')
    hoptrace(stack, [lambda(stack, 'Orders', { logGroup })])
    Template.fromStack(stack).hasResourceProperties('AWS::Logs::QueryDefinition', {
      LogGroupNames: [{ Ref: logicalIdOf(logGroup) }],
    })
  })

  it('queries the log group of a frontend', () => {
    const stack = shop()
    const logGroup = new LogGroup(stack, 'Frontend')
    new Hoptrace(stack, 'Hoptrace', { service: 'shop', frontend: { logGroup } })
    Template.fromStack(stack).hasResourceProperties('AWS::Logs::QueryDefinition', {
      LogGroupNames: [{ Ref: logicalIdOf(logGroup) }],
    })
  })
})

describe('what the app sets itself', () => {
  it('stays: variables and the tracing mode', () => {
    const stack = shop()
    const environment = { HOPTRACE_SERVICE: 'mine', HOPTRACE_METRICS_CALLS: '0' }
    const fn = lambda(stack, 'Orders', { environment, tracing: Tracing.PASS_THROUGH })
    hoptrace(stack, [fn])
    expect(variablesOf(stack)).toMatchObject({ ...environment, HOPTRACE_STAGE: 'prod' })
    Template.fromStack(stack).hasResourceProperties('AWS::Lambda::Function', {
      TracingConfig: { Mode: 'PassThrough' },
    })
  })

  it('gives no permission twice', () => {
    const stack = shop()
    hoptrace(stack, [lambda(stack, 'Orders', { tracing: Tracing.ACTIVE })])
    const text = JSON.stringify(Template.fromStack(stack).findResources('AWS::IAM::Policy'))
    expect(text.match(/xray:PutTraceSegments/g)).toHaveLength(1)
  })

  it('makes an imported role that can be changed allow X-Ray', () => {
    const stack = shop()
    const role = Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::123456789012:role/shop')
    hoptrace(stack, [lambda(stack, 'Orders', { role })])
    const template = Template.fromStack(stack)
    template.hasResourceProperties('AWS::IAM::Policy', { Roles: ['shop'] })
    template.hasResourceProperties('AWS::Lambda::Function', { TracingConfig: { Mode: 'Active' } })
  })

  it('keeps tracing off, and warns, if an imported role can’t be changed', () => {
    const stack = shop()
    const arn = 'arn:aws:iam::123456789012:role/shop'
    const role = Role.fromRoleArn(stack, 'Role', arn, { mutable: false })
    hoptrace(stack, [lambda(stack, 'Orders', { role })])
    Template.fromStack(stack).hasResourceProperties('AWS::Lambda::Function', {
      TracingConfig: Match.absent(),
      Environment: Match.anyValue(),
    })
    Annotations.fromStack(stack).hasWarning(
      '/Shop/Orders',
      Match.stringLikeRegexp('Tracing stays off: the role must allow xray:PutTraceSegments and'),
    )
  })

  it('is reported for an imported function, which has alarms nevertheless', () => {
    const stack = shop()
    hoptrace(stack, [LambdaFunction.fromFunctionName(stack, 'Orders', 'shop-orders')])
    expect(JSON.stringify(resourcesOf(stack))).toContain(':function:shop-orders"')
    Annotations.fromStack(stack).hasWarning('*', Match.stringLikeRegexp('imported.+HOPTRACE_STAGE'))
  })
})

describe('a wrong option', () => {
  it.each([
    [{ service: 'my shop' }, /option 'service' must be/],
    [{ service: 'shop', alarm: {} }, /unknown option 'alarm'/],
    [{ service: 'shop', frontend: { logGroup: '' } }, /option 'frontend.logGroup' must be/],
  ])('is refused at once: %j', (props, message) => {
    expect(() => new Hoptrace(shop(), 'Hoptrace', props)).toThrow(message)
  })

  it('of a function is refused at once, and so is a function that is traced already', () => {
    const stack = shop()
    const tracing = hoptrace(stack, [])
    const fn = lambda(stack, 'Orders')
    expect(() => tracing.addFunction(fn, { p99Ms: -1 })).toThrow(/functions.Orders.p99Ms' must be/)
    tracing.addFunction(fn)
    expect(() => tracing.addFunction(fn)).toThrow(
      'hoptrace: Shop/Orders is traced already, by Shop/Hoptrace',
    )
  })
})
