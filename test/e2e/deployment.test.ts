import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { createCaller } from '../../local/docs/caller.ts'
import { recordSystem } from '../../local/docs/record-system.ts'
import { ROOT } from '../../local/root.ts'
import type { Resource, Resources } from '../../src/cloudformation/index.ts'
import { parseRecord } from '../../src/lines/record.ts'
import { queries } from '../../src/queries/index.ts'
import type { AlarmProperties } from '../cloudformation/cloudwatch/alarm.ts'
import { packageService } from '../serverless/package-service.ts'
import { dashboardMetrics, type Line, metricKey, metricsIn } from './emitted-metrics.ts'

/** The business metrics of the handlers, all of which the dashboard shows. */
const BUSINESS = ['CreditsDebited', 'CreditsRefunded', 'ImagesProcessed']
const ATTEMPTS = 3

let resources: Resources
let lines: readonly Line[]
let emitted: ReadonlySet<string>

/** Packages the service, and runs its handlers until each of their calls was made. */
beforeAll(async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'hoptrace-deployment-'))
  const secrets = { JWT_SECRET: 'for users', CREDITS_SECRET: 'for services' }
  const packaged = await packageService(ROOT, folder, secrets)
  rmSync(folder, { recursive: true })
  expect(packaged).toMatchObject({ code: 0 })
  resources = packaged.resources
  const written = await recordSystem({}, async (system, log) => {
    await system.cloud.credits.set('acme', 100)
    const anna = await createCaller(system, 'anna', 'acme')
    await anna.process()
    await anna.status('job_of-nobody')
    system.cloud.bedrock.failNext(ATTEMPTS)
    await anna.process()
    return log.lines
  })
  // The service is packaged for the stage `dev`, and runs in the stage `local`.
  lines = written
    .filter((line) => parseRecord(line) !== undefined)
    .map((line) => JSON.parse(line.replace('"stage":"local"', '"stage":"dev"')))
  emitted = new Set(lines.flatMap(metricsIn))
})

function ofType(type: string): Resource['Properties'][] {
  return Object.values(resources)
    .filter(({ Type }) => Type === type)
    .map(({ Properties }) => Properties)
}

describe('the deployed service', () => {
  it('has alarms only on metrics that its handlers or Lambda write', () => {
    const watched = ofType('AWS::CloudWatch::Alarm').flatMap(({ Metrics }) =>
      (Metrics as AlarmProperties['Metrics']).flatMap(({ MetricStat }) => MetricStat?.Metric ?? []),
    )
    const keys = watched.map(({ Namespace, MetricName, Dimensions }) =>
      metricKey(
        Namespace,
        MetricName,
        Dimensions.map(({ Name, Value }) => [Name, String(Value)]),
      ),
    )
    const own = keys.filter((key) => !key.startsWith('AWS/'))
    expect(new Set(own).size).toBeGreaterThan(12)
    expect(own.filter((key) => !emitted.has(key))).toEqual([])
    const ofLambda = keys.filter((key) => key.startsWith('AWS/Lambda'))
    const expected = ofType('AWS::Lambda::Function').flatMap(({ FunctionName }) =>
      ['Errors', 'Invocations', 'Throttles'].map((name) =>
        metricKey('AWS/Lambda', name, [['FunctionName', String(FunctionName)]]),
      ),
    )
    expect(new Set(ofLambda)).toEqual(new Set(expected))
  })

  it('has a dashboard only of metrics that its handlers write', () => {
    const [{ DashboardBody } = {}] = ofType('AWS::CloudWatch::Dashboard')
    const { metrics, searches } = dashboardMetrics(DashboardBody)
    const own = metrics.filter((key) => !key.startsWith('AWS/'))
    expect(own.length).toBeGreaterThan(9)
    expect(own.filter((key) => !emitted.has(key))).toEqual([])

    const found = searches.map(({ names, ...search }) => ({ ...search, names: new Set(names) }))
    for (const { namespace, dimensions, service, names } of found.filter((one) => !one.isNegated)) {
      const isFound = lines.some((line) =>
        line._aws?.CloudWatchMetrics.some(
          (directive) =>
            directive.Namespace === namespace &&
            directive.Dimensions.some((set) => set.join() === dimensions) &&
            directive.Metrics.some(({ Name }) => names.has(Name)) &&
            line.service === service,
        ),
      )
      expect([service, [...names], isFound]).toEqual([service, [...names], true])
    }
  })

  it('has a dashboard of all business metrics', () => {
    const [{ DashboardBody } = {}] = ofType('AWS::CloudWatch::Dashboard')
    const [search] = dashboardMetrics(DashboardBody).searches.filter((one) => one.isNegated)
    const ofRequests = lines
      .filter(({ phase }) => phase === 'complete')
      .flatMap(({ _aws }) => _aws?.CloudWatchMetrics.flatMap(({ Metrics }) => Metrics) ?? [])
    const names = new Set(ofRequests.map(({ Name }) => Name))
    // `Throttles` is written only if the option `metrics` asks for it, and no handler has batches.
    const unused = ['Throttles', 'Records', 'FailedRecords']
    const own = [...unused, ...[...names].filter((name) => !BUSINESS.includes(name))]
    expect([...(search?.names ?? [])].sort()).toEqual(own.sort())
  })

  it('saves queries only of fields that its records have', () => {
    const written = new Set(lines.flatMap((line) => pathsIn(line)))
    const read = new Set(queries.flatMap(({ fields }) => fields))
    // Other loggers' lines have `msg`. No handler has batches, tokens of a model, or a timeout here.
    const others =
      /^(@.*|msg|Timeouts|metadata\.(openSteps\..+|throttle|(in|out)putTokens|batchSize|failedRecords|queue|stream|topic|collection))$/
    const missing = [...read].filter((field) => !others.test(field) && !written.has(field))
    expect(missing).toEqual([])
  })

  it('has the permissions that its handlers need, and no others', () => {
    const made = lines
      .filter(
        ({ phase, action }) =>
          phase === 'call' && /^service:(s3|dynamodb|bedrock):/.test(String(action)),
      )
      .flatMap(({ action }) => permissionsFor(String(action)))
    const needed = new Set([
      ...made,
      // A presigned URL has the permissions of the function that signs it.
      's3:GetObject',
      'xray:PutTraceSegments',
      'xray:PutTelemetryRecords',
    ])
    const [role] = ofType('AWS::IAM::Role') as unknown as [{ Policies: Policy[] }]
    const allowed = role.Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
      .flatMap(({ Action }) => Action)
      .filter((action) => !action.startsWith('logs:'))
    expect([...new Set(allowed)].sort()).toEqual([...needed].sort())
  })
})

interface Policy {
  readonly PolicyDocument: { readonly Statement: readonly { readonly Action: string | string[] }[] }
}

/** Returns the permissions for a call: `s3:PutObject` for `service:s3:putObject`. */
function permissionsFor(action: string): string[] {
  const [, service = '', operation = ''] = action.split(':')
  // A transaction has no permission of its own. Those of the handlers put and update.
  if (operation === 'transactWriteItems') return ['dynamodb:PutItem', 'dynamodb:UpdateItem']
  const name = operation === 'invoke' ? 'invokeModel' : operation
  return [`${service}:${name[0]?.toUpperCase()}${name.slice(1)}`]
}

/** Returns the names of all members, those of nested objects with a dot: `error.code`. */
function pathsIn(value: object, within = ''): string[] {
  return Object.entries(value).flatMap(([name, member]) => [
    within + name,
    ...(typeof member === 'object' && member !== null ? pathsIn(member, `${within}${name}.`) : []),
  ])
}
