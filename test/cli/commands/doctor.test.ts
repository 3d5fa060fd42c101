import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { ROOT } from '../../../local/root.ts'
import type { Finding } from '../../../src/cli/doctor/finding.ts'
import { formatPretty } from '../../../src/core/output/pretty.ts'
import { hoptrace } from '../hoptrace.ts'
import { logFile } from '../log-file.ts'
import { failedTrace, record, traceId } from '../sample-trace.ts'

const ROLE = {
  AssumeRolePolicyDocument: { Statement: [{ Principal: { Service: ['lambda.amazonaws.com'] } }] },
}

const allow = (...actions: string[]) => ({
  ...ROLE,
  Policies: [{ PolicyDocument: { Statement: [{ Effect: 'Allow', Action: actions }] } }],
})

const IMPORTS = `import middy from '@middy/core'
import { createLambdaTraceContext, tracing, withLambdaTracing } from 'hoptrace/middy'`

/** Creates a packaged project with these resources, and a handler with this code. */
function project(
  resources: object,
  code = `${IMPORTS}\nexport const handler = middy().use(tracing())`,
): string {
  const root = path.dirname(logFile())
  mkdirSync(path.join(root, '.serverless'))
  const template = path.join(root, '.serverless/cloudformation-template-update-stack.json')
  writeFileSync(template, JSON.stringify({ Resources: resources }))
  writeFileSync(path.join(root, 'process.ts'), code)
  return root
}

const NO_LOG =
  'There is no log, so the records are not checked. Pass --file or --log-group to npx hoptrace doctor.\n'
const ENDED = record(0, { phase: 'complete', spanId: '0000000000000001', result: 'success' })

/** Returns what is found in a project and in a log with these lines. */
async function findingsOf(root: string, ...lines: (object | string)[]): Promise<Finding[]> {
  const file = logFile(...(lines.length === 0 ? [ENDED] : lines))
  const { code, out } = await hoptrace(['doctor', root, '--json', '--file', file])
  const findings: Finding[] = JSON.parse(out)
  expect(code).toBe(findings.length === 0 ? 0 : 1)
  return findings
}

/** Returns the problems that are found, each after what it is about. */
async function problemsOf(root: string, ...lines: (object | string)[]): Promise<string[]> {
  const findings = await findingsOf(root, ...lines)
  expect(findings.filter(({ remedy }) => remedy === '')).toEqual([])
  return findings.map(({ about, problem }) => `${about}: ${problem}`)
}

const functionWith = (properties: object) => ({
  Type: 'AWS::Lambda::Function',
  Properties: { Handler: 'process.handler', TracingConfig: { Mode: 'Active' }, ...properties },
})

