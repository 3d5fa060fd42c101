import { readdirSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Resources } from '../../../src/cloudformation/index.ts'
import { runModule, textOf } from '../../child.ts'
import { findProblems } from '../../cloudformation/schema.ts'
import { packageService } from '../package-service.ts'
import { ofType, propertiesOf, reports } from '../packaged.ts'
import { cloudFormationWithoutStacks } from './cloudformation-server.ts'
import { folderWith, PACKAGE } from './folder.ts'

const HOPTRACE = 'hoptrace/serverless'
const handler = 'index.handler'
const events = [{ httpApi: 'GET /orders/{id}' }]

const modeOf = (resources: Resources, id: string): unknown =>
  Object(propertiesOf(resources, id).TracingConfig).Mode

const grants = (resources: Resources, id: string): number =>
  JSON.stringify(propertiesOf(resources, id)).split('xray:PutTraceSegments').length - 1

function packageIn(folder: string, env: Readonly<Record<string, string>> = {}) {
  return packageService(folder, path.join(folder, 'packaged'), env)
}

describe('serverless-iam-roles-per-function', () => {
  const plugin = 'serverless-iam-roles-per-function'
  const iamRoleStatements = [{ Effect: 'Allow', Action: 'dynamodb:GetItem', Resource: '*' }]
  const functions = { orders: { handler, iamRoleStatements, events }, plain: { handler } }

  it.each([
    ['before', [plugin, HOPTRACE]],
    ['after', [HOPTRACE, plugin]],
  ])('%s the plugin: every role may write to X-Ray', async (_order, plugins) => {
    const folder = folderWith({ plugins, functions }, [plugin])
    const { code, output, resources } = await packageIn(folder)
    expect([code, reports(output)]).toEqual([0, []])
    for (const name of ['Orders', 'Plain'])
      expect(modeOf(resources, `${name}LambdaFunction`)).toBe('Active')
    expect(grants(resources, 'OrdersIamRoleLambdaExecution')).toBe(1)
    expect(grants(resources, 'IamRoleLambdaExecution')).toBe(1)
    expect(JSON.stringify(resources.OrdersIamRoleLambdaExecution)).toContain('dynamodb:GetItem')
    expect(findProblems(resources)).toEqual([])
  })
})

describe('serverless-esbuild', () => {
  it('bundles a traced handler in TypeScript, which writes records', async () => {
    const plugin = 'serverless-esbuild'
    const text = `import { withLambdaTracing } from 'hoptrace/middy'
const answer: { readonly statusCode: number } = { statusCode: 204 }
export const handler = withLambdaTracing(async () => answer)
`
    const service = {
      plugins: [plugin, HOPTRACE],
      package: { excludeDevDependencies: false },
      custom: { esbuild: { bundle: true, keepOutputDirectory: true } },
    }
    const folder = folderWith(service, [plugin, 'esbuild'], { 'index.ts': text })
    const { code, output, resources } = await packageIn(folder)
    expect([code, reports(output)]).toEqual([0, []])
    const { Variables } = Object(propertiesOf(resources, 'OrdersLambdaFunction').Environment)
    const bundle = path.join(folder, '.esbuild/.build/index.js')
    const child = runModule(
      `Object.assign(process.env, ${JSON.stringify(Variables)})
       const { default: bundle } = await import(${JSON.stringify(bundle)})
       await bundle.handler({}, { awsRequestId: 'a', functionName: 'shop-dev-orders' })`,
    )
    const last = JSON.parse((await textOf(child.stdout)).trim().split('\n').at(-1) ?? '')
    expect(last).toMatchObject({ service: 'shop', phase: 'complete', result: 'success' })
  })
})

describe('serverless-plugin-split-stacks', () => {
  it('moves resources to nested stacks in which all references resolve', async () => {
    const plugin = 'serverless-plugin-split-stacks'
    const folder = folderWith(
      {
        plugins: [HOPTRACE, plugin],
        functions: { orders: { handler, events }, pay: { handler } },
        custom: { splitStacks: { perType: true } },
      },
      [plugin],
    )
    const { code, output, resources } = await packageIn(folder, await cloudFormationWithoutStacks())
    expect([code, reports(output)]).toEqual([0, []])
    const files = readdirSync(path.join(folder, 'packaged')).filter((name) =>
      name.endsWith('-nested-stack.json'),
    )
    const nested = files.map((name) =>
      JSON.parse(readFileSync(path.join(folder, 'packaged', name), 'utf8')),
    )
    const templates = [{ Resources: resources }, ...nested]
    for (const template of templates) expect(danglingIn(template)).toEqual([])
    const all: Resources = Object.assign({}, ...templates.map(({ Resources }) => Resources))
    expect(modeOf(all, 'OrdersLambdaFunction')).toBe('Active')
    expect(grants(all, 'IamRoleLambdaExecution')).toBe(1)
    expect(all).toHaveProperty('HoptraceDashboard')
    expect(nested.length).toBeGreaterThan(0)
    expect(Object.keys(ofType(resources, 'AWS::CloudWatch::Alarm'))).toEqual([])
  })
})

