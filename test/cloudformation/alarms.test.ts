import { describe, expect, it } from 'vitest'
import { type ServiceDescription, serviceResources } from '../../src/cloudformation/index.ts'
import { type AlarmProperties, firingMinutes, type Series } from './metric-math.ts'

const SHOP: ServiceDescription = {
  service: 'shop',
  stage: 'prod',
  functions: {
    orders: { actions: ['GET /orders/{id}', 'GET /orders-{id}'] },
    pay: { name: 'payments', service: 'money', p99Ms: 20_000 },
  },
}

/** Returns the alarms of a service, by their names. */
function alarmsOf(description: ServiceDescription = SHOP): Record<string, AlarmProperties> {
  const alarms = Object.values(serviceResources(description)).filter(
    ({ Type }) => Type === 'AWS::CloudWatch::Alarm',
  )
  const entries = alarms.map(({ Properties }) => {
    const properties = Properties as unknown as AlarmProperties
    return [properties.AlarmName, properties]
  })
  return Object.fromEntries(entries)
}

/** Returns the minutes in which an alarm of the service fires. */
function fires(name: string, series: Record<string, Series>, description = SHOP): number[] {
  const alarm = alarmsOf(description)[name]
  if (alarm === undefined) throw new Error(`No alarm is called ${name}`)
  return firingMinutes(alarm, series)
}

const minutes = <T>(count: number, value: T): T[] => Array(count).fill(value)

describe('the alarm for faults', () => {
  const name = 'shop-prod faults shop'

  it('does not fire without traffic', () => {
    const Requests = [1, 0, undefined, 2, undefined, undefined, 1, 1]
    expect(fires(name, { Requests, Faults: Requests.map((one) => one && 0) })).toEqual([])
    expect(fires(name, { Requests: minutes(60, undefined), Faults: [] })).toEqual([])
  })

  it('does not fire for single failures at low traffic', () => {
    expect(fires(name, { Requests: minutes(30, 1), Faults: minutes(30, 1) })).toEqual([])
    expect(fires(name, { Requests: minutes(30, 4), Faults: minutes(30, 2) })).toEqual([])
  })

  it('fires above 5 %, but not at 5 %', () => {
    expect(fires(name, { Requests: minutes(9, 1000), Faults: minutes(9, 50) })).toEqual([])
    expect(fires(name, { Requests: minutes(9, 1000), Faults: minutes(9, 51) })[0]).toBe(2)
  })

  it('fires from the third minute of an outage, also at low traffic, and ends with it', () => {
    const Faults = [0, 0, 5, 4, 6, 5, 0, 0, 0, 0, 0]
    expect(fires(name, { Requests: minutes(11, 6), Faults })).toEqual([4, 5, 6, 7])
  })

  it('ends when data is missing, and does not fire for two bad minutes', () => {
    expect(
      fires(name, { Requests: minutes(9, 90), Faults: [0, 90, 90, 0, 0, 0, 0, 0, 0] }),
    ).toEqual([])
    const measured = [90, 90, 90, undefined, undefined, undefined, undefined]
    expect(fires(name, { Requests: measured, Faults: measured })).toEqual([2, 3, 4])
  })

  it('has the thresholds of the options', () => {
    const own = { ...SHOP, alarms: { faultRate: 50, leastFaults: 1 } }
    expect(fires(name, { Requests: minutes(9, 2), Faults: minutes(9, 1) }, own)).toEqual([])
    expect(fires(name, { Requests: minutes(9, 1), Faults: minutes(9, 1) }, own)[0]).toBe(2)
  })
})

describe('the alarm for durations', () => {
  const name = 'shop-prod p99 shop GET /orders/{id}'

  it('fires when requests stay slow', () => {
    const duration = [900, 3001, 800, 3500, 3001, 900, 900]
    expect(fires(name, { Requests: minutes(7, 10), duration })).toEqual([4, 5])
    expect(fires(name, { Requests: minutes(7, 10), duration: minutes(7, 3000) })).toEqual([])
  })

  it('does not fire if few requests are slow, or if there are none', () => {
    expect(fires(name, { Requests: minutes(9, 9), duration: minutes(9, 9000) })).toEqual([])
    expect(fires(name, { Requests: minutes(9, undefined), duration: [] })).toEqual([])
  })

  it('has a threshold for each action, which a function’s option changes', () => {
    const alarms = alarmsOf()
    const limits = Object.keys(alarms).filter((one) => one.includes(' p99 '))
    expect(limits.map((one) => [one, alarms[one]?.Threshold])).toEqual([
      [name, 3000],
      ['shop-prod p99 shop GET /orders-{id}', 3000],
      ['shop-prod p99 money payments', 20_000],
    ])
  })
})

describe.each([
  ['timeouts', 'shop-prod timeouts money', 'Timeouts'],
  ['throttles', 'shop-prod throttles payments', 'Throttles'],
])('the alarm for %s', (_what, name, metric) => {
  it('fires if there are some in three of five minutes', () => {
    expect(fires(name, { [metric]: [1, 0, 2, 0, 0, 0] })).toEqual([])
    expect(fires(name, { [metric]: [1, 0, 2, 0, 1, 0, 0] })).toEqual([4])
  })

  it('does not fire for missing data', () => {
    expect(fires(name, { [metric]: minutes(30, undefined) })).toEqual([])
  })
})

describe('the incident', () => {
  const resources = serviceResources(SHOP)
  const incident = resources.HoptraceIncident?.Properties ?? {}

  it('fires if any alarm fires, and is the only alarm that notifies', () => {
    const alarms = Object.entries(resources).filter(
      ([, { Type }]) => Type === 'AWS::CloudWatch::Alarm',
    )
    expect(alarms).toHaveLength(9)
    const rule = alarms.map(([id]) => `ALARM("\${${id}}")`).join(' OR ')
    expect(incident.AlarmRule).toEqual({ 'Fn::Sub': rule })
    for (const [, { Properties }] of alarms) expect(Properties).not.toHaveProperty('AlarmActions')
  })

  it('notifies when it begins and when it ends', () => {
    expect(incident.AlarmActions).toEqual([{ Ref: 'HoptraceIncidents' }])
    expect(incident.OKActions).toEqual(incident.AlarmActions)
  })

  it('splits alarms into groups if there are too many for a rule', () => {
    const names = Array.from({ length: 60 }, (_, index) => `function${index}`)
    const functions = Object.fromEntries(names.map((name) => [name, {}]))
    const many = serviceResources({ ...SHOP, functions })
    const rules = Object.entries(many)
      .filter(([, { Type }]) => Type === 'AWS::CloudWatch::CompositeAlarm')
      .map(([id, { Properties }]) => [id, alarmsIn(Properties.AlarmRule)] as const)
    const { HoptraceIncident: whole = [], ...groups } = Object.fromEntries(rules)
    expect(whole).toEqual(Object.keys(groups))
    const grouped = Object.values(groups)
    expect(grouped.map((ids) => ids.length)).toEqual([50, 50, 22])
    expect(new Set(grouped.flat()).size).toBe(122)
    expect(grouped.flat().filter((id) => many[id]?.Type !== 'AWS::CloudWatch::Alarm')).toEqual([])
  })

  it('is left out without functions', () => {
    const types = Object.values(serviceResources({ service: 'shop', functions: {} }))
    expect(types.filter(({ Type }) => /CloudWatch|SNS/.test(Type))).toEqual([])
  })
})

/** Returns the ids in a rule. */
function alarmsIn(rule: unknown): string[] {
  return JSON.stringify(rule).match(/(?<=\$\{)\w+/g) ?? []
}
