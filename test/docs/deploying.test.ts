import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { estimate, estimateXray, total } from '../../src/cli/cost/estimate.ts'
import { PRICES } from '../../src/cli/cost/prices.ts'
import {
  metricsEnvironment,
  type ServiceDescription,
  serviceResources,
  xrayEnvironment,
} from '../../src/cloudformation/index.ts'
import { completeService } from '../../src/cloudformation/service.ts'
import { currentTrace } from '../../src/index.ts'
import { tracing } from '../../src/middy/index.ts'
import { commands } from '../../src/serverless/commands.ts'
import { describeService } from '../../src/serverless/description.ts'
import { findProblems } from '../cloudformation/schema.ts'
import { metricsIn } from '../e2e/emitted-metrics.ts'
import { invoke } from '../middy/invocation.ts'
import { packageService } from '../serverless/package-service.ts'
import { serviceFolder } from '../serverless/service-folder.ts'
import { blocksOf, loadSample, rowsOf, sectionOf } from './page.ts'

const PAGE = 'docs/deploying.md'
const PREFIX = 'custom.hoptrace.'
const PARTS = ['frontend', 'retention', 'alarms', 'notify', 'sampling']
const [minimal = '', full = ''] = blocksOf(PAGE, 'yaml')

const SHOP: ServiceDescription = {
  service: 'shop',
  functions: { orders: { actions: ['a', 'b'] }, pay: { service: 'money', actions: ['c'] } },
}

/** The cells of a section's tables without backticks. */
const plainRows = (heading: string): string[][] =>
  rowsOf(sectionOf(PAGE, heading)).map((cells) => cells.map((cell) => cell.replaceAll('`', '')))

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
    ...whole.filter((name) => !['functions', 'frontend', 'retention', 'notify'].includes(name)),
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
    expect(resources.HoptraceAlarmP99ShopOrdersGet?.Properties.Threshold).toBe(500)
    expect(resources.HoptracePagerDuty?.Properties.Endpoint).toBe(
      'https://events.pagerduty.com/integration/{{resolve:ssm:/pagerduty/key}}/enqueue',
    )
  })

  it('lists every setting of the plugin', () => {
    const listed = plainRows('Settings').map(([name]) => name)
    expect(listed.toSorted()).toEqual(pluginSettings().toSorted())
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
    const ofPlugin = plainRows('Settings').map(([name]) => name)
    expect(listed.toSorted()).toEqual(all.filter((name) => !ofPlugin.includes(name)).toSorted())
  })

  it('states the defaults of the settings', () => {
    const { alarms, sampling, namespace } = completeService(SHOP)
    const { services: _, ...numbers } = sampling
    const defaults = Object.fromEntries(
      plainRows('Settings').map(([name, , value]) => [name, value]),
    )
    const named = (part: string, values: object) =>
      Object.entries(values).map(([name, value]) => [`${part}.${name}`, String(value)])
    expect(defaults).toMatchObject({
      ...Object.fromEntries([...named('alarms', alarms), ...named('sampling', numbers)]),
      namespace,
    })
  })

  it('lists every kind of alarm, with its default thresholds', () => {
    const alarms = Object.values(serviceResources(SHOP)).filter(
      ({ Type }) => Type === 'AWS::CloudWatch::Alarm',
    )
    const kindOf = ({ Properties }: (typeof alarms)[number]): string =>
      String(Properties.AlarmName).split(' ')[1] ?? ''
    const rows = plainRows('Alarms')
    expect(new Set(rows.map(([kind]) => kind))).toEqual(new Set(alarms.map(kindOf)))
    const counts: Record<string, number> = { service: 2, action: 3, function: 2 }
    for (const [kind = '', unit = '', condition = ''] of rows) {
      const ofKind = alarms.filter((alarm) => kindOf(alarm) === kind)
      expect(ofKind).toHaveLength(counts[unit] ?? 0)
      const { Threshold, Metrics } = ofKind[0]?.Properties ?? {}
      const [least] = /(?<=>= )\d+/.exec(JSON.stringify(Metrics)) ?? []
      for (const number of [Threshold, least].filter(Boolean))
        expect(condition).toMatch(new RegExp(`\\b${number}\\b`))
    }
    for (const { Properties } of alarms) {
      expect(Properties).toMatchObject({ EvaluationPeriods: 5, DatapointsToAlarm: 3 })
    }
  })

  it('counts the resources that the plugin adds', () => {
    const resources = serviceResources(SHOP)
    const [, fixed] =
      /adds (\d+), two for each service/.exec(
        sectionOf(PAGE, 'Before the first deploy of an existing service'),
      ) ?? []
    expect(Object.keys(resources)).toHaveLength(Number(fixed) + 2 * 2 + 2 + 3)
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

  it('shows the costs that `hoptrace cost` computes', () => {
    const costs = sectionOf(PAGE, 'Costs')
    const traffic = { requests: 1, bytes: 11_856, endingBytes: 2_749, metrics: 0 }
    const items = estimate(traffic, 1_740_000, 0.1).filter(({ cost }) => cost > 0)
    const xray = estimateXray(1_740_000, 0.1)
    const dollars = (cost: number): string => `$${cost.toFixed(2)}`
    expect(plainRows('Costs').slice(0, 5)).toEqual([
      ...items.map(({ name, amount, cost }) => [name, amount, dollars(cost)]),
      ['Total', '', dollars(total(items))],
      ['Total with X-Ray', xray.amount, dollars(total(items) + xray.cost)],
    ])
    expect(costs).toMatch(/writes 11,856 bytes .+, 2,749 of them endings/)
    expect(costs).toContain('1,740,000 requests a month at rate 0.1')
    expect(costs).toContain(`prices of us-east-1 as of ${PRICES.asOf}`)
  })

  it('has the numbers of metrics and alarms that are billed', async () => {
    const counts = ['Errors', 'Timeouts', 'ColdStarts'] as const
    const options = { service: 'shop', action: 'a', metrics: { counts, calls: true } }
    const { records, ending } = await invoke([tracing(options)], () =>
      currentTrace().call('bank', 'charge', () => 1),
    )
    expect(metricsEnvironment.HOPTRACE_METRICS_COUNTS).toBe(counts.join())
    expect(metricsIn(ending as never)).toHaveLength(12)
    expect(records.flatMap((record) => metricsIn(record as never))).toHaveLength(12 + 2)
    const watched = JSON.stringify(serviceResources({ service: 's', functions: { f: {} } }))
    expect(watched.match(/"MetricStat"/g)).toHaveLength(6)
    const [, alarm, incident] = plainRows('Costs')
      .slice(-4)
      .map(([, , cost = '']) => cost)
    expect([alarm, incident]).toEqual(['$0.10 each', '$0.50'])
    const cost = 12 * PRICES.metricMonth + 6 * 0.1 + 0.5
    expect(sectionOf(PAGE, 'Costs')).toContain(
      `has 12 metrics, and alarms over 6: $${cost.toFixed(2)} a month`,
    )
  })
})
