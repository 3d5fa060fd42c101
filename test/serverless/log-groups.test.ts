import { describe, expect, it } from 'vitest'
import { findProblems } from '../cloudformation/schema.ts'
import { ofType, packaged, propertiesOf, reports } from './packaged.ts'

const LOG_GROUP = 'AWS::Logs::LogGroup'
const handler = 'index.handler'

describe('log groups', () => {
  it('keep their logs as long as before', async () => {
    const { code, output, resources } = await packaged({
      provider: { name: 'aws', runtime: 'nodejs22.x' },
      functions: { orders: { handler }, pay: { handler, logRetentionInDays: 90 } },
    })
    expect([code, reports(output)]).toEqual([0, []])
    expect(propertiesOf(resources, 'OrdersLogGroup')).not.toHaveProperty('RetentionInDays')
    expect(propertiesOf(resources, 'PayLogGroup')).toHaveProperty('RetentionInDays', 90)
    for (const group of Object.values(ofType(resources, LOG_GROUP))) {
      expect(group).not.toHaveProperty('DeletionPolicy')
      expect(group.Properties).not.toHaveProperty('LogGroupClass')
      expect(group.Properties).toHaveProperty('FieldIndexPolicies')
    }
    expect(findProblems(resources)).toEqual([])
  })

  it('change with a retention, which reports those that lose logs', async () => {
    const { output, resources } = await packaged({
      functions: {
        orders: { handler },
        items: { handler },
        pay: { handler, logRetentionInDays: 90 },
      },
      resources: { extensions: { ItemsLogGroup: { Properties: { RetentionInDays: 365 } } } },
      custom: { hoptrace: { retention: { lambda: 30 } } },
    })
    expect(propertiesOf(resources, 'OrdersLogGroup').RetentionInDays).toBe(30)
    expect(propertiesOf(resources, 'ItemsLogGroup').RetentionInDays).toBe(365)
    expect(propertiesOf(resources, 'PayLogGroup').RetentionInDays).toBe(90)
    expect(reports(output)).toEqual([
      'ItemsLogGroup.RetentionInDays stays 365, not 30',
      'PayLogGroup.RetentionInDays stays 90, not 30',
      'custom.hoptrace.retention.lambda changes these log groups from never to 30 days, and CloudWatch deletes their older logs: /aws/lambda/shop-dev-orders',
    ])
  })

  it('of another class get no indexes, which CloudWatch would refuse', async () => {
    const LogGroupClass = 'INFREQUENT_ACCESS'
    const { resources } = await packaged({
      resources: {
        Resources: { OrdersLogGroup: { Type: LOG_GROUP, Properties: { LogGroupClass } } },
      },
    })
    expect(propertiesOf(resources, 'OrdersLogGroup')).toEqual({
      LogGroupName: '/aws/lambda/shop-dev-orders',
      LogGroupClass,
    })
  })

  it.runIf(process.env.SERVERLESS_FRAMEWORK === undefined)(
    'that functions share are the ones that queries and dashboard read',
    async () => {
      const { output, resources } = await packaged({
        provider: {
          name: 'aws',
          runtime: 'nodejs22.x',
          logs: { lambda: { logGroup: '/acme/all' } },
        },
        functions: {
          orders: { handler, logs: { logGroup: '/acme/orders' } },
          items: { handler },
          pay: { handler },
        },
        custom: { hoptrace: { retention: { lambda: 14 } } },
      })
      const names = ['/acme/orders', '/acme/all']
      expect(propertiesOf(resources, 'HoptraceQueryRecentErrors').LogGroupNames).toEqual(names)
      const { DashboardBody } = propertiesOf(resources, 'HoptraceDashboard')
      for (const name of names) expect(JSON.stringify(DashboardBody)).toContain(`SOURCE '${name}'`)
      expect(JSON.stringify(DashboardBody)).not.toContain('/aws/lambda/')
      for (const group of Object.values(ofType(resources, LOG_GROUP)))
        expect(Object.keys(group.Properties)).toEqual(['LogGroupName'])
      expect(reports(output)).toEqual([
        "custom.hoptrace.retention.lambda leaves log groups as they are that the framework doesn't create: /acme/orders, /acme/all",
      ])
    },
  )
})

describe('the log group of a frontend', () => {
  const frontend = { logGroup: '/shop/frontend', service: 'web' }
  const namesIn = (resources: Parameters<typeof ofType>[0]) =>
    Object.values(ofType(resources, LOG_GROUP)).map(({ Properties }) => Properties.LogGroupName)

  it('is queried, and not created', async () => {
    const { output, resources } = await packaged({ custom: { hoptrace: { frontend } } })
    expect(reports(output)).toEqual([])
    expect(namesIn(resources)).toEqual(['/aws/lambda/shop-dev-orders'])
    expect(propertiesOf(resources, 'HoptraceQueryRecentErrors').LogGroupNames).toContain(
      '/shop/frontend',
    )
  })

  it('is created with `create: true`, and stays with its logs when the plugin leaves', async () => {
    const { resources } = await packaged({
      custom: {
        hoptrace: { frontend: { ...frontend, create: true }, retention: { frontend: 7 } },
      },
    })
    expect(resources.HoptraceLogsFrontend).toMatchObject({
      DeletionPolicy: 'RetainExceptOnCreate',
      UpdateReplacePolicy: 'Retain',
      Properties: { LogGroupName: '/shop/frontend', RetentionInDays: 7 },
    })
    expect(findProblems(resources)).toEqual([])
  })

  it('is not created a second time if serverless.yml defines it', async () => {
    const { output, resources } = await packaged({
      resources: [
        {
          Resources: {
            FrontendLogs: {
              Type: LOG_GROUP,
              Properties: { LogGroupName: '/shop/frontend', RetentionInDays: 365 },
            },
          },
        },
        {
          Resources: { OrdersLogGroup: { Type: LOG_GROUP, Properties: { RetentionInDays: 365 } } },
        },
      ],
      custom: { hoptrace: { frontend: { ...frontend, create: true } } },
    })
    expect(namesIn(resources)).toEqual(['/aws/lambda/shop-dev-orders', '/shop/frontend'])
    expect(propertiesOf(resources, 'FrontendLogs').RetentionInDays).toBe(365)
    expect(reports(output)).toEqual(['/shop/frontend stays as resources.FrontendLogs defines it'])
  })

  it('has a retention only if it is created', async () => {
    const { code, output } = await packaged({
      custom: { hoptrace: { frontend, retention: { frontend: 7 } } },
    })
    expect(code).toBe(1)
    expect(output).toContain(
      "option 'custom.hoptrace.retention.frontend' needs 'custom.hoptrace.frontend.create: true'",
    )
  })
})
