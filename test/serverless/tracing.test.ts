import { describe, expect, it } from 'vitest'
import type { Resources } from '../../src/cloudformation/index.ts'
import { findProblems } from '../cloudformation/schema.ts'
import { packaged, propertiesOf, reports } from './packaged.ts'

const handler = 'index.handler'
const ARN = 'arn:aws:iam::123456789012:role/shared'
const PERMISSIONS = 'xray:PutTraceSegments and xray:PutTelemetryRecords'

const role = (more: object = {}) => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: {
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: 'lambda.amazonaws.com' },
          Action: 'sts:AssumeRole',
        },
      ],
    },
    ...more,
  },
})

const modeOf = (resources: Resources, id: string): unknown =>
  Object(propertiesOf(resources, id).TracingConfig).Mode

/** How many times a role lists a permission to write to X-Ray. */
const grantsOf = (resources: Resources, id: string): number =>
  JSON.stringify(propertiesOf(resources, id)).split('xray:PutTraceSegments').length - 1

describe('a function', () => {
  it('is traced, with one permission in the role that the framework creates', async () => {
    const { resources } = await packaged()
    expect(modeOf(resources, 'OrdersLambdaFunction')).toBe('Active')
    expect(grantsOf(resources, 'IamRoleLambdaExecution')).toBe(1)
  })

  it.each([
    ['a logical id', 'MyRole'],
    ['Fn::GetAtt', { 'Fn::GetAtt': ['MyRole', 'Arn'] }],
    ['Fn::Sub', { 'Fn::Sub': `\${MyRole.Arn}` }],
  ])('with a role of serverless.yml, by %s, is traced and gets the permission', async (_, name) => {
    const Policies = [{ PolicyName: 'own', PolicyDocument: { Statement: [] } }]
    const { code, output, resources } = await packaged({
      functions: { orders: { handler, role: name }, pay: { handler, role: name } },
      resources: { Resources: { MyRole: role({ Policies }) } },
    })
    expect([code, reports(output)]).toEqual([0, []])
    expect(modeOf(resources, 'OrdersLambdaFunction')).toBe('Active')
    expect(grantsOf(resources, 'MyRole')).toBe(1)
    expect(propertiesOf(resources, 'MyRole').Policies).toMatchObject([
      { PolicyName: 'own' },
      { PolicyName: 'hoptrace-xray' },
    ])
    expect(findProblems(resources)).toEqual([])
  })

  it('with a role that may write to X-Ray leaves the role as it is', async () => {
    const managed = role({
      ManagedPolicyArns: ['arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess'],
    })
    const Statement = [{ Effect: 'Allow', Action: 'xray:*', Resource: '*' }]
    const inline = role({ Policies: [{ PolicyName: 'own', PolicyDocument: { Statement } }] })
    const { resources } = await packaged({
      functions: { orders: { handler, role: 'Managed' }, pay: { handler, role: 'Inline' } },
      resources: { Resources: { Managed: managed, Inline: inline } },
    })
    expect(modeOf(resources, 'OrdersLambdaFunction')).toBe('Active')
    expect(modeOf(resources, 'PayLambdaFunction')).toBe('Active')
    expect([resources.Managed, resources.Inline]).toEqual([managed, inline])
  })

  it('keeps the permission if serverless.yml replaces the policies of its role', async () => {
    const Policies = [{ PolicyName: 'own', PolicyDocument: { Statement: [] } }]
    const { resources } = await packaged({
      resources: { extensions: { IamRoleLambdaExecution: { Properties: { Policies } } } },
    })
    expect(grantsOf(resources, 'IamRoleLambdaExecution')).toBe(1)
  })

  it('whose role is not part of the stack is not traced, and the permission is reported', async () => {
    const { code, output, resources } = await packaged({
      provider: { name: 'aws', runtime: 'nodejs22.x', iam: { role: ARN } },
      functions: { a: { handler }, b: { handler }, c: { handler, role: 'MyRole' } },
      resources: { Resources: { MyRole: role() } },
    })
    expect(code).toBe(0)
    expect(['A', 'B', 'C'].map((name) => modeOf(resources, `${name}LambdaFunction`))).toEqual([
      undefined,
      undefined,
      'Active',
    ])
    expect(grantsOf(resources, 'MyRole')).toBe(1)
    expect(reports(output)).toEqual([
      `X-Ray has no trace of functions.a, functions.b: the role ${ARN} is not part of the stack. To change that, allow it ${PERMISSIONS}, then set tracing: Active for these functions`,
    ])
  })

  it('that is traced later, because its role now permits it, gets a version of its own', async () => {
    const versionOf = async (more: object) => {
      const { resources } = await packaged({ functions: { a: { handler, role: ARN, ...more } } })
      return Object.keys(resources).filter((id) => id.startsWith('ALambdaVersion'))
    }
    const [before, after] = [await versionOf({}), await versionOf({ tracing: 'Active' })]
    expect([before.length, after.length]).toEqual([1, 1])
    expect(after).not.toEqual(before)
  })

  it('that serverless.yml traces stays traced, and the permission is reported', async () => {
    const { output, resources } = await packaged({
      functions: { a: { handler, role: { 'Fn::ImportValue': 'role' }, tracing: 'Active' } },
    })
    expect(modeOf(resources, 'ALambdaFunction')).toBe('Active')
    expect(reports(output)).toEqual([
      `functions.a is traced, so its role {"Fn::ImportValue":"role"} must allow ${PERMISSIONS}`,
    ])
  })

  it('of the framework itself is not traced', async () => {
    const { resources } = await packaged({
      functions: { orders: { handler, events: [{ s3: { bucket: 'inbox', existing: true } }] } },
    })
    expect(modeOf(resources, 'OrdersLambdaFunction')).toBe('Active')
    expect(modeOf(resources, 'CustomDashresourceDashexistingDashs3LambdaFunction')).toBeUndefined()
    expect(grantsOf(resources, 'IamRoleCustomResourcesLambdaExecution')).toBe(0)
  })

  it('at Lambda@Edge stays as it is', async () => {
    const events = [{ cloudFront: { eventType: 'viewer-request', origin: 'https://example.com' } }]
    const edge = { handler, memorySize: 128, timeout: 5, events }
    const functions = { edge, orders: { handler } }
    const { code, output, resources } = await packaged({ functions })
    const { resources: without } = await packaged({ functions, plugins: [] })
    expect([code, reports(output)]).toEqual([
      0,
      ['functions.edge stays as it is: Lambda@Edge has no environment and no X-Ray'],
    ])
    const versions = (all: Resources) =>
      Object.keys(all).filter((id) => /^EdgeLambdaVersion/.test(id))
    expect(versions(resources)).toEqual(versions(without))
    const added = /TracingConfig|Environment|FieldIndexPolicies/
    expect(JSON.stringify(propertiesOf(resources, 'EdgeLambdaFunction'))).not.toMatch(added)
    expect(JSON.stringify(propertiesOf(resources, 'EdgeLogGroup'))).not.toMatch(added)
    expect(JSON.stringify(resources.HoptraceDashboard)).not.toContain('shop-dev-edge')
  })

  it('of an image is traced as others are', async () => {
    const image = `123456789012.dkr.ecr.us-east-1.amazonaws.com/shop@sha256:${'0'.repeat(64)}`
    const { code, output, resources } = await packaged({ functions: { orders: { image } } })
    expect([code, reports(output)]).toEqual([0, []])
    expect(propertiesOf(resources, 'OrdersLambdaFunction')).toMatchObject({
      TracingConfig: { Mode: 'Active' },
      Environment: { Variables: { HOPTRACE_SERVICE: 'shop' } },
    })
  })

  it('with a name that Lambda refuses is refused while packaging', async () => {
    const name = `shop-${'x'.repeat(60)}`
    const { code, output } = await packaged({ functions: { orders: { handler, name } } })
    expect(code).toBe(1)
    expect(output).toContain(
      `the name of function 'orders' is too long: it has 65 characters, and Lambda takes 64: '${name}'`,
    )
  })
})
