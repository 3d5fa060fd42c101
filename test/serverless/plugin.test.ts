import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import type { Resource, Resources } from '../../src/cloudformation/index.ts'
import { queries } from '../../src/queries/index.ts'
import { findProblems } from '../cloudformation/schema.ts'
import { type Packaged, packageService, serverless } from './package-service.ts'
import { serviceFolder } from './service-folder.ts'

/** Packages a service with these parts in its configuration, or with this text as configuration. */
function packaged(service: object | string = {}): Promise<Packaged> {
  const folder = serviceFolder(service)
  return packageService(folder, path.join(folder, 'packaged'))
}

const propertiesOf = (resources: Resources, id: string): Resource['Properties'] =>
  resources[id]?.Properties ?? {}

const environmentOf = (resources: Resources, id: string): unknown =>
  propertiesOf(resources, id).Environment

/** Returns the actions that alarms watch. */
function watchedActions(resources: Resources): string[] {
  const dimensions = JSON.stringify(resources).matchAll(/"Name":"action","Value":"([^"]+)"/g)
  return [...new Set([...dimensions].map(([, action = '']) => action))]
}

/** Returns the plugin's notices. */
const reports = (output: string): string[] => output.match(/(?<=hoptrace: ).*/g) ?? []

describe('plugins: [hoptrace/serverless]', () => {
  it('gives a service all parts without settings', async () => {
    const { code, output, resources } = await packaged()
    expect([code, reports(output)]).toEqual([0, []])
    expect(propertiesOf(resources, 'OrdersLambdaFunction')).toMatchObject({
      TracingConfig: { Mode: 'Active' },
      Environment: {
        Variables: {
          AWS_XRAY_TRACING_ENABLED: 'true',
          AWS_XRAY_CONTEXT_MISSING: 'LOG_ERROR',
          HOPTRACE_METRICS: '1',
          HOPTRACE_SERVICE: 'shop',
          HOPTRACE_STAGE: 'dev',
        },
      },
    })
    expect(propertiesOf(resources, 'OrdersLogGroup')).toMatchObject({
      RetentionInDays: 14,
      LogGroupClass: 'STANDARD',
    })
    expect(JSON.stringify(resources.IamRoleLambdaExecution)).toContain('xray:PutTraceSegments')
    expect(propertiesOf(resources, 'HoptraceDashboard').DashboardName).toBe('shop-dev')
    expect(watchedActions(resources)).toEqual(['GET /orders/{id}'])
    expect(findProblems(resources)).toEqual([])
  })

  it('watches the actions that records have by default', async () => {
    const handler = 'index.handler'
    const { output, resources } = await packaged({
      functions: {
        routes: {
          handler,
          events: [
            { httpApi: { method: 'post', path: '/orders' } },
            { http: { method: 'get', path: 'items/{id}' } },
            { httpApi: { path: '/any', method: '*' } },
            { websocket: '$connect' },
          ],
        },
        work: { handler, events: [{ schedule: 'rate(1 hour)' }] },
        proxy: { handler, events: [{ httpApi: '*' }] },
        silent: { handler, disableLogs: true },
      },
    })
    expect(output).not.toContain('Error')
    expect(watchedActions(resources)).toEqual([
      'POST /orders',
      'GET /items/{id}',
      '$connect',
      'shop-dev-proxy',
    ])
    expect(reports(output)).toEqual([
      "functions.routes has a route for any method, so its actions aren't known: name them in custom.hoptrace.functions.routes.actions",
    ])
    expect(findProblems(resources)).toEqual([])
  })

  it('applies custom.hoptrace to functions and alarms', async () => {
    const { resources } = await packaged({
      custom: {
        hoptrace: {
          functions: { orders: { service: 'money', actions: ['orders:get'], p99Ms: 7 } },
          retention: { lambda: 30 },
          notify: { email: ['oncall@example.com'], stages: ['dev'] },
          dashboard: false,
        },
      },
    })
    expect(environmentOf(resources, 'OrdersLambdaFunction')).toMatchObject({
      Variables: { HOPTRACE_SERVICE: 'money', HOPTRACE_ACTION: 'orders:get' },
    })
    expect(propertiesOf(resources, 'HoptraceAlarmP99')).toHaveProperty('Threshold', 7)
    expect(propertiesOf(resources, 'OrdersLogGroup')).toHaveProperty('RetentionInDays', 30)
    expect(propertiesOf(resources, 'HoptraceEmailOncallExampleCom')).toHaveProperty(
      'Endpoint',
      'oncall@example.com',
    )
    expect(resources).not.toHaveProperty('HoptraceDashboard')
  })

  it('keeps the settings of serverless.yml, and reports those that differ', async () => {
    const { output, resources } = await packaged({
      provider: {
        name: 'aws',
        runtime: 'nodejs22.x',
        logRetentionInDays: 3,
        tracing: { lambda: 'PassThrough' },
        environment: { HOPTRACE_METRICS: '0', HOPTRACE_SERVICE: 'mine' },
        iam: { role: 'arn:aws:iam::123456789012:role/mine' },
      },
      resources: {
        Resources: {
          HoptraceDashboard: {
            Type: 'AWS::CloudWatch::Dashboard',
            Properties: { DashboardName: 'ours' },
          },
        },
      },
    })
    expect(output).not.toContain('Error')
    expect(propertiesOf(resources, 'OrdersLambdaFunction')).toMatchObject({
      TracingConfig: { Mode: 'PassThrough' },
      Environment: { Variables: { HOPTRACE_METRICS: '0', HOPTRACE_SERVICE: 'mine' } },
    })
    expect(propertiesOf(resources, 'OrdersLogGroup').RetentionInDays).toBe(3)
    expect(propertiesOf(resources, 'HoptraceDashboard').DashboardName).toBe('ours')
    expect(propertiesOf(resources, 'HoptraceAlarmFaults').AlarmDescription).toMatch(/: mine$/)
    expect(reports(output)).toEqual([
      'provider.tracing.lambda stays PassThrough: X-Ray has no trace',
      'provider.environment.HOPTRACE_METRICS stays 0, not 1',
      'provider.iam.role must allow xray:PutTraceSegments and xray:PutTelemetryRecords',
      'OrdersLogGroup.RetentionInDays stays 3, not 14',
      'HoptraceDashboard.DashboardName stays "ours", not "shop-dev"',
    ])
  })

  it.each([
    [{ alarm: {} }, "unknown option 'custom.hoptrace.alarm'"],
    [{ stage: 'prod' }, "unknown option 'custom.hoptrace.stage'"],
    [{ functions: { order: {} } }, "unknown option 'custom.hoptrace.functions.order'"],
    [
      { functions: { orders: { p95: 1 } } },
      "unknown option 'custom.hoptrace.functions.orders.p95'",
    ],
    [{ alarms: { p99Ms: '3s' } }, "option 'custom.hoptrace.alarms.p99Ms' must be a number"],
    [{ alarms: { p99: 3 } }, "option 'custom.hoptrace.alarms.p99'; it is now called 'p99Ms'"],
    [
      { functions: { orders: { p99: 1 } } },
      "option 'custom.hoptrace.functions.orders.p99'; it is now called 'p99Ms'",
    ],
  ])('refuses %o while packaging, with the name of the option', async (hoptrace, message) => {
    const { code, output, resources } = await packaged({ custom: { hoptrace } })
    expect([code, resources]).toEqual([1, {}])
    expect(output).toContain(message)
    expect(output).not.toContain('    at ')
  })
})

