import { describe, expect, it } from 'vitest'
import type { Resources } from '../../src/cloudformation/index.ts'
import { queries } from '../../src/queries/index.ts'
import { shop } from './shop.ts'

interface Widget {
  readonly type: string
  readonly properties: {
    readonly title?: string
    readonly markdown?: string
    readonly alarms?: readonly string[]
    readonly metrics?: readonly (readonly unknown[])[]
  }
}

function widgetsOf(resources: Resources = shop()): Widget[] {
  const body = resources.HoptraceDashboard?.Properties.DashboardBody as { 'Fn::Sub': string }
  return JSON.parse(body['Fn::Sub']).widgets
}

const named = (title: string) => widgetsOf().find(({ properties }) => properties.title === title)

/** Returns the text that a value of a link of the console stands for. */
const decoded = (text: string): string => decodeURIComponent(text.replace(/\*([\da-f]{2})/g, '%$1'))

describe('the dashboard', () => {
  it('begins with the states of all alarms', () => {
    const resources = shop()
    const alarms = Object.keys(resources).filter((id) => resources[id]?.Type.endsWith('Alarm'))
    const [first] = widgetsOf(resources)
    expect(first?.type).toBe('alarm')
    expect(first?.properties.alarms).toEqual(alarms.map((id) => `\${${id}.Arn}`))
    expect(widgetsOf(shop({ alarms: false })).map(({ type }) => type)).not.toContain('alarm')
  })

  it('links to the saved queries, each with its text and its log groups', () => {
    const [, links] = widgetsOf()
    const lines = links?.properties.markdown?.split('\n').slice(2) ?? []
    expect(lines).toHaveLength(queries.length)
    for (const [index, { title, text }] of queries.entries()) {
      const line = lines[index] ?? ''
      const [, shown, query, id, groups] =
        /^- \[(.+)\]\(https:\S+editorString~'(\S+)~queryId~'\$\{(\w+)\}~source~\$2528(\S+)\$2529\$2529\)$/.exec(
          line,
        ) ?? []
      expect([shown, decoded(query ?? '')]).toEqual([title, text])
      expect(shop()[id ?? '']?.Type).toBe('AWS::Logs::QueryDefinition')
      expect(
        decoded(groups ?? '')
          .split("~'")
          .slice(1),
      ).toContain('/aws/lambda/shop-prod-orders')
    }
    expect(widgetsOf(shop({ queries: false })).map(({ type }) => type)).not.toContain('text')
  })

  it('shows timeouts, throttles and cold starts', () => {
    for (const title of ['Timeouts', 'Throttles', 'Cold starts'])
      expect(named(title)?.properties.metrics?.length).toBeGreaterThan(0)
    expect(named('Throttles')?.properties.metrics?.[0]).toEqual([
      'AWS/Lambda',
      'Throttles',
      'FunctionName',
      'shop-prod-orders',
      { stat: 'Sum', label: 'orders' },
    ])
  })

  it('shows faults before client errors', () => {
    const lines = named('Faults and client errors')?.properties.metrics ?? []
    const labels = lines.map((line) => (line.at(-1) as { label: string }).label)
    expect(labels.filter((label) => /faults|client/.test(label))).toEqual([
      'shop faults',
      'web faults',
      'shop client errors',
      'web client errors',
    ])
  })

  it('reads the metrics of its stage only', () => {
    const dev = JSON.stringify(widgetsOf(shop({ stage: 'dev' })))
    expect(dev).toContain('stage=\\"dev\\"')
    expect(dev).toContain('"stage","dev"')
    expect(dev).not.toMatch(/stage=\\"prod|"stage","prod/)
  })
})
