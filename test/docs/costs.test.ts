import { describe, expect, it } from 'vitest'
import { consoleBlocksIn } from '../../local/docs/console-blocks.ts'
import { runSample } from '../../local/docs/samples.ts'
import {
  estimateForwarder,
  estimateLogs,
  estimateParts,
  estimateXray,
  total,
} from '../../src/cli/cost/estimate.ts'
import { halve } from '../../src/cli/cost/halve.ts'
import { ASSUMPTIONS, PRICES } from '../../src/cli/cost/prices.ts'
import { metricsEnvironment } from '../../src/cloudformation/index.ts'
import { currentTrace } from '../../src/index.ts'
import { tracing } from '../../src/middy/index.ts'
import { metricsIn } from '../e2e/emitted-metrics.ts'
import { invoke } from '../middy/invocation.ts'
import { blocksOf, rowsOf, sectionOf } from './page.ts'

const PAGE = 'docs/costs.md'

const ONE = {
  services: 1,
  actions: 1,
  alarmMetrics: 1,
  compositeAlarms: 1,
  dashboards: 1,
  keys: 1,
  forwarders: [0.25],
  secrets: 1,
}
const MEASURED = { metrics: 0, operations: 1, functions: [] }
const dollars = (cost: number): string => `$${cost.toFixed(2)}`

describe('docs/costs.md', () => {
  it('shows what its command prints', () => {
    const [block, ...others] = consoleBlocksIn(
      `${blocksOf(PAGE, 'console').map((text) => `\`\`\`console\n${text}\`\`\``)}`,
    )
    expect(others).toEqual([])
    expect(runSample(block?.command ?? '').trimEnd()).toBe(block?.output)
  })

  it('lists each part that is counted, with its price', () => {
    const rows = rowsOf(sectionOf(PAGE, 'What is counted'))
    const logs = estimateLogs({ bytes: 0, endingBytes: 0 }, 0, 1)
    const parts = estimateParts(ONE, MEASURED)
    const forwarder = estimateForwarder(ONE, 1e6)
    expect(rows.map(([name]) => name)).toEqual(
      [...logs, ...parts, ...forwarder, estimateXray(1)].map(({ name }) => name),
    )
    const prices = rows.map(([, , price = '']) => Number(/\$([\d.]+) each/.exec(price)?.[1]))
    const { ingestionPerGb, storagePerGbMonth, insightsPerGb, liveTailPerMinute } = PRICES
    expect(prices).toEqual([
      ...[ingestionPerGb, storagePerGbMonth, insightsPerGb, liveTailPerMinute],
      ...parts.map(({ amount, cost }) => Math.round((cost / Number(amount)) * 100) / 100),
      Math.round(Number(forwarder[0]?.cost) * 100) / 100,
      ingestionPerGb,
      PRICES.xrayPerMillionTraces,
    ])
    const text = sectionOf(PAGE, 'What is counted')
    expect(text).toContain(`kept for ${ASSUMPTIONS.retentionDays} days`)
    expect(text).toContain(`${ASSUMPTIONS.queries} queries`)
    expect(text).toContain(`| ${ASSUMPTIONS.liveTailMinutes} minutes |`)
    expect(text).toContain(`${ASSUMPTIONS.forwarderSeconds * 1000} ms`)
    expect(text).toContain(`${ASSUMPTIONS.forwarderLogBytes} bytes`)
    expect(text).toContain(`$${PRICES.lambdaPerGbSecond} for a GB`)
    expect(text).toContain(`us-east-1 as of ${PRICES.asOf}`)
  })

  it('has the numbers of metrics that the plugin’s environment turns on', async () => {
    const counts = ['Errors', 'Timeouts', 'ColdStarts'] as const
    const options = { service: 'shop', action: 'a', metrics: { counts, calls: true } }
    const { records, ending } = await invoke([tracing(options)], () =>
      currentTrace().call('bank', 'charge', () => 1),
    )
    expect(metricsEnvironment.HOPTRACE_METRICS_COUNTS).toBe(counts.join())
    const [services, actions, calls] = estimateParts(ONE, MEASURED)
    const ofEnding = Number(services?.amount) + Number(actions?.amount)
    expect(metricsIn(ending as never)).toHaveLength(ofEnding)
    expect(records.flatMap((record) => metricsIn(record as never))).toHaveLength(
      ofEnding + Number(calls?.amount),
    )
  })

  it('lists what to leave out in the order of the command', () => {
    const rows = rowsOf(sectionOf(PAGE, 'Spending less')).map(([, by = '']) => by)
    const items = [
      ...estimateParts(ONE, MEASURED),
      ...estimateForwarder(ONE, 1e6),
      estimateXray(1e9),
    ]
    const costs = items.map((item) => ({ ...item, cost: 1 }))
    const unreached = { name: 'Other', amount: '', cost: 1e9 }
    const savings = halve([...costs, unreached], { what: 'a sampling rate of 0.1', cost: 1 })
    expect(rows).toHaveLength(savings.length)
    savings.forEach(({ what }, index) => {
      const [way = ''] = what.split(':')
      expect(rows[index]).toContain(index === 0 ? '0.1' : way)
    })
  })

  it('has the costs of the example’s logs', () => {
    const traffic = { bytes: 11_856, endingBytes: 2_749 }
    const items = estimateLogs(traffic, 1_740_000, 0.1).filter(({ name }) => name !== 'Live Tail')
    const text = sectionOf(PAGE, 'The example')
    expect(text).toMatch(/writes 11,856 bytes .+, 2,749 of them endings/)
    const [ingestion, storage, queries] = items.map(({ cost }) => dollars(cost))
    expect(text).toContain(
      `${items[0]?.amount}. Its logs cost ${dollars(total(items))}: ${ingestion} for ingestion, ${storage} for storage and ${queries} for queries`,
    )
  })
})
