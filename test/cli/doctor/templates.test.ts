import { describe, expect, it } from 'vitest'
import { hoptrace } from '../hoptrace.ts'
import { logFile } from '../log-file.ts'
import { type Files, projectFolder } from '../project/project-folder.ts'
import { SHAPES } from '../project/shapes.ts'
import { record } from '../sample-trace.ts'

const ENDED = record(0, { phase: 'complete', spanId: '0000000000000001', result: 'success' })
const TRACED = `import { withLambdaTracing } from 'hoptrace/middy'
export const handler = withLambdaTracing(async () => 1)
`
const UNTRACED = 'export const handler = async () => 1\n'

async function findingsOf(files: Files): Promise<string[]> {
  const args = ['doctor', projectFolder(files), '--json', '--file', logFile(ENDED)]
  const { out } = await hoptrace(args)
  const findings: Record<string, string>[] = JSON.parse(out)
  return findings.map(({ about, problem, remedy }) => `${about}: ${problem}: ${remedy}`)
}

const lambda = (Handler: string, properties = {}) => ({
  Type: 'AWS::Lambda::Function',
  Properties: { Handler, Runtime: 'nodejs24.x', TracingConfig: { Mode: 'Active' }, ...properties },
})

const BUNDLED =
  'Register tracing() of hoptrace/middy as the first middleware, or wrap the handler in withLambdaTracing()'
const remedyFor = (file: string) => `${BUNDLED}, in ${file}`

