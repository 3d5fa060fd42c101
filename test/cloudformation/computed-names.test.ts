import { describe, expect, it } from 'vitest'
import { type Resources, serviceResources } from '../../src/cloudformation/index.ts'
import { findProblems } from './schema.ts'

const ORDERS = { Type: 'AWS::Lambda::Function', Properties: { Role: 'r', Code: { ZipFile: '' } } }

function resourcesFor(name: string | object): Resources {
  return serviceResources({
    service: 'shop',
    stage: 'prod',
    functions: { orders: { name, actions: ['GET /orders'] }, 'orders-2': { name: 'literal' } },
    logGroups: true,
  })
}

/** Returns the text of the dashboard, and its variables. */
function dashboardIn({ HoptraceDashboard }: Resources): unknown[] {
  const body = HoptraceDashboard?.Properties.DashboardBody as { 'Fn::Sub': unknown }
  return [body['Fn::Sub']].flat()
}

/** Returns the values of a dimension of alarms. */
function dimensionsIn(resources: Resources, name: string): unknown[] {
  const found: unknown[] = []
  JSON.stringify(resources, (_key, value) => {
    if (value?.Name === name) found.push(value.Value)
    return value
  })
  return found
}

describe('the resources of functions whose names CloudFormation computes', () => {
  it('refer to a function by its logical id', () => {
    const resources = resourcesFor({ Ref: 'Orders' })
    expect(findProblems({ ...resources, Orders: ORDERS })).toEqual([])
    expect(dimensionsIn(resources, 'FunctionName')).toContainEqual({ Ref: 'Orders' })
    expect(resources.HoptraceQueryRecentErrors?.Properties.LogGroupNames).toEqual([
      { 'Fn::Sub': `/aws/lambda/\${Orders}` },
      '/aws/lambda/literal',
    ])
    expect(dashboardIn(resources)).toEqual([
      expect.stringContaining(`SOURCE '/aws/lambda/\${Orders}' | SOURCE '/aws/lambda/literal'`),
    ])
  })

  it.each([
    [{ 'Fn::GetAtt': ['Outputs', 'Name'] }, `\${Outputs.Name}`],
    [{ 'Fn::Sub': `\${AWS::StackName}-orders` }, `\${AWS::StackName}-orders`],
  ])('have %j in their texts', (name, text) => {
    expect(dashboardIn(resourcesFor(name))).toEqual([
      expect.stringContaining(`SOURCE '/aws/lambda/${text}'`),
    ])
  })

  it.each([
    [{ 'Fn::ImportValue': 'orders' }],
    [{ 'Fn::Sub': [`\${Part}-orders`, { Part: 'shop' }] }],
    [`\${Token[TOKEN.12]}`],
    [new (class Token {})()],
  ])('have %j as a variable of their texts', (name) => {
    const resources = resourcesFor(name)
    expect(dimensionsIn(resources, 'FunctionName')).toContainEqual(name)
    expect(dashboardIn(resources)).toEqual([
      expect.stringContaining(`SOURCE '/aws/lambda/\${Name0}'`),
      { Name0: name },
    ])
  })

  it('have ids that only the function’s own key decides', () => {
    const ids = Object.keys(resourcesFor({ Ref: 'Anything' }))
    expect(ids).toContain('HoptraceLogsOrders')
    expect(ids).toEqual(Object.keys(resourcesFor({ Ref: 'Other' })))
  })

  it('query the log group of a function and of a frontend, if their names are computed', () => {
    const { HoptraceQueryRecentErrors, ...others } = serviceResources({
      service: 'shop',
      functions: { orders: { name: { Ref: 'Orders' }, logGroup: { Ref: 'Logs' } }, logs: {} },
      frontend: { logGroup: { 'Fn::ImportValue': 'frontend' } },
    })
    expect(HoptraceQueryRecentErrors?.Properties.LogGroupNames).toEqual([
      { Ref: 'Logs' },
      '/aws/lambda/shop-dev-logs',
      { 'Fn::ImportValue': 'frontend' },
    ])
    expect(JSON.stringify(others)).not.toContain('__')
  })

  it.each([[''], [7], [['orders']], [`\${Orders}`]])('refuse the name %j', (name) => {
    expect(() => resourcesFor(name as string)).toThrow(
      /'functions.orders.name' must be .+, or a value that CloudFormation computes, got/,
    )
  })
})
