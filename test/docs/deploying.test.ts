import path from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  metricsEnvironment,
  type ServiceDescription,
  serviceResources,
  xrayEnvironment,
} from '../../src/cloudformation/index.ts'
import { completeService } from '../../src/cloudformation/service.ts'
import { commands } from '../../src/serverless/commands.ts'
import { describeService } from '../../src/serverless/description.ts'
import { findProblems } from '../cloudformation/schema.ts'
import { packageService } from '../serverless/package-service.ts'
import { serviceFolder } from '../serverless/service-folder.ts'
import { blocksOf, loadSample, rowsOf, sectionOf } from './page.ts'

const PAGE = 'docs/deploying.md'
const PREFIX = 'custom.hoptrace.'
const PARTS = ['queries', 'frontend', 'retention', 'alarms', 'slo', 'notify', 'sampling', 'otlp']
const ALARMS_PAGE = 'docs/alarms.md'
const [minimal = '', full = ''] = blocksOf(PAGE, 'yaml')

const SHOP: ServiceDescription = {
  service: 'shop',
  functions: { orders: { actions: ['a', 'b'] }, pay: { service: 'money', actions: ['c'] } },
}

/** The cells of a section's tables without backticks. */
const plainRows = (heading: string, page = PAGE): string[][] =>
  rowsOf(sectionOf(page, heading)).map((cells) => cells.map((cell) => cell.replaceAll('`', '')))

function packaged(text: string) {
  const folder = serviceFolder(`${text}package: { patterns: ['!**', index.js] }\n`)
  return packageService(folder, path.join(folder, 'packaged'))
}

const reportsIn = (output: string): string[] => output.match(/(?<=hoptrace: ).*/g) ?? []

/** The names that the message about an unknown name lists. */
function namesKnown(check: () => unknown): string[] {
  try {
    check()
  } catch (error) {
    const [, names = ''] = /; known are (.+)/.exec((error as Error).message) ?? []
    return names.split(', ').map((name) => name.replace(PREFIX, ''))
  }
  throw new Error('The unknown name is accepted')
}

/** The settings that the two pages list. */
function listedSettings(): string[] {
  const rows = [
    ...plainRows('Settings').filter(([name = '']) => !name.endsWith('.…')),
    ...plainRows('Choosing', ALARMS_PAGE),
    ...plainRows('Notifications', ALARMS_PAGE),
  ]
  return rows
    .map(([name = '']) => name)
    .filter((name) => /^[\w.<>]+$/.test(name) && !/^(setting|<service>)/.test(name))
}

/** The settings of the plugin that the code knows. */
function pluginSettings(): string[] {
  const asService = (hoptrace: object) => () =>
    describeService(
      {
        service: 'shop',
        provider: { name: 'aws', compiledCloudFormationTemplate: { Resources: {} } },
        functions: { orders: { name: 'shop-dev-orders' } },
        custom: { hoptrace },
      },
      'dev',
    )
  const ofPart = (part: string) => () =>
    serviceResources({ ...SHOP, [part]: { other: 1 } } as ServiceDescription)
  const whole = namesKnown(asService({ other: 1 }))
  const parts = PARTS.flatMap((part) => namesKnown(ofPart(part)))
  const own = namesKnown(asService({ functions: { orders: { other: 1 } } }))
  return [
    ...whole.filter(
      (name) => !['functions', 'frontend', 'retention', 'slo', 'notify', 'otlp'].includes(name),
    ),
    ...parts,
    ...own.map((name) => name.replace('.orders.', '.<name>.')),
  ]
}

describe('docs/deploying.md', () => {
  it('shows a service that gets all parts without settings', async () => {
    const { code, output, resources } = await packaged(minimal)
    expect([code, reportsIn(output), findProblems(resources)]).toEqual([0, [], []])
    expect(resources.OrdersLambdaFunction?.Properties).toMatchObject({
      TracingConfig: { Mode: 'Active' },
      Environment: { Variables: { ...metricsEnvironment, HOPTRACE_SERVICE: 'shop' } },
    })
    expect(resources).toHaveProperty('HoptraceDashboard')
  })

  it('names the environment that the plugin sets', () => {
    const parts = sectionOf(PAGE, 'What the plugin adds')
    for (const [name, value] of Object.entries({ ...metricsEnvironment, ...xrayEnvironment }))
      expect(parts).toContain(`\`${name}=${value}\``)
    expect(parts).toContain('`HOPTRACE_STAGE`')
  })

  it('shows settings that the plugin takes', async () => {
    const { code, output, resources } = await packaged(full)
    expect([code, reportsIn(output), findProblems(resources)]).toEqual([
      0,
      [expect.stringContaining('retention.lambda changes these log groups from never to 30 days')],
      [],
    ])
    expect(resources).toHaveProperty('HoptraceSamplingRuleShopWeb')
    expect(resources.HoptraceLogsFrontend?.Properties.RetentionInDays).toBe(7)
    expect(resources.HoptraceAlarmP99?.Properties.Threshold).toBe(500)
    expect(resources.HoptracePagerDuty?.Properties.Endpoint).toBe(
      'https://events.pagerduty.com/integration/{{resolve:ssm:/pagerduty/key}}/enqueue',
    )
  })

  it('lists every setting of the plugin', () => {
    expect(listedSettings().toSorted()).toEqual(pluginSettings().toSorted())
  })

  it('lists the settings that only serviceResources has', () => {
    const unknown = { ...SHOP, other: 1 } as ServiceDescription
    const own = { ...SHOP, functions: { orders: { other: 1 } } } as unknown as ServiceDescription
    const all = [
      ...namesKnown(() => serviceResources(unknown)),
      ...namesKnown(() => serviceResources(own)).map((name) =>
        name.replace('.orders.', '.<name>.'),
      ),
    ].filter((name) => ![...PARTS, 'functions'].includes(name))
    const listed = plainRows('Without the Serverless Framework').map(([name]) => name)
    const ofPlugin = listedSettings()
    expect(listed.toSorted()).toEqual(all.filter((name) => !ofPlugin.includes(name)).toSorted())
  })

  it('states the defaults of the settings', () => {
    const { sampling, namespace } = completeService(SHOP)
    const { services: _, ...numbers } = sampling
    const defaults = Object.fromEntries(
      plainRows('Settings').map(([name, , value]) => [name, value]),
    )
    const named = (part: string, values: object) =>
      Object.entries(values).map(([name, value]) => [`${part}.${name}`, String(value)])
    expect(defaults).toMatchObject({
      ...Object.fromEntries(named('sampling', numbers)),
      namespace,
    })
  })

  it('lists the commands of the plugin', () => {
    const listed = plainRows('Commands').map(([command]) => command)
    const names = Object.keys(commands.hoptrace.commands)
    expect(listed).toEqual(names.map((name) => `serverless hoptrace ${name}`))
  })

  it('shows resources that CloudFormation accepts', async () => {
    const { template } = await loadSample(PAGE, 'serviceResources')
    expect(Object.keys(template.Resources).length).toBeGreaterThan(20)
    expect(findProblems(template.Resources)).toEqual([])
  })
})
