import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import type { Resources } from '../../src/cloudformation/index.ts'
import { queries } from '../../src/queries/index.ts'
import { findProblems } from '../cloudformation/schema.ts'
import { commitAll } from './commit-all.ts'
import { packageService, serverless } from './package-service.ts'
import { packaged, propertiesOf, reports } from './packaged.ts'
import { serviceFolder } from './service-folder.ts'

const environmentOf = (resources: Resources, id: string): unknown =>
  propertiesOf(resources, id).Environment

/** Returns the actions that alarms watch. */
function watchedActions(resources: Resources): string[] {
  const dimensions = JSON.stringify(resources).matchAll(/"Name":"action","Value":"([^"]+)"/g)
  return [...new Set([...dimensions].map(([, action = '']) => action))]
}

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
    expect(propertiesOf(resources, 'OrdersLogGroup')).toHaveProperty('FieldIndexPolicies')
    expect(JSON.stringify(resources.IamRoleLambdaExecution)).toContain('xray:PutTraceSegments')
    expect(propertiesOf(resources, 'HoptraceDashboard').DashboardName).toBe('shop-dev')
    expect(watchedActions(resources)).toEqual(['GET /orders/{id}'])
    expect(findProblems(resources)).toEqual([])
  })

  it('names the commit of the repository as the version', async () => {
    const folder = serviceFolder()
    const commit = commitAll(folder)
    const target = path.join(folder, 'packaged')
    const env = { PATH: process.env.PATH }
    const { output, resources } = await packageService(folder, target, env)
    expect(reports(output)).toEqual([])
    expect(environmentOf(resources, 'OrdersLambdaFunction')).toMatchObject({
      Variables: { HOPTRACE_VERSION: commit },
    })
  })

  it('names the version of the deploying shell, if it has one', async () => {
    const folder = serviceFolder()
    commitAll(folder)
    const env = { PATH: process.env.PATH, HOPTRACE_VERSION: 'v43' }
    const { output, resources } = await packageService(folder, path.join(folder, 'packaged'), env)
    expect(reports(output)).toEqual([])
    expect(environmentOf(resources, 'OrdersLambdaFunction')).toMatchObject({
      Variables: { HOPTRACE_VERSION: 'v43' },
    })
  })

  it('leaves a version of serverless.yml as it is, and reports nothing', async () => {
    const environment = { HOPTRACE_VERSION: 'v42' }
    const provider = { name: 'aws', runtime: 'nodejs22.x', environment }
    const { output, resources } = await packaged({ provider })
    expect(reports(output)).toEqual([])
    expect(environmentOf(resources, 'OrdersLambdaFunction')).toMatchObject({
      Variables: { HOPTRACE_VERSION: 'v42' },
    })
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
          namespace: 'Shop',
          notify: { email: ['oncall@example.com'], stages: ['dev'] },
          dashboard: false,
        },
      },
    })
    expect(environmentOf(resources, 'OrdersLambdaFunction')).toMatchObject({
      Variables: {
        HOPTRACE_SERVICE: 'money',
        HOPTRACE_ACTION: 'orders:get',
        HOPTRACE_METRICS_NAMESPACE: 'Shop',
      },
    })
    expect(JSON.stringify(resources.HoptraceAlarmFaults)).toContain('"Namespace":"Shop"')
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
        tracing: { lambda: 'PassThrough' },
        environment: { HOPTRACE_METRICS: '0', HOPTRACE_SERVICE: 'mine' },
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
    expect(propertiesOf(resources, 'HoptraceDashboard').DashboardName).toBe('ours')
    expect(propertiesOf(resources, 'HoptraceAlarmFaults').AlarmDescription).toMatch(/: mine$/)
    expect(reports(output)).toEqual([
      'provider.tracing.lambda stays PassThrough: X-Ray has no trace',
      'provider.environment.HOPTRACE_METRICS stays 0, not 1',
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
    [
      { queries: { without: ['credit'] } },
      "option 'custom.hoptrace.queries.without' must be a list of names of queries: trace-job,",
    ],
    [
      { queries: { add: ['./no.ts'] } },
      "option 'custom.hoptrace.queries.add[0]': there is no file",
    ],
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

describe('serverless hoptrace', () => {
  it('queries lists the saved queries and their folder', async () => {
    const { code, output } = await serverless(['hoptrace', 'queries'], serviceFolder())
    expect(code).toBe(0)
    expect(output).toContain('Saved in the folder shop-dev of CloudWatch Logs Insights:')
    for (const { question } of queries) expect(output).toContain(question)
  })

  it('saves and lists the queries that serverless.yml chooses, with those of its folder', async () => {
    const hoptrace = { queries: { without: ['credits'], add: ['./plans.json'] } }
    const folder = serviceFolder({ custom: { hoptrace } })
    const plans = { id: 'plans', title: 'Plans', question: 'Which plans?', text: 'limit 1' }
    writeFileSync(path.join(folder, 'plans.json'), JSON.stringify(plans))
    const { code, output } = await serverless(['hoptrace', 'queries'], folder)
    expect([code, output]).toEqual([0, expect.stringContaining('plans  Which plans?')])
    expect(output).not.toContain('credits')
    await serverless(['hoptrace', 'config'], folder)
    const config = JSON.parse(readFileSync(path.join(folder, 'hoptrace.json'), 'utf8'))
    expect(config.queries).toEqual(hoptrace.queries)
    const { resources } = await packageService(folder, path.join(folder, 'out'))
    expect(resources.HoptraceQueryPlans?.Properties).toMatchObject({ Name: 'shop-dev/Plans' })
    expect(resources).not.toHaveProperty('HoptraceQueryCredits')
  })

  it('config writes hoptrace.json once', async () => {
    const folder = serviceFolder()
    const args = ['hoptrace', 'config', '--region', 'eu-west-1']
    const { code } = await serverless(args, folder)
    const file = path.join(folder, 'hoptrace.json')
    expect([code, JSON.parse(readFileSync(file, 'utf8'))]).toEqual([
      0,
      { logGroups: ['/aws/lambda/shop-dev-orders'], region: 'eu-west-1' },
    ])
    writeFileSync(file, '{}')
    const { output } = await serverless(args, folder)
    expect(output).toContain('hoptrace.json exists and stays as it is')
    expect(readFileSync(file, 'utf8')).toBe('{}')
  })

  it('doctor checks the packaged service', async () => {
    const folder = serviceFolder()
    await serverless(['package'], folder)
    const { code, output } = await serverless(['hoptrace', 'doctor'], folder)
    expect(code).toBe(1)
    expect(output).toContain('The handler index.handler is not traced')
    expect(output).not.toMatch(/X-Ray|role/)
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
