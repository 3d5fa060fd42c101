import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import * as yaml from 'yaml'
import { plainValue } from '../../../src/cli/template/yaml-value.ts'
import type { Resources } from '../../../src/cloudformation/index.ts'
import { findProblems } from '../../cloudformation/schema.ts'
import { hoptrace } from '../hoptrace.ts'
import { logFile } from '../log-file.ts'

const SAM = 'test/cli/template/sam.yaml'

const addTo = (file: string, ...flags: string[]) =>
  hoptrace([
    'cloudformation',
    ...['--template', file, '--service', 'shop', '--stage', 'prod', ...flags],
  ])

/** Returns the resources of a template in YAML, with functions in their long form. */
function resourcesIn(text: string): Resources {
  const document = yaml.parseDocument(text, { schema: 'failsafe', logLevel: 'silent' })
  return (plainValue(document.contents, document, yaml) as { Resources: Resources }).Resources
}

const propertiesOf = (resources: Resources, id: string) => resources[id]?.Properties ?? {}

/** A plain template with a function and its role. */
function plainTemplate(fn: object = {}, role: object = {}, others: object = {}) {
  const Properties = {
    Runtime: 'nodejs24.x',
    Handler: 'index.handler',
    Code: { S3Bucket: 'b', S3Key: 'k' },
    Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
    ...fn,
  }
  const AssumeRolePolicyDocument = { Version: '2012-10-17', Statement: [] }
  return {
    Resources: {
      Orders: { Type: 'AWS::Lambda::Function', Properties },
      Role: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument, ...role } },
      ...others,
    },
  }
}

async function addToJson(template: object, ...flags: string[]) {
  const { code, out, err } = await addTo(logFile(template), ...flags)
  expect(code).toBe(0)
  const resources: Resources = JSON.parse(out).Resources
  return { resources, err }
}