describe('the alarms of a packaged service', () => {
  const handler = 'index.handler'
  const labels = (resources: Resources, id: string): string =>
    String(propertiesOf(resources, id).AlarmDescription).split('Watched: ')[1] ?? ''

  it('watch each function by what invokes it, and what stands beside', async () => {
    const arn = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] })
    const { code, resources } = await packaged({
      provider: {
        name: 'aws',
        runtime: 'nodejs22.x',
        httpApi: { authorizers: { mine: { type: 'request', functionName: 'auth' } } },
      },
      functions: {
        orders: {
          handler,
          events: [{ httpApi: { method: 'get', path: '/orders', authorizer: 'mine' } }],
        },
        auth: { handler },
        work: { handler, events: [{ sqs: { arn: arn('Jobs') } }] },
        nightly: { handler, events: [{ schedule: 'rate(1 day)' }] },
      },
      resources: {
        Resources: {
          Jobs: {
            Type: 'AWS::SQS::Queue',
            Properties: { RedrivePolicy: { deadLetterTargetArn: arn('Dead'), maxReceiveCount: 3 } },
          },
          Dead: { Type: 'AWS::SQS::Queue' },
        },
      },
    })
    expect(code).toBe(0)
    expect(labels(resources, 'HoptraceAlarmFaults')).toBe('shop, shop-dev-auth')
    expect(labels(resources, 'HoptraceAlarmFunctionErrors')).toBe('orders, work')
    expect(labels(resources, 'HoptraceAlarmFailedJobs')).toBe('nightly')
    expect(labels(resources, 'HoptraceAlarmP99')).toBe('GET /orders')
    expect(labels(resources, 'HoptraceAlarmQueueAge')).toBe('Jobs')
    expect(labels(resources, 'HoptraceAlarmDeadLetters')).toBe('Dead')
    expect(labels(resources, 'HoptraceAlarmApiErrors')).toBe('HttpApi')
    expect(findProblems(resources)).toEqual([])
  })

  it.each([
    [200, false],
    [60, true],
  ])('fit into a stack with %i functions (routes: %s)', async (count, hasRoutes) => {
    const functions = Object.fromEntries(
      Array.from({ length: count }, (_, index) => [
        `f${index}`,
        { handler, events: hasRoutes ? [{ httpApi: `GET /f${index}` }] : [] },
      ]),
    )
    const provider = { name: 'aws', runtime: 'nodejs22.x', versionFunctions: hasRoutes }
    const { code, output, resources } = await packaged({ functions, provider })
    expect(code).toBe(0)
    expect(Object.keys(resources).length).toBeLessThanOrEqual(500)
    const ours = Object.keys(resources).filter((id) => id.startsWith('Hoptrace'))
    const most = 40 + 2 * Math.ceil(count / 5) + (hasRoutes ? Math.ceil(count / 5) : 0)
    expect(ours.length).toBeLessThanOrEqual(most)
    const left = reports(output).filter((text) => text.includes(' left out: '))
    expect(left.length > 0).toBe(!hasRoutes)
  })

  it('are reported if another plugin makes the stack too large', async () => {
    const folder = serviceFolder({ plugins: ['hoptrace/serverless', './late.cjs'] })
    writeFileSync(
      path.join(folder, 'late.cjs'),
      `module.exports = class {
        constructor({ service }) {
          this.hooks = {
            'after:aws:package:finalize:mergeCustomProviderResources': () => {
              const { Resources } = service.provider.compiledCloudFormationTemplate
              for (let n = 0; n < 500; n += 1) Resources['Late' + n] = { Type: 'AWS::SNS::Topic' }
            },
          }
        }
      }`,
    )
    const { output } = await packageService(folder, path.join(folder, 'packaged'))
    expect(reports(output).join()).toMatch(
      /the stack has 5\d\d resources, \d\d of them hoptrace's, and CloudFormation takes 500/,
    )
  })
})