describe('hoptrace doctor on a template', () => {
  it('follows a handler of serverless’s TypeScript template to middyfy in another file', async () => {
    const shape = SHAPES["serverless's template for TypeScript"]
    const files = {
      ...shape?.files,
      '.serverless/cloudformation-template-update-stack.json': {
        Resources: { HelloLambdaFunction: lambda('src/functions/hello/handler.main') },
      },
    }
    expect(await findingsOf(files)).toEqual([
      `HelloLambdaFunction: The handler src/functions/hello/handler.main is not traced: ${remedyFor('src/functions/hello/handler.ts')}`,
    ])
    expect(await findingsOf({ ...files, ...shape?.expected })).toEqual([])
  })

  it('reads handlers that a bundler has written as CommonJS, with and without hoptrace in it', async () => {
    const template = (...names: string[]) => ({
      '.serverless/cloudformation-template-update-stack.json': {
        Resources: Object.fromEntries(names.map((name) => [name, lambda(`${name}.handler`)])),
      },
    })
    const bundle = (code: string) => `"use strict";
var index_exports = {};
__export(index_exports, { handler: () => handler });
module.exports = __toCommonJS(index_exports);
${code}
`
    const files = {
      ...template('external', 'bundled', 'untraced'),
      'external.js': bundle(
        'var import_middy = require("hoptrace/middy");\nvar handler = (0, import_middy.withLambdaTracing)(async () => 1);',
      ),
      'bundled.js': bundle('var state = Symbol.for("hoptrace.v1");'),
      'untraced.js': bundle('var handler = async () => 1;'),
    }
    expect(await findingsOf(files)).toEqual([
      `untraced: The handler untraced.handler is not traced: ${remedyFor('untraced.js')}`,
    ])
  })

  it('reads a template of SAM, with its globals and short functions', async () => {
    const template = `Transform: AWS::Serverless-2016-10-31
Globals:
  Function:
    Runtime: nodejs24.x
    Tracing: Active
    Environment: { Variables: { TABLE: !Ref Table } }
Resources:
  Table: { Type: AWS::DynamoDB::Table }
  Good:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: good/
      Handler: app.handler
      Policies: [!Sub 'arn:\${AWS::Partition}:x', DynamoDBReadPolicy: { TableName: !Ref Table }]
  Bad:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: bad/
      Handler: app.handler
      Tracing: PassThrough
      Role: !GetAtt Own.Arn
      Environment: { Variables: { HOPTRACE_FORMAT: pretty } }
  Traced:
    Type: AWS::Serverless::Function
    Properties: { CodeUri: good/, Handler: app.handler, Role: !GetAtt Own.Arn }
  Report:
    Type: AWS::Serverless::Function
    Properties: { CodeUri: report/, Handler: app.main, Runtime: python3.13, Tracing: PassThrough }
  Image:
    Type: AWS::Serverless::Function
    Properties: { PackageType: Image }
  Own:
    Type: AWS::IAM::Role
    Properties: { AssumeRolePolicyDocument: { Statement: [] } }
`
    const files = { 'template.yaml': template, 'good/app.ts': TRACED, 'bad/app.mjs': UNTRACED }
    const both = 'xray:PutTraceSegments and xray:PutTelemetryRecords'
    expect(await findingsOf(files)).toEqual([
      'Bad: X-Ray tracing is off: Set Globals.Function.Tracing: Active',
      'Bad: HOPTRACE_FORMAT is pretty, so CloudWatch finds no fields in the records: Set Globals.Function.Environment.Variables.HOPTRACE_FORMAT: json, or remove it',
      `Own: The role doesn't allow ${both}, so X-Ray receives nothing: Add AWSXRayDaemonWriteAccess to the ManagedPolicyArns of Own`,
      `Bad: The handler app.handler is not traced: ${remedyFor('bad/app.mjs')}`,
    ])
  })

  it('finds a role that Fn::Sub names, and permissions that a managed policy of the template gives', async () => {
    const policy = (Type: string, more: object) => ({
      Type,
      Properties: {
        PolicyDocument: { Statement: { Effect: 'Allow', Action: 'xray:Put*' } },
        ...more,
      },
    })
    const files = (Roles: unknown[], ManagedPolicyArns: unknown[]) => ({
      '.serverless/cloudformation-template-update-stack.json': {
        Resources: {
          Orders: lambda('orders.handler', { Role: { 'Fn::Sub': `\${Role.Arn}` } }),
          Role: { Type: 'AWS::IAM::Role', Properties: { ManagedPolicyArns } },
          Attached: policy('AWS::IAM::Policy', { Roles }),
          Managed: policy('AWS::IAM::ManagedPolicy', {}),
        },
      },
      'orders.mjs': TRACED,
    })
    expect(await findingsOf(files([], []))).toEqual([
      "Role: The role doesn't allow xray:PutTraceSegments and xray:PutTelemetryRecords, so X-Ray receives nothing: Allow them in the policies of Role under resources",
    ])
    expect(await findingsOf(files([{ Ref: 'Role' }], []))).toEqual([])
    expect(await findingsOf(files([], [{ Ref: 'Managed' }]))).toEqual([])
  })

  it('says why it can’t read a template of SAM', async () => {
    const files = { 'template.yaml': 'Transform: AWS::Serverless-2016-10-31\nResources: [\n' }
    const { code, err } = await hoptrace(['doctor', projectFolder(files)])
    expect([code, err]).toEqual([3, expect.stringMatching(/Can't read .*template\.yaml: /)])
  })

  it('prefers what sam build has written', async () => {
    const template = (folder: string) => `Transform: [AWS::Serverless-2016-10-31]
Resources:
  A:
    Type: AWS::Serverless::Function
    Properties: { Runtime: nodejs24.x, Tracing: Active, CodeUri: ${folder}, Handler: app.handler }
`
    const files = {
      'template.yml': template('src'),
      'src/app.ts': UNTRACED,
      '.aws-sam/build/template.yaml': template('A'),
      '.aws-sam/build/A/app.js': TRACED,
    }
    expect(await findingsOf(files)).toEqual([])
  })

  it('reads the templates in cdk.out, also of stages and nested stacks, with their assets', async () => {
    const asset = (name: string) => ({
      Metadata: { 'aws:asset:path': name, 'aws:asset:property': 'Code' },
    })
    const files = {
      'cdk.json': {},
      'cdk.out/Shop.template.json': {
        Resources: {
          Good: { ...lambda('index.handler'), ...asset('asset.aa') },
          Bad: { ...lambda('index.handler', { TracingConfig: {} }), ...asset('asset.bb') },
          Listed: lambda('index.handler', { Code: { S3Bucket: 'b', S3Key: 'ee.zip' } }),
          FromBucket: lambda('index.handler', { Code: { S3Bucket: 'b', S3Key: 'mine.zip' } }),
          Provider: {
            ...lambda('__entrypoint__.handler', { TracingConfig: {} }),
            ...asset('asset.cc'),
          },
          Deletion: {
            Type: 'Custom::S3AutoDeleteObjects',
            Properties: { ServiceToken: { 'Fn::GetAtt': ['Provider', 'Arn'] } },
          },
        },
      },
      'cdk.out/assembly-Prod/ProdApi.nested.template.json': {
        Resources: { Nested: { ...lambda('index.handler'), ...asset('asset.dd') } },
      },
      'cdk.out/Shop.assets.json': {
        files: {
          ee: { source: { path: 'asset.ee' }, destinations: { d: { objectKey: 'ee.zip' } } },
        },
      },
      'cdk.out/asset.ee/index.js': UNTRACED,
      'cdk.out/asset.aa/index.js': 'exports.handler = Symbol.for("hoptrace.v1")\n',
      'cdk.out/asset.bb/index.js': UNTRACED,
      'cdk.out/asset.cc/__entrypoint__.js': UNTRACED,
      'cdk.out/assembly-Prod/asset.dd/index.mjs': UNTRACED,
    }
    expect(await findingsOf(files)).toEqual([
      'Bad: X-Ray tracing is off: Pass tracing: Tracing.ACTIVE to the function',
      `Bad: The handler index.handler is not traced: ${BUNDLED}`,
      `Listed: The handler index.handler is not traced: ${BUNDLED}`,
      `Nested: The handler index.handler is not traced: ${BUNDLED}`,
    ])
  })

  it('reports an app of the CDK, and a service in a folder, that are not packaged', async () => {
    expect(await findingsOf({ 'cdk.json': {}, 'services/shop/serverless.yml': '' })).toEqual([
      'cdk.out: There is no packaged template, so the deployment is not checked: Run npx cdk synth',
      'services/shop/.serverless/cloudformation-template-update-stack.json: There is no packaged template, so the deployment is not checked: Run npx serverless package',
    ])
  })
})
