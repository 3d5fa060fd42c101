import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ROOT } from '../local/root.ts'
import type { Resource, Resources } from '../src/cloudformation/index.ts'
import { findProblems } from './cloudformation/schema.ts'
import { packageService } from './serverless/package-service.ts'

const FUNCTIONS = ['Process', 'Status', 'Credits']
const SECRETS = { JWT_SECRET: 'for users', CREDITS_SECRET: 'for services' }

let folder: string
let resources: Resources

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'hoptrace-package-'))
  const packaged = await packageService(ROOT, folder, SECRETS)
  expect(packaged).toMatchObject({ code: 0 })
  resources = packaged.resources
})
afterAll(() => rmSync(folder, { recursive: true }))

describe('a deployment', () => {
  it('has three functions on Node 24, traced by X-Ray', () => {
    const functions = ofType('AWS::Lambda::Function')
    expect(functions).toHaveLength(3)
    for (const name of FUNCTIONS) {
      const handler = `build/${name.toLowerCase()}.handler`
      expect(properties(`${name}LambdaFunction`)).toMatchObject({
        Handler: handler,
        Runtime: 'nodejs24.x',
        TracingConfig: { Mode: 'Active' },
        Environment: {
          Variables: {
            AWS_XRAY_TRACING_ENABLED: 'true',
            AWS_XRAY_CONTEXT_MISSING: 'LOG_ERROR',
            HOPTRACE_FORMAT: 'json',
            HOPTRACE_METRICS: '1',
            HOPTRACE_METRICS_COUNTS: 'Errors,Timeouts,ColdStarts',
            HOPTRACE_METRICS_CALLS: '1',
            HOPTRACE_SERVICE: name === 'Credits' ? 'credits' : 'bg-remover',
            // Pictures may not come from private addresses.
            IMAGE_ORIGINS: '',
            ...SECRETS,
          },
        },
      })
    }
  })

  it('keeps the logs of functions 14 days and of the frontend 7 days, and indexes fields', () => {
    const found = {
      FieldIndexPolicies: [{ Fields: ['jobId', 'tenantId', 'requestId', 'action'] }],
    }
    expect(ofType('AWS::Logs::LogGroup')).toEqual([
      ...FUNCTIONS.map((name) => ({
        LogGroupName: `/aws/lambda/bg-remover-dev-${name.toLowerCase()}`,
        RetentionInDays: 14,
        ...found,
      })),
      { LogGroupName: '/bg-remover-dev/frontend', RetentionInDays: 7, ...found },
    ])
  })

  it('conforms to CloudFormation’s schemas', () => {
    expect(findProblems(resources)).toEqual([])
  })

  it('has queries, alarms and a dashboard, and notifies nobody in the stage dev', () => {
    const counts = Object.entries(Object.groupBy(Object.values(resources), ({ Type }) => Type))
      .filter(([type]) => /::(Logs|CloudWatch|SNS|XRay)::/.test(type))
      .map(([type, ones = []]) => [type, ones.length])
    expect(Object.fromEntries(counts)).toEqual({
      'AWS::Logs::LogGroup': 4,
      'AWS::Logs::QueryDefinition': 19,
      'AWS::CloudWatch::Alarm': 11,
      'AWS::CloudWatch::CompositeAlarm': 2,
      'AWS::CloudWatch::Dashboard': 1,
    })
  })

  it('has four routes', () => {
    const routes = ofType('AWS::ApiGatewayV2::Route').map(({ RouteKey }) => RouteKey)
    expect(routes.sort()).toEqual([
      'GET /bg-remover/status/{jobId}',
      'POST /bg-remover/process',
      'POST /credits/debit',
      'POST /credits/refund',
    ])
  })

  it('calls the credits service through its own API', () => {
    expect(properties('ProcessLambdaFunction')).toHaveProperty(
      ['Environment', 'Variables', 'CREDITS_URL'],
      { 'Fn::Sub': `https://\${HttpApi}.execute-api.\${AWS::Region}.amazonaws.com` },
    )
  })

  it('may use only its bucket, tables, model, X-Ray and logs', () => {
    const sub = (text: string): object => ({ 'Fn::Sub': text })
    const arnOf = (name: string): object => ({ 'Fn::GetAtt': [name, 'Arn'] })
    const model = 'stability.stable-image-remove-background-v1:0'
    const bedrock = `arn:\${AWS::Partition}:bedrock:`

    expect(permissions()).toEqual([
      ['s3:PutObject s3:GetObject', [sub(`\${ResultsBucket.Arn}/results/*`)]],
      ['dynamodb:GetItem dynamodb:PutItem', [arnOf('JobsTable')]],
      ['dynamodb:UpdateItem', [arnOf('CreditsTable'), arnOf('RatesTable')]],
      ['dynamodb:PutItem dynamodb:UpdateItem', [arnOf('DebitsTable')]],
      [
        'bedrock:InvokeModel',
        [
          sub(`${bedrock}\${AWS::Region}:\${AWS::AccountId}:inference-profile/us.${model}`),
          sub(`${bedrock}*::foundation-model/${model}`),
        ],
      ],
      ['xray:PutTraceSegments xray:PutTelemetryRecords', ['*']],
    ])
  })

  it('packages only a function’s bundle', () => {
    for (const name of FUNCTIONS.map((name) => name.toLowerCase())) {
      const zip = readFileSync(path.join(folder, `${name}.zip`))
      expect(namesInZip(zip)).toEqual([`build/${name}.mjs`])
    }
  })

  it.for(Object.keys(SECRETS))('is refused without %s', async (name) => {
    const { code, output } = await packageService(ROOT, folder, { ...SECRETS, [name]: undefined })
    expect(code).toBe(1)
    expect(output).toContain(`Cannot resolve variable at "provider.environment.${name}"`)
  })
})

function properties(name: string): Resource['Properties'] {
  return (resources[name] as Resource).Properties
}

function ofType(type: string): Resource['Properties'][] {
  return Object.values(resources)
    .filter(({ Type }) => Type === type)
    .map(({ Properties }) => Properties)
}

interface Statement {
  readonly Effect: string
  readonly Action: string[]
  readonly Resource: unknown
}

interface Policy {
  readonly PolicyDocument: { readonly Statement: readonly Statement[] }
}

/** Returns the functions' permissions except for logs: actions and resources, each once. */
function permissions(): unknown[] {
  const [role] = ofType('AWS::IAM::Role') as [{ Policies: Policy[] }]
  const statements = role.Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
  const texts = statements
    .filter(({ Action }) => !Action.every((action) => action.startsWith('logs:')))
    .map(({ Action, Resource }) => JSON.stringify([Action.join(' '), [Resource].flat()]))
  return [...new Set(texts)].map((text) => JSON.parse(text))
}

/** Returns the names in a zip file's central directory. */
function namesInZip(zip: Buffer): string[] {
  const names: string[] = []
  const end = zip.lastIndexOf(Buffer.from('PK\x05\x06'))
  let offset = zip.readUInt32LE(end + 16)
  while (zip.readUInt32BE(offset) === 0x504b0102) {
    const length = zip.readUInt16LE(offset + 28)
    names.push(zip.toString('utf8', offset + 46, offset + 46 + length))
    offset += 46 + length + zip.readUInt16LE(offset + 30) + zip.readUInt16LE(offset + 32)
  }
  return names
}