describe('hoptrace doctor', () => {
  it('finds no problems in this repository', { timeout: 60_000 }, async () => {
    const packaged = path.dirname(logFile())
    const args = ['node_modules/serverless/bin/serverless.js', 'package', '--package', packaged]
    const secrets = { JWT_SECRET: 'for users', CREDITS_SECRET: 'for services' }
    const env: object = { HOME: packaged, PATH: path.dirname(process.execPath), ...secrets }
    execFileSync(process.execPath, args, {
      cwd: ROOT,
      env: env as NodeJS.ProcessEnv,
      stdio: 'pipe',
    })
    const template = readFileSync(path.join(packaged, 'cloudformation-template-update-stack.json'))
    const root = project(JSON.parse(template.toString()).Resources)
    cpSync(path.join(ROOT, 'build'), path.join(root, 'build'), { recursive: true })
    expect(await problemsOf(root)).toEqual([])
  })

  it.each([
    ['X-Ray that is off', { TracingConfig: { Mode: 'PassThrough' } }, 'X-Ray tracing is off'],
    [
      'calls that throw without a segment',
      { Environment: { Variables: { AWS_XRAY_CONTEXT_MISSING: 'RUNTIME_ERROR' } } },
      'AWS_XRAY_CONTEXT_MISSING makes calls',
    ],
    [
      'the format for people',
      { Environment: { Variables: { HOPTRACE_FORMAT: 'pretty' } } },
      'HOPTRACE_FORMAT is pretty',
    ],
    [
      'a sampling rate without a salt',
      { Environment: { Variables: { HOPTRACE_SAMPLING_RATE: '0.1' } } },
      'The sampling rate has no salt',
    ],
    ['a missing handler', { Handler: 'gone.handler' }, 'The handler gone.handler is not found'],
  ])('finds %s', async (_what, properties, problem) => {
    const root = project({ ProcessFunction: functionWith(properties) })
    expect(await problemsOf(root)).toEqual([expect.stringContaining(`ProcessFunction: ${problem}`)])
  })

  it('finds a handler that is not traced', async () => {
    const root = project({ ProcessFunction: functionWith({}) }, 'export const handler = middy()')
    expect(await problemsOf(root)).toEqual([
      'ProcessFunction: The handler process.handler is not traced',
    ])
  })

  it.each([
    'middy().use(tracing())',
    'withLambdaTracing(getOrder)',
    'async (event, context) => logLambdaStart(createLambdaTraceContext(event, context))',
  ])('finds nothing wrong with a handler that is traced: %s', async (code) => {
    const root = project(
      { ProcessFunction: functionWith({}) },
      `${IMPORTS}\nexport const handler = ${code}`,
    )
    expect(await problemsOf(root)).toEqual([])
  })

  it('finds a sampling rate without a salt in the code of a handler', async () => {
    const handler = (options: string) =>
      `${IMPORTS}\nexport const handler = middy().use(tracing({ sampling: { ${options} } }))`
    const problemOf = async (options: string, variables = {}) => {
      const properties = { Environment: { Variables: variables } }
      const resources = { ProcessFunction: functionWith(properties) }
      return (await problemsOf(project(resources, handler(options)))).length
    }
    expect(await problemOf('slowMs: 500, rate: 0.1')).toBe(1)
    expect(await problemOf('rate:.1')).toBe(1)
    expect(await problemOf('rate: 1')).toBe(0)
    expect(await problemOf('rate: 0')).toBe(0)
    expect(await problemOf('rate: 0.1, salt: secret')).toBe(0)
    expect(await problemOf('rate: 0.1, tenants: { a: 1 }, salt: secret')).toBe(0)
    expect(await problemOf('tenants: { a: 1 }, rate: 0.1')).toBe(1)
    expect(await problemOf('rate: 0.1', { HOPTRACE_SAMPLING_SALT: { Ref: 'Salt' } })).toBe(0)
  })

  it('finds no missing salt where all or no requests are sampled', async () => {
    const problemOf = async (rate: unknown) => {
      const Variables = { HOPTRACE_SAMPLING_RATE: rate }
      return problemsOf(project({ ProcessFunction: functionWith({ Environment: { Variables } }) }))
    }
    for (const rate of ['1', '0', '', { Ref: 'Rate' }]) expect(await problemOf(rate)).toEqual([])
  })

  it('finds log groups of a class without fields, and none that keeps its logs forever', async () => {
    const Type = 'AWS::Logs::LogGroup'
    const root = project({
      Ever: { Type, Properties: {} },
      Rare: { Type, Properties: { RetentionInDays: 7, LogGroupClass: 'INFREQUENT_ACCESS' } },
      Good: { Type, Properties: { RetentionInDays: 7 } },
    })
    expect(await problemsOf(root)).toEqual([
      'Rare: The log group has the class INFREQUENT_ACCESS, in which Logs Insights finds no fields',
    ])
  })

  it('finds roles of functions that may not write to X-Ray', async () => {
    const role = (Properties: object) => ({ Type: 'AWS::IAM::Role', Properties })
    const roles = {
      IamRoleLambdaExecution: role(ROLE),
      OrdersIamRoleLambdaExecution: role(allow('xray:PutTraceSegments')),
      Own: role(ROLE),
      Both: role(allow('xray:PutTraceSegments', 'xray:PutTelemetryRecords')),
      Wild: role(allow('xray:Put*')),
      Managed: role({
        ...ROLE,
        ManagedPolicyArns: ['arn:aws:iam::aws:policy/AWSXRayDaemonWriteAccess'],
      }),
      Attached: role(ROLE),
      Other: role({}),
    }
    const users = Object.keys(roles)
      .filter((name) => name !== 'Other')
      .map((name) => [`${name}Function`, functionWith({ Role: { 'Fn::GetAtt': [name, 'Arn'] } })])
    const policy = {
      Type: 'AWS::IAM::Policy',
      Properties: {
        Roles: [{ Ref: 'Attached' }],
        ...allow('xray:*').Policies[0],
      },
    }
    const root = project({ ...roles, ...Object.fromEntries(users), policy })
    const both = 'xray:PutTraceSegments and xray:PutTelemetryRecords'
    expect(await findingsOf(root)).toEqual([
      {
        about: 'IamRoleLambdaExecution',
        problem: `The role doesn't allow ${both}, so X-Ray receives nothing`,
        remedy: 'Allow them in provider.iam.role.statements',
      },
      {
        about: 'OrdersIamRoleLambdaExecution',
        problem: "The role doesn't allow xray:PutTelemetryRecords, so X-Ray receives nothing",
        remedy: expect.stringContaining('Allow them in iamRoleStatements of the function'),
      },
      {
        about: 'Own',
        problem: `The role doesn't allow ${both}, so X-Ray receives nothing`,
        remedy: 'Allow them in the policies of Own under resources',
      },
    ])
  })

  it('says what to allow first if the role of a function is made elsewhere', async () => {
    const properties = {
      TracingConfig: { Mode: 'PassThrough' },
      Role: 'arn:aws:iam::123456789012:role/shared',
    }
    expect(await findingsOf(project({ ProcessFunction: functionWith(properties) }))).toEqual([
      {
        about: 'ProcessFunction',
        problem: 'X-Ray tracing is off',
        remedy:
          'Allow xray:PutTraceSegments and xray:PutTelemetryRecords in the role arn:aws:iam::123456789012:role/shared, then set tracing: Active for the function in serverless.yml',
      },
    ])
  })

  it('finds nothing wrong with functions that are not on Node.js, or not of the project', async () => {
    const role = { Type: 'AWS::IAM::Role', Properties: ROLE }
    const Role = { 'Fn::GetAtt': ['IamRoleCustomResourcesLambdaExecution', 'Arn'] }
    const root = project({
      Python: functionWith({ Runtime: 'python3.13', Handler: 'gone.main', TracingConfig: {} }),
      Image: { Type: 'AWS::Lambda::Function', Properties: { PackageType: 'Image' } },
      CustomDashresourceDashexistingDashs3LambdaFunction: functionWith({
        Runtime: 'nodejs22.x',
        Handler: 's3/handler.handler',
        Role,
      }),
      IamRoleCustomResourcesLambdaExecution: role,
      UploadsCustomS31: {
        Type: 'Custom::S3',
        Properties: {
          ServiceToken: {
            'Fn::GetAtt': ['CustomDashresourceDashexistingDashs3LambdaFunction', 'Arn'],
          },
        },
      },
      Edge: functionWith({ Handler: 'gone.handler', TracingConfig: {} }),
      EdgeVersion: { Type: 'AWS::Lambda::Version', Properties: { FunctionName: { Ref: 'Edge' } } },
      Cdn: {
        Type: 'AWS::CloudFront::Distribution',
        Properties: { LambdaFunctionAssociations: [{ LambdaFunctionARN: { Ref: 'EdgeVersion' } }] },
      },
      Inline: functionWith({ Handler: 'index.handler', Code: { ZipFile: 'exports.handler = 1' } }),
    })
    expect(await problemsOf(root)).toEqual([])
  })

  it('finds problems of records', async () => {
    const root = project({})
    const wrapped = { level: 'INFO', message: JSON.stringify(ENDED) }
    expect(await problemsOf(root, wrapped)).toEqual([
      expect.stringContaining("records: 1 record in another logger's message"),
    ])
    const pretty = [false, true].map((colour) => formatPretty(ENDED as never, colour))
    expect(await problemsOf(root, ...pretty)).toEqual([
      'records: 2 records in the format for people, which no query reads',
      'records: There is no record in 2 lines',
    ])
    expect(await problemsOf(root, ...failedTrace.slice(0, 1))).toEqual([
      `records: 1 start without an ending, such as of ${traceId}`,
    ])
    expect(await problemsOf(root, ENDED, ENDED)).toEqual(['records: 1 request with two endings'])
    const marked = { ...record(1, { phase: 'log', spanId: '1' }), late: true, truncated: true }
    expect(await problemsOf(root, ENDED, marked)).toEqual([
      'records: 1 record written after the ending of the request',
      'records: 1 record cut to the size limit',
    ])
    expect(await problemsOf(root, { ...ENDED, service: 'unknown' })).toEqual([
      "records: 1 record of the service 'unknown'",
    ])
  })

  it('finds errors at minified lines that no build here has a map of', async () => {
    const stack =
      'Error: no\n    at t (/var/task/dist/main.js:1:1)\n    at e (/var/task/dist/main.js:1:4705)'
    const error = { message: 'no', stack }
    const failed = { ...ENDED, functionName: 'shop-dev-orders', version: 'v1', error }
    const root = project({})
    expect(await problemsOf(root, failed)).toEqual([
      'records: 1 error at a minified line, such as main.js:1:4705, without a source map in .next, dist, build, out, .esbuild, .open-next, .aws-sam/build here',
    ])
    expect(await problemsOf(root, { ...failed, functionName: undefined })).toHaveLength(1)
    const map = { version: 3, sources: ['../main.ts'], names: [], mappings: 'AAAA,gmJAAA' }
    mkdirSync(path.join(root, 'dist'))
    writeFileSync(path.join(root, 'dist/main.js'), ' '.repeat(5000))
    writeFileSync(path.join(root, 'dist/main.js.map'), JSON.stringify(map))
    expect(await problemsOf(root, failed)).toEqual([])
  })

  it('finds that the requests of functions have no version', async () => {
    const root = project({})
    const ended = { ...ENDED, functionName: 'shop-dev-orders' }
    expect(await problemsOf(root, ended, { ...ended, spanId: '1' })).toEqual([
      "records: 2 requests without a version, so that builds can't be compared",
    ])
    expect(await problemsOf(root, { ...ended, version: 'a1b2c3d' })).toEqual([])
  })

  it('checks only the log without an app or a deployment', async () => {
    const file = logFile(ENDED)
    const { code, out, err } = await hoptrace(['doctor', path.dirname(file), '--file', file])
    expect([code, out]).toEqual([0, 'No problems found.\n'])
    expect(err).toBe(
      'There is neither a Next.js app nor a template of Serverless, SAM or the CDK, so only the log is checked.\n',
    )
  })

  it.each(['nope', 'package.json'])('reports that there is no folder %s', async (folder) => {
    const { code, out, err } = await hoptrace(['doctor', folder])
    expect([code, out, err]).toEqual([3, '', `There is no folder ${folder}\n`])
  })

  it('reports that a project is not packaged', async () => {
    const root = path.dirname(logFile())
    writeFileSync(path.join(root, 'serverless.yml'), '')
    const { code, out, err } = await hoptrace(['doctor', root])
    expect([code, err]).toEqual([1, NO_LOG])
    expect(out).toMatch(/^✗ \.serverless\/.+\n {2}Run npx serverless package\n$/)
  })

  it('accepts a packaged project without a log', async () => {
    const { code, out, err } = await hoptrace(['doctor', project({})])
    expect([code, out, err]).toEqual([0, 'No problems found.\n', NO_LOG])
  })

  it('fails if there is neither a project nor a log', async () => {
    const { code, out } = await hoptrace(['doctor', path.dirname(logFile())])
    expect(code).toBe(1)
    expect(out).toMatch(/^✗ \.hoptrace\/.+\n {2}Pass --file/)
  })

  it('names the hosts that were called without the trace, which are no fault', async () => {
    const call = (host: string, metadata: object = { propagated: false }) =>
      record(1, { phase: 'call', spanId: '0000000000000002', metadata: { host, ...metadata } })
    const file = logFile(
      ENDED,
      call('api.example.com'),
      call('api.example.com'),
      call('orders.internal', {}),
      call('a.example\u001b[31m'),
    )
    const { code, err } = await hoptrace(['doctor', path.dirname(logFile()), '--file', file])
    expect(code).toBe(0)
    expect(err).toContain('Called without the trace: api.example.com (2), a.example')
    expect(err).not.toContain('orders.internal')
    expect(err).not.toContain('\u001b')
  })
})
