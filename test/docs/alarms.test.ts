import { describe, expect, it, vi } from 'vitest'
import { parse } from 'yaml'
import { ALARM_KINDS } from '../../src/cloudformation/alarm-spec.ts'
import { LEAVING_ORDER, mostResources } from '../../src/cloudformation/fit-template.ts'
import {
  type Resources,
  resourcesBeside,
  type ServiceDescription,
} from '../../src/cloudformation/index.ts'
import { LIMITS } from '../../src/cloudformation/limits.ts'
import { completeService } from '../../src/cloudformation/service.ts'
import { withTracing } from '../../src/next/index.ts'
import { queries } from '../../src/queries/index.ts'
import { captureRecords } from '../capture.ts'
import type { AlarmProperties } from '../cloudformation/cloudwatch/alarm.ts'
import { shop } from '../cloudformation/shop.ts'
import { metricKey, metricsIn } from '../e2e/emitted-metrics.ts'
import { packageService } from '../serverless/package-service.ts'
import { serviceFolder } from '../serverless/service-folder.ts'
import { blocksOf, rowsOf, sectionOf } from './page.ts'

const PAGE = 'docs/alarms.md'
const [sample = '', frontend = '', slo = ''] = blocksOf(PAGE, 'yaml')
const rows = (heading: string): string[][] =>
  rowsOf(sectionOf(PAGE, heading)).map((cells) => cells.map((cell) => cell.replaceAll('`', '')))

/** The numbers of a text. */
const numbersIn = (text: string): number[] => (text.match(/\d+/g) ?? []).map(Number)

/** M of N periods, and a period's seconds, by the words for them. */
const PACES: Readonly<Record<string, readonly number[]>> = {
  'in two of three minutes': [2, 3, 60],
  'in three of five minutes': [3, 5, 60],
  'in 15 minutes': [1, 1, 900],
  'for five minutes': [5, 5, 60],
  'for 20 minutes': [4, 4, 300],
}

/** The rows of the kinds that a service has without an SLO, and that more than one failure fires. */
const alwaysListed = () =>
  rows('Kinds').filter(
    ([kind = '']) => !['burn-rate', 'failed-jobs', 'failed-events', 'dead-letters'].includes(kind),
  )

function alarmOf(kind: string, resources: Resources = shop()): AlarmProperties {
  const found = Object.values(resources).find(
    ({ Properties }) => Properties.AlarmName === `shop-prod ${kind}`,
  )
  if (found === undefined) throw new Error(`No alarm is called ${kind}`)
  return found.Properties as unknown as AlarmProperties
}

/** How many metrics all alarms of a service watch. */
function watchedBy(functions: ServiceDescription['functions'], template: Resources = {}): number {
  const described = { service: 'shop', stage: 'prod', functions }
  const { resources } = resourcesBeside(template, described)
  return JSON.stringify(resources).match(/"MetricStat"/g)?.length ?? 0
}

