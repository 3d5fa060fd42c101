import { describe, expect, it } from 'vitest'
import {
  type Resources,
  resourcesBeside,
  type ServiceDescription,
  templateProblems,
} from '../../src/cloudformation/index.ts'
import { LIMITS } from '../../src/cloudformation/limits.ts'
import { queries } from '../../src/queries/index.ts'
import { findProblems } from './schema.ts'

/** Resources of a template that are nothing of ours. */
function others(count: number): Resources {
  const one = { Type: 'AWS::SNS::Topic', Properties: {} }
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`Other${index}`, one]))
}

/** A service that creates no log groups, as the plugin describes it. */
function service(functions: number, hasRoutes: boolean): ServiceDescription {
  const keys = Array.from({ length: functions }, (_, index) => `function-${index}`)
  const described = keys.map((key) => [
    key,
    hasRoutes ? { actions: [`GET /${key}`], triggers: ['http'] } : {},
  ])
  return {
    service: 'shop',
    stage: 'prod',
    logGroups: false,
    functions: Object.fromEntries(described),
    sampling: { services: ['shop-web'] },
    notify: { email: ['oncall@example.com'], pagerDuty: ['0123456789abcdef'] },
  }
}

const left = (notices: readonly string[]): string[] =>
  notices.map((notice) => notice.split(' left out')[0] ?? '')