describe('serverless hoptrace', () => {
  it('queries lists the saved queries and their folder', async () => {
    const { code, output } = await serverless(['hoptrace', 'queries'], serviceFolder())
    expect(code).toBe(0)
    expect(output).toContain('Saved in the folder shop-dev of CloudWatch Logs Insights:')
    for (const { question } of queries) expect(output).toContain(question)
  })

  it('doctor checks the packaged service', async () => {
    const folder = serviceFolder()
    await serverless(['package'], folder)
    const { code, output } = await serverless(['hoptrace', 'doctor'], folder)
    expect(code).toBe(1)
    expect(output).toContain('The handler index.handler is not traced')
    expect(output).not.toMatch(/X-Ray|retention|role/)
  })

  it.runIf(process.platform === 'linux')('open opens the dashboard', async () => {
    const folder = serviceFolder()
    const opened = path.join(folder, 'opened')
    const browser = path.join(folder, 'xdg-open')
    writeFileSync(browser, `#!/bin/sh\necho "$1" > ${opened}.part && mv ${opened}.part ${opened}\n`)
    chmodSync(browser, 0o755)
    const PATH = `${folder}:${process.env.PATH}`
    const args = ['hoptrace', 'open', '--stage', 'prod', '--region', 'eu-west-1']
    const { output } = await serverless(args, folder, { PATH })
    const url =
      'https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#dashboards/dashboard/shop-prod'
    expect(output).toContain(`dashboard: ${url}`)
    await vi.waitUntil(() => existsSync(opened))
    expect(readFileSync(opened, 'utf8')).toBe(`${url}\n`)
  })
})