/** Returns the targets of references in a template that it has neither as resource nor as parameter. */
function danglingIn({ Resources, Parameters = {} }: Record<string, object>): string[] {
  const text = JSON.stringify(Resources)
  const names = [
    ...text.matchAll(/"Ref":"([^"]+)"/g),
    ...text.matchAll(/"Fn::GetAtt":\["([^"]+)"/g),
  ].map(([, name = '']) => name)
  const known = { ...Resources, ...Parameters }
  return names.filter((name) => !name.startsWith('AWS::') && !(name in known))
}

describe('serverless-plugin-canary-deployments', () => {
  it('shifts the traffic of a traced function, beside our alarms', async () => {
    const plugin = 'serverless-plugin-canary-deployments'
    const deploymentSettings = { type: 'Linear10PercentEvery1Minute', alias: 'Live' }
    const folder = folderWith(
      {
        plugins: [HOPTRACE, plugin],
        functions: { orders: { handler, events, deploymentSettings } },
      },
      [plugin],
    )
    const { code, output, resources } = await packageIn(folder)
    expect([code, reports(output)]).toEqual([0, []])
    expect(modeOf(resources, 'OrdersLambdaFunction')).toBe('Active')
    expect(Object.keys(ofType(resources, 'AWS::CodeDeploy::DeploymentGroup'))).toHaveLength(1)
    expect(Object.keys(ofType(resources, 'AWS::CloudWatch::Alarm')).length).toBeGreaterThan(0)
    expect(findProblems(resources)).toEqual([])
  })
})

describe('serverless-step-functions', () => {
  it.each([
    ['before', (plugin: string) => [plugin, HOPTRACE]],
    ['after', (plugin: string) => [HOPTRACE, plugin]],
  ])('%s the plugin: its functions are traced, its role stays as it is', async (_, inOrder) => {
    const plugin = 'serverless-step-functions'
    const Resource = { 'Fn::GetAtt': ['orders', 'Arn'] }
    const definition = {
      StartAt: 'Order',
      States: { Order: { Type: 'Task', Resource, End: true } },
    }
    const folder = folderWith(
      {
        plugins: inOrder(plugin),
        functions: { orders: { handler } },
        stepFunctions: { stateMachines: { checkout: { name: 'checkout', definition } } },
      },
      [plugin],
    )
    const { code, output, resources } = await packageIn(folder)
    expect([code, reports(output)]).toEqual([0, []])
    expect(modeOf(resources, 'OrdersLambdaFunction')).toBe('Active')
    expect(grants(resources, 'IamRoleLambdaExecution')).toBe(1)
    const [machine] = Object.values(ofType(resources, 'AWS::StepFunctions::StateMachine'))
    expect(machine?.Properties.StateMachineName).toBe('checkout')
    const others = Object.entries(ofType(resources, 'AWS::IAM::Role')).filter(
      ([id]) => id !== 'IamRoleLambdaExecution',
    )
    expect(JSON.stringify(others)).toContain('states.')
    expect(JSON.stringify(others)).not.toContain('xray:')
    expect(findProblems(resources)).toEqual([])
  })
})

describe('the form of the configuration', () => {
  it('may be a serverless.ts', async () => {
    const service = {
      service: 'shop',
      plugins: [HOPTRACE],
      package: PACKAGE,
      provider: { name: 'aws', runtime: 'nodejs22.x' },
      functions: { orders: { handler, events } },
      custom: { hoptrace: { functions: { orders: { actions: ['orders:get'] } } } },
    }
    const text = `import type { PluginOptions } from 'hoptrace/serverless'
const { custom, ...service } = ${JSON.stringify(service)}
const hoptrace: PluginOptions = custom.hoptrace
module.exports = { ...service, custom: { hoptrace } }
`
    const config = '{ "ts-node": { "transpileOnly": true } }'
    const files = { 'serverless.ts': text, 'tsconfig.json': config }
    const folder = folderWith({}, ['ts-node', 'typescript'], files)
    rmSync(path.join(folder, 'serverless.yml'))
    const { code, output, resources } = await packageIn(folder)
    expect([code, reports(output)]).toEqual([0, []])
    expect(propertiesOf(resources, 'OrdersLambdaFunction')).toMatchObject({
      Environment: { Variables: { HOPTRACE_ACTION: 'orders:get' } },
    })
  })

  it('may be an array of files with functions', async () => {
    const folder = folderWith(
      { functions: [`\${file(orders.yml)}`, `\${file(functions/pay.yml)}`] },
      [],
      {
        'orders.yml': 'orders: { handler: index.handler, events: [httpApi: GET /orders] }\n',
        'functions/pay.yml': 'pay: { handler: index.handler }\n',
      },
    )
    const { code, output, resources } = await packageIn(folder)
    expect([code, reports(output)]).toEqual([0, []])
    for (const name of ['Orders', 'Pay']) {
      expect(propertiesOf(resources, `${name}LambdaFunction`)).toMatchObject({
        TracingConfig: { Mode: 'Active' },
        Environment: { Variables: { HOPTRACE_SERVICE: 'shop' } },
      })
    }
    expect(findProblems(resources)).toEqual([])
  })
})