describe('the resources beside a template', () => {
  it.each([
    [1, true, 12],
    [5, true, 36],
    [60, true, 365],
    [60, false, 123],
    [200, false, 403],
  ])('of %i functions (routes: %s) fit beside %i', (functions, hasRoutes, count) => {
    const template = others(count)
    const described = service(functions, hasRoutes)
    const { resources } = resourcesBeside(template, described)
    const most =
      28 +
      queries.length +
      2 * Math.ceil(functions / 5) +
      (hasRoutes ? Math.ceil(functions / 5) : 0)
    const { length } = Object.keys(resources)
    expect(length).toBeLessThanOrEqual(most)
    expect(length + count).toBeLessThanOrEqual(LIMITS.resources)
    expect(JSON.stringify({ ...template, ...resources }).length).toBeLessThan(LIMITS.templateBytes)
    expect(findProblems(resources)).toEqual([])
  })

  it('of 60 functions with a route each are complete', () => {
    expect(resourcesBeside(others(365), service(60, true)).notices).toEqual([])
  })

  it('leave out what helps the least, in a fixed order, and report it', () => {
    const described = service(30, true)
    const full = Object.keys(resourcesBeside({}, described).resources).length
    const beside = (room: number) => {
      const { resources, notices } = resourcesBeside(others(LIMITS.resources - room), described)
      expect(Object.keys(resources).length).toBeLessThanOrEqual(room)
      expect(findProblems(resources)).toEqual([])
      return left(notices)
    }
    expect(beside(full)).toEqual([])
    expect(beside(full - 1)).toEqual(["the alarms 'p99'"])
    expect(beside(full - 7)).toEqual(["the alarms 'p99'", "the alarms 'function-errors'"])
    expect(beside(full - 13)).toEqual([
      "the alarms 'p99'",
      "the alarms 'function-errors'",
      'queries',
    ])
    expect(beside(full - 42)).toEqual([
      "the alarms 'p99'",
      "the alarms 'function-errors'",
      'queries',
      "the alarms 'client-errors'",
      'sampling',
      "the alarms 'throttles'",
      'dashboard',
      "the alarms 'faults'",
    ])
  })

  it('never make a stack too large that fits without them', () => {
    const queue = { Type: 'AWS::SQS::Queue', Properties: {} }
    const mapping = (id: string) => ({
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: { EventSourceArn: { Ref: id }, FunctionName: 'shop-prod-function-0' },
    })
    for (const count of [480, 490, 495, 499, 500]) {
      for (const slo of [{}, { slo: { availability: 99.9 } }]) {
        const template = { ...others(count - 2), Jobs: queue, ToWork: mapping('Jobs') }
        const { resources, notices } = resourcesBeside(template, { ...service(3, true), ...slo })
        expect(Object.keys(resources).length + count).toBeLessThanOrEqual(500)
        expect(findProblems({ ...resources, Jobs: queue })).toEqual([])
        expect(notices.join()).toContain(' left out: ')
      }
    }
  })

  it('keep the alarms over an SLO of many services if the stack has room for them', () => {
    const described = service(15, true)
    const functions = Object.keys(described.functions).map((key) => [key, { service: key }])
    const own = { ...described, functions: Object.fromEntries(functions) }
    const { resources } = resourcesBeside({}, { ...own, slo: { availability: 99.9 } })
    const burnRates = Object.keys(resources).filter((id) => id.startsWith('HoptraceBurnRate'))
    expect(burnRates).toHaveLength(15)
    expect(resources).toHaveProperty('HoptracePage')
  })

  it('name the limit that is passed', () => {
    const { notices } = resourcesBeside(others(470), service(30, true))
    expect(notices[0]).toMatch(
      /^the alarms 'p99' left out: the stack would have 5\d\d resources, and CloudFormation takes 500\. /,
    )
  })

  it.each([20, 60, 200])(
    'of %i functions that are services of their own stay within the bound',
    (count) => {
      const described = service(count, true)
      const functions = Object.entries(described.functions).map(([key, fn]) => [
        key,
        { ...fn, service: key, triggers: ['http', 'queue'] },
      ])
      const own = { ...described, functions: Object.fromEntries(functions) }
      const { resources, notices } = resourcesBeside({}, own)
      const most = 28 + queries.length + 3 * Math.ceil(count / 5)
      expect(Object.keys(resources).length).toBeLessThanOrEqual(most)
      expect(notices[0]).toContain(`a service of this size gets at most ${most} resources`)
    },
  )

  it('are reported if the template is too large without them', () => {
    const { notices } = resourcesBeside(others(501), service(5, true))
    expect(notices.at(-1)).toMatch(/^the stack has 5\d\d resources, .* split it$/)
  })

  it('count a log group that is there already once', () => {
    const described = { ...service(1, true), logGroups: true }
    const group = {
      Type: 'AWS::Logs::LogGroup',
      Properties: { LogGroupName: '/aws/lambda/shop-prod-function-0' },
    }
    const { length } = Object.keys(resourcesBeside({}, described).resources)
    const template = { ...others(500 - length), Group: group }
    expect(resourcesBeside(template, described).notices).toEqual([])
  })

  it('have a dashboard within CloudWatch’s limits, however many functions there are', () => {
    const { resources } = resourcesBeside({}, { ...service(600, true), queries: false })
    const body = JSON.stringify(resources.HoptraceDashboard?.Properties.DashboardBody ?? {})
    const { widgets } = JSON.parse(JSON.parse(body)['Fn::Sub']) as {
      widgets: { properties: { metrics?: unknown[]; alarms?: unknown[]; query?: string } }[]
    }
    const counts = widgets.map(({ properties }) => properties.metrics?.length ?? 0)
    expect(Math.max(...counts)).toBeLessThanOrEqual(500)
    expect(counts.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(2500)
    expect(widgets.flatMap(({ properties }) => properties.alarms ?? []).length).toBeLessThanOrEqual(
      100,
    )
    const sources = widgets.flatMap(({ properties }) => properties.query?.match(/SOURCE/g) ?? [])
    expect(sources).toHaveLength(50)
  })

  it('have names that CloudWatch and Slack take, each another one', () => {
    const stage = 't'.repeat(128)
    const names = ['x', 'y'].map((end) => 's'.repeat(254) + end)
    const { resources } = resourcesBeside(
      {},
      {
        service: 's'.repeat(128),
        stage,
        functions: {
          a: { name: 'a', service: names[0] ?? '' },
          b: { name: 'b', service: names[1] ?? '' },
        },
        slo: { availability: 99.9 },
        notify: {
          slack: { workspaceId: 'T07EA123LEP', channelId: 'C07EZ1ABC23' },
          stages: [stage],
        },
      },
    )
    const lengths = (key: string) =>
      Object.values(resources).map(({ Properties }) => String(Properties[key] ?? '').length)
    for (const key of ['AlarmName', 'DashboardName', 'Name', 'TopicName'])
      expect(Math.max(...lengths(key)), key).toBeLessThanOrEqual(255)
    expect(Math.max(...lengths('ConfigurationName'))).toBeLessThanOrEqual(128)
    const ids = Object.keys(resources)
    expect(Math.max(...ids.map(({ length }) => length))).toBeLessThanOrEqual(255)
    const alarmNames = Object.values(resources).flatMap(
      ({ Properties }) => Properties.AlarmName ?? [],
    )
    expect(new Set(alarmNames).size).toBe(alarmNames.length)
    expect(ids.filter((id) => id.startsWith('HoptraceBurnRate'))).toHaveLength(2)
  })

  it('have queries that name at most 50 log groups, or say which to choose', () => {
    const queryOf = (functions: number) => {
      const { resources } = resourcesBeside({}, service(functions, false))
      return resources.HoptraceQueryTraceJob?.Properties
    }
    expect(queryOf(50)?.LogGroupNames).toHaveLength(50)
    expect(queryOf(51)).not.toHaveProperty('LogGroupNames')
    expect(queryOf(51)?.QueryString).toMatch(
      /^# Choose the log groups of shop-prod, such as \/aws\/lambda\/shop-prod-function-0: at most 50\.\n/,
    )
  })
})

describe('templateProblems', () => {
  it('names the limits that a template passes', () => {
    expect(templateProblems({ Resources: others(500) })).toEqual([])
    expect(templateProblems({ Resources: others(501) })).toEqual([
      expect.stringMatching(/^the stack has 501 resources, 0 of them hoptrace's/),
    ])
    const large = { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'x'.repeat(1_000_000) } }
    expect(templateProblems({ Resources: { Large: large } })).toEqual([
      expect.stringMatching(/^the template has 1000\d{3} bytes, and CloudFormation takes 1000000/),
    ])
  })
})