describe('docs/alarms.md', () => {
  it('shows a service whose incidents are notified', async () => {
    const folder = serviceFolder(`${sample}package: { patterns: ['!**', index.js] }\n`)
    const { code, resources } = await packageService(folder, `${folder}/packaged`)
    expect(code).toBe(0)
    expect(resources).toHaveProperty('HoptraceSlack')
    expect(resources.HoptraceAlarmFaults?.Properties.Threshold).toBe(1)
    expect(resources).not.toHaveProperty('HoptraceAlarmClientErrors')
    expect(resources.HoptracePage?.Properties).toHaveProperty('AlarmActions')
  })

  it('lists every kind of alarm, and which of the two it is a part of', () => {
    const listed = rows('Kinds').map(([kind, urgency]) => [kind, urgency])
    expect(listed.map(([kind]) => kind)).toEqual(ALARM_KINDS)
    const resources = shop()
    const rule = JSON.stringify(resources.HoptracePage?.Properties.AlarmRule)
    for (const [kind = '', urgency] of listed.filter(([one]) => one !== 'burn-rate')) {
      const id = Object.keys(resources).find(
        (one) => resources[one]?.Properties.AlarmName === `shop-prod ${kind}`,
      )
      expect([kind, rule.includes(`\${${id}}`) ? 'page' : 'ticket']).toEqual([kind, urgency])
    }
  })

  it('says in which minutes each kind fires', () => {
    for (const [kind = '', , , condition = ''] of alwaysListed()) {
      const { Metrics, EvaluationPeriods, DatapointsToAlarm } = alarmOf(kind)
      const said = Object.keys(PACES).find((words) => condition.startsWith(words)) ?? condition
      const pace = [DatapointsToAlarm, EvaluationPeriods, Metrics[0]?.MetricStat?.Period]
      expect([said, pace]).toEqual([said, PACES[said]])
    }
  })

  it('says above which numbers each kind fires', () => {
    for (const [kind = '', , , condition = ''] of alwaysListed()) {
      const { Threshold, Metrics } = alarmOf(kind)
      const shown = { timeouts: Threshold + 1, 'iterator-age': Threshold / 1000 }[kind] ?? Threshold
      expect(numbersIn(condition)).toContain(shown)
      const least = JSON.stringify(Metrics).match(/(?<=>= )\d+/g) ?? []
      // Of client errors, the least number of requests is among the settings.
      if (kind === 'client-errors') continue
      expect(numbersIn(condition)).toEqual(expect.arrayContaining(least.map(Number)))
    }
  })

  it('states the defaults', () => {
    const { alarms, notify } = completeService({ service: 'shop', functions: {} })
    const { off, ...thresholds } = alarms
    const defaults = Object.fromEntries(rows('Choosing').map(([name, , value]) => [name, value]))
    const named = Object.entries(thresholds).map(([name, value]) => [`alarms.${name}`, `${value}`])
    expect(defaults).toEqual({ ...Object.fromEntries(named), 'alarms.off': 'None' })
    expect(off).toEqual([])
    const [, , stages] = rows('Notifications').find(([name]) => name === 'notify.stages') ?? []
    expect(stages).toBe(notify.stages.join(', '))
  })

  it('shows a frontend whose records have the metrics that its alarms read', async () => {
    const { frontend: described } = parse(frontend)
    const environment = sectionOf(PAGE, 'A frontend').matchAll(/`(HOPTRACE_\w+)=(\w+)`/g)
    for (const [, name = '', value = ''] of environment) vi.stubEnv(name, value)
    vi.stubEnv('HOPTRACE_SERVICE', described.service)
    const GET = withTracing((_request: Request) => new Response(null, { status: 500 }))
    const request = new Request('http://a.example/orders')
    const { lines } = await captureRecords(() => GET(request, { params: Promise.resolve({}) }))
    vi.unstubAllEnvs()
    const written = new Set(lines.flatMap((line) => metricsIn(JSON.parse(line))))
    const functions = { orders: { triggers: ['http'] } } as const
    const { resources, notices } = resourcesBeside(
      {},
      { service: 'shop', stage: 'prod', functions, frontend: described },
    )
    expect(notices).toEqual([])
    for (const kind of ['faults', 'outage', 'client-errors']) {
      const keys = alarmOf(kind, resources)
        .Metrics.flatMap(({ MetricStat }) => MetricStat?.Metric ?? [])
        .map(({ Namespace, MetricName, Dimensions }) =>
          metricKey(
            Namespace,
            MetricName,
            Dimensions.map(({ Name, Value }) => [Name, String(Value)]),
          ),
        )
        .filter((key) => key.includes(described.service))
      expect(keys).toHaveLength(3)
      expect(keys.filter((key) => !written.has(key))).toEqual([])
    }
  })

  it('shows an SLO, and the windows of its alarms', () => {
    expect(slo).toBe('slo: { availability: 99.9 }\n')
    const resources = shop({ slo: { availability: 99.9 } })
    const windows = Object.keys(resources).filter((id) => id.startsWith('HoptraceWindow'))
    const ofShop = windows.map((id) => resources[id]?.Properties as unknown as AlarmProperties)
    const periods = ofShop.map(({ Metrics }) => (Metrics[0]?.MetricStat?.Period ?? 0) / 60)
    expect(periods.slice(0, 4)).toEqual([60, 5, 360, 30])
    expect(ofShop.slice(0, 4).map(({ Threshold }) => Threshold / 0.1)).toEqual(
      [14.4, 14.4, 6, 6].map((factor) => expect.closeTo(factor, 6)),
    )
    for (const kind of ['faults', 'outage']) expect(() => alarmOf(kind, resources)).toThrow()
  })

  it('states the limits, and what is left out first', () => {
    const limits = sectionOf(PAGE, 'Limits')
    const order = [...limits.matchAll(/^\d+\. `([\w-]+)`/gm)].map(([, part]) => part)
    expect(order).toEqual(LEAVING_ORDER)
    expect(limits).toContain(`at most ${LIMITS.resources} resources`)
    expect(limits).toContain(`at most ${LIMITS.queryLogGroups} log groups`)
    expect(limits).toContain(`takes ${LIMITS.alarmMetrics} metrics in an alarm`)
    const functions = { a: { actions: ['GET /a'] } }
    expect(mostResources({ service: 'shop', functions })).toBe(28 + queries.length + 2 + 1)
  })

  it('shows the statement that a key needs', () => {
    const [statement = ''] = blocksOf(PAGE, 'json')
    const { HoptraceKey } = shop({ notify: { kmsKey: true } })
    const policy = HoptraceKey?.Properties.KeyPolicy as { Statement: unknown[] }
    expect(policy.Statement).toContainEqual(JSON.parse(statement))
  })

  it('counts the metrics that alarms watch', () => {
    const counts = Object.fromEntries(rows('Costs').map(([part = '', count]) => [part, count]))
    const http = { actions: ['GET /a'], triggers: ['http'] } as const
    const one = watchedBy({ a: http })
    expect(watchedBy({ a: http, b: { ...http, actions: ['GET /b'] } }) - one).toBe(
      Number(counts.function) + Number(counts['HTTP action']),
    )
    expect(watchedBy({ a: http, b: { triggers: ['schedule'] } }) - one).toBe(
      Number(counts['function that only a schedule invokes']),
    )
    const [ofService, more] = numbersIn(counts.service ?? '')
    expect(one).toBe(Number(ofService) + 6 + 2)
    expect(watchedBy({ a: http, b: { triggers: ['queue'] } }) - one).toBe(6 + Number(more))
  })
})