describe('hoptrace cloudformation --template with a template of SAM', () => {
  it('adds lines, and leaves comments, short forms and values as they were', async () => {
    const { code, out } = await addTo(SAM)
    expect(code).toBe(0)
    const lines = out.split('\n')
    const given = readFileSync(SAM, 'utf8').split('\n')
    // Aliases are written out, and lists in brackets get a line for each item.
    const kept = given.filter((line) => !/[&*]environment|\[/.test(line))
    expect(kept.length).toBeGreaterThan(60)
    expect(kept.filter((line) => !lines.includes(line))).toEqual([])
  })

  it('adds the environment, without what the globals or a function set', async () => {
    const { out, err } = await addTo(SAM, '--function', 'Pay=pay')
    const resources = resourcesIn(out)
    const variablesOf = (id: string) =>
      (propertiesOf(resources, id).Environment as { Variables: object }).Variables
    expect(variablesOf('Orders')).toMatchObject({
      TABLE: { Ref: 'Table' },
      HOPTRACE_METRICS: '1',
      AWS_XRAY_TRACING_ENABLED: 'true',
      HOPTRACE_SERVICE: 'shop',
      HOPTRACE_STAGE: 'prod',
    })
    expect(variablesOf('Orders')).not.toHaveProperty('HOPTRACE_METRICS_CALLS')
    expect(variablesOf('Orders')).not.toHaveProperty('HOPTRACE_ACTION')
    expect(variablesOf('Pay')).toMatchObject({ HOPTRACE_ACTION: 'pay' })
    expect(err).toContain('Orders.HOPTRACE_METRICS_CALLS stays 0, not 1\n')
    expect(err).toContain('Report has a computed environment: set AWS_XRAY_TRACING_ENABLED, ')
    expect(err).toContain('Image stays as it is: it runs python3.14\n')
    expect(propertiesOf(resources, 'Image')).not.toHaveProperty('Environment')
  })

  it('traces functions whose role is SAM’s or gets the permission', async () => {
    const { out, err } = await addTo(SAM)
    const resources = resourcesIn(out)
    const tracing = ['Orders', 'Pay', 'Refund', 'Report'].map(
      (id) => propertiesOf(resources, id).Tracing,
    )
    expect(tracing).toEqual(['Active', 'Active', 'PassThrough', undefined])
    expect(propertiesOf(resources, 'PayRole').Policies).toMatchObject([
      { PolicyName: 'own' },
      { PolicyDocument: { Statement: [{ Action: ['xray:PutTraceSegments', expect.anything()] }] } },
    ])
    expect(err).toContain('Refund.Properties.Tracing stays "PassThrough": X-Ray has no trace\n')
    expect(err).toContain('Report is not traced: its role must allow xray:PutTraceSegments and ')
  })

  it('adds alarms, queries and a dashboard of its functions, by their ids and routes', async () => {
    const { out } = await addTo(SAM, '--email', 'oncall@example.com')
    const resources = resourcesIn(out)
    const text = JSON.stringify(resources)
    expect(text).toContain('{"Name":"FunctionName","Value":{"Ref":"Orders"}}')
    expect(text).toContain('{"Name":"FunctionName","Value":"shop-pay"}')
    expect(text).toContain('{"Name":"action","Value":"GET /orders/{id}"}')
    expect(text).not.toContain('{"Ref":"Image"}')
    const { LogGroupNames } = propertiesOf(resources, 'HoptraceQueryRecentErrors')
    expect(LogGroupNames).toEqual([
      { 'Fn::Sub': `/aws/lambda/\${Orders}` },
      '/aws/lambda/shop-pay',
      { Ref: 'RefundLogs' },
      { 'Fn::Sub': `/aws/lambda/\${Report}` },
    ])
    // The alarm of a table of the template.
    expect(text).toContain('{"Name":"TableName","Value":{"Ref":"Table"}}')
    const ours = Object.entries(resources).filter(
      ([id]) => id.startsWith('Hoptrace') || id === 'Table',
    )
    const references = ['Orders', 'Refund', 'Report'].map((id) => [
      id,
      plainTemplate().Resources.Orders,
    ])
    const role = ['Role', plainTemplate().Resources.Role]
    const logs = ['RefundLogs', { Type: 'AWS::Logs::LogGroup', Properties: {} }]
    // SAM makes it of the event of Orders.
    const api = ['ServerlessHttpApi', { Type: 'AWS::ApiGatewayV2::Api', Properties: {} }]
    expect(text).toContain('{"Name":"ApiId","Value":{"Ref":"ServerlessHttpApi"}}')
    expect(findProblems(Object.fromEntries([...ours, ...references, role, logs, api]))).toEqual([])
  })

  it('pages nobody for an authorizer that refuses, also one of the globals', async () => {
    const template = {
      Transform: 'AWS::Serverless-2016-10-31',
      Globals: {
        Function: { Runtime: 'nodejs24.x', Handler: 'index.handler', CodeUri: 'src/' },
        Api: {
          Auth: { Authorizers: { Mine: { FunctionArn: { 'Fn::GetAtt': ['Auth', 'Arn'] } } } },
        },
      },
      Resources: {
        Orders: {
          Type: 'AWS::Serverless::Function',
          Properties: {
            Events: { Get: { Type: 'Api', Properties: { Path: '/', Method: 'get' } } },
          },
        },
        Auth: { Type: 'AWS::Serverless::Function' },
      },
    }
    const { resources } = await addToJson(template)
    const { AlarmDescription } = propertiesOf(resources, 'HoptraceAlarmFunctionErrors')
    expect(AlarmDescription).toMatch(/Watched: Orders$/)
  })

  it('indexes the log groups that the template has, and creates none', async () => {
    const resources = resourcesIn((await addTo(SAM)).out)
    const groups = Object.entries(resources).filter(([, { Type }]) => Type.includes('LogGroup'))
    expect(groups.map(([id, { Properties }]) => [id, 'FieldIndexPolicies' in Properties])).toEqual([
      ['RefundLogs', true],
      ['OrdersLogs', true],
    ])
  })

  it('changes nothing the second time', async () => {
    const { out } = await addTo(SAM)
    const again = await addTo(logFile(out.trimEnd()))
    expect(again.out).toBe(out)
    expect(again.err).toContain('HoptraceDashboard stays as it is\n')
  })
})

describe('hoptrace cloudformation --template with a plain template in JSON', () => {
  it('adds what CloudFormation accepts', async () => {
    const { resources, err } = await addToJson(plainTemplate())
    expect(findProblems(resources)).toEqual([])
    expect(err).toBe('')
    expect(propertiesOf(resources, 'Orders')).toMatchObject({
      TracingConfig: { Mode: 'Active' },
      Environment: { Variables: { HOPTRACE_SERVICE: 'shop' } },
    })
    expect(propertiesOf(resources, 'Role').Policies).toHaveLength(1)
  })

  it('permits nothing twice, and changes no role that is computed', async () => {
    const managed = { ManagedPolicyArns: ['arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess'] }
    const { resources } = await addToJson(plainTemplate({}, managed))
    expect(propertiesOf(resources, 'Role')).not.toHaveProperty('Policies')
    const PolicyDocument = (Action: unknown) => ({
      Statement: { Effect: 'Allow', Action, Resource: '*' },
    })
    for (const Action of ['xray:*', 'XRay:Put*', ['s3:*', '*']]) {
      const Policies = [{ PolicyName: 'own', PolicyDocument: PolicyDocument(Action) }]
      const { resources: same } = await addToJson(plainTemplate({}, { Policies }))
      expect(propertiesOf(same, 'Role').Policies).toEqual(Policies)
    }
    const Own = {
      Type: 'AWS::IAM::ManagedPolicy',
      Properties: { PolicyDocument: PolicyDocument('xray:*') },
    }
    const byReference = plainTemplate({}, { ManagedPolicyArns: [{ Ref: 'Own' }] }, { Own })
    const { resources: referring } = await addToJson(byReference)
    expect(propertiesOf(referring, 'Role')).not.toHaveProperty('Policies')
    const computed = { Policies: { 'Fn::If': ['A', [], []] } }
    const { resources: others, err } = await addToJson(
      plainTemplate({ TracingConfig: { Mode: 'Active' } }, computed),
    )
    expect(propertiesOf(others, 'Role')).toMatchObject(computed)
    expect(err).toContain('Orders is traced: its role must allow xray:PutTraceSegments')
  })

  it('takes the names that a function’s environment sets', async () => {
    const Variables = { HOPTRACE_SERVICE: 'money', HOPTRACE_ACTION: 'GET /pay' }
    const { resources } = await addToJson(plainTemplate({ Environment: { Variables } }))
    const text = JSON.stringify(resources)
    expect(text).toContain('{"Name":"service","Value":"money"}')
    expect(text).toContain('{"Name":"action","Value":"GET /pay"}')
  })

  it.each([
    ['an image', { PackageType: 'Image' }, 'it is an image'],
    ['inline code', { Code: { ZipFile: '' } }, 'its code is inline'],
  ])('leaves a function with %s as it is', async (_what, fn, reason) => {
    const given = plainTemplate(fn)
    const { resources, err } = await addToJson(given)
    expect(resources.Orders).toEqual(given.Resources.Orders)
    expect(err).toContain(`Orders stays as it is: ${reason}\n`)
  })

  it('leaves resources that another file includes as they are', async () => {
    const included = { Name: 'AWS::Include', Parameters: { Location: 's3://b/k' } }
    const given = plainTemplate({}, {}, { 'Fn::Transform': included })
    const { resources } = await addToJson(given)
    expect(resources).toHaveProperty(['Fn::Transform'], included)
    expect(resources).toHaveProperty('HoptraceAlarmFunctionErrors')
  })

  it('refers to no function that may not exist', async () => {
    const Orders = { ...plainTemplate().Resources.Orders, Condition: 'IsProd' }
    const { resources, err } = await addToJson(plainTemplate({}, {}, { Orders }))
    expect(JSON.stringify(resources)).not.toContain('{"Ref":"Orders"}')
    expect(err).toContain('Orders gets no alarms, since a condition decides whether it exists')
  })
})

describe('hoptrace cloudformation --template', () => {
  it.each([
    ['{', 3, 'is not JSON'],
    ['a: [', 3, "Can't read"],
    ['a: 1', 3, 'is not a CloudFormation template: it has no Resources'],
    ['Resources: {}', 3, 'has no functions'],
    ['Resources: { A: { <<: {} } }', 3, 'it has a merge key (<<). Write out what it stands for'],
    ['Resources: { A: &a { B: &b [1] , C: *b }, D: *a }', 3, 'it has an alias within an anchor'],
  ])('refuses the template %j', async (text, exitCode, message) => {
    const { code, out, err } = await addTo(logFile(text))
    expect([code, out]).toEqual([exitCode, ''])
    expect(err).toContain(message)
  })

  it('refuses a function that the template doesn’t have', async () => {
    const { code, err } = await addTo(SAM, '--function', 'orders=a')
    expect(code).toBe(2)
    expect(err).toContain("there is no function 'orders'; known are Orders, Pay")
  })

  it('says which file is missing', async () => {
    expect(await addTo('missing.yaml')).toMatchObject({
      code: 3,
      err: expect.stringContaining("Can't read missing.yaml: ENOENT"),
    })
  })
})
