import { describe, expect, it } from 'vitest'
import { serviceResources } from '../../../src/cloudformation/index.ts'
import { hoptrace } from '../hoptrace.ts'
import { logFile } from '../log-file.ts'

/** Returns a record of exactly this size. */
function recordOf(bytes: number, fields: object): string {
  const record = { timestamp: '2026-11-22T14:30:00.200Z', level: 'info', spanId: '1', ...fields }
  const rest = bytes - JSON.stringify({ ...record, message: '' }).length
  return JSON.stringify({ ...record, message: 'x'.repeat(rest) })
}

const metric = (action: string) => ({
  action,
  _aws: {
    CloudWatchMetrics: [
      {
        Namespace: 'n',
        Dimensions: [['action']],
        Metrics: [{ Name: 'Requests' }, { Name: 'Errors' }],
      },
    ],
  },
})

// Two requests of 10,000 bytes each, 1,000 of them in the ending.
const FUNCTION = { service: 'shop', functionName: 'shop-prod-orders' }
const LINES = ['a', 'b'].flatMap((traceId) => [
  recordOf(4000, { traceId, phase: 'hop', action: 'x' }),
  recordOf(5000, { traceId, phase: 'call', action: 'service:s3:putObject', ...FUNCTION }),
  recordOf(1000, { traceId, phase: 'complete', action: `GET /${traceId}`, ...FUNCTION }),
])
const RESOURCES = serviceResources({
  service: 'shop',
  functions: { orders: { service: 'shop', actions: ['GET /a', 'GET /b'] } },
})
const alarmMetrics = JSON.stringify(RESOURCES).match(/"MetricStat"/g)?.length ?? 0
const composites =
  JSON.stringify(RESOURCES).match(/"AWS::CloudWatch::CompositeAlarm"/g)?.length ?? 0

const cost = (...args: string[]) => hoptrace(['cost', ...args, '--file', logFile(...LINES)])

/** Returns the rows of the table as lists of cells. */
function rowsIn(out: string): string[][] {
  const lines = out.split('\n')
  const first = lines.findIndex((line) => line.startsWith('A month'))
  const last = lines.findIndex((line) => line.startsWith('Total'))
  return lines.slice(first, last + 1).map((line) => line.trim().split(/ {2,}/))
}

const dollars = (amount: number) => `$${amount.toFixed(2)}`

describe('hoptrace cost', () => {
  it('compares the costs of a sampled month with those of a full one, by part', async () => {
    const { code, out } = await cost('--requests', '1e6', '--rate', '0.1')
    expect(code).toBe(0)
    expect(out.split('\n')[0]).toBe(
      'A request writes 10000 bytes, 1000 of them in endings (average of 2 requests).',
    )
    const alarms = [String(alarmMetrics), dollars(alarmMetrics * 0.1)]
    const composite = [String(composites), dollars(composites * 0.5)]
    // A million requests of 1000 + 0.1 * 9000 bytes, or of 10,000 bytes. Less than one a second.
    const fixed = 0.6 + 1.8 + 3.6 + 0.6 + alarmMetrics * 0.1 + composites * 0.5 + 3 + 4.5
    expect(rowsIn(out)).toEqual([
      ['A month', 'at rate 0.1', 'cost', 'at rate 1', 'cost at rate 1'],
      ['Logs, ingestion', '1.90 GB', '$0.95', '10.00 GB', '$5.00'],
      ['Logs, storage', '0.89 GB', '$0.03', '4.67 GB', '$0.14'],
      ['Logs Insights', '6.33 GB', '$0.03', '33.33 GB', '$0.17'],
      ['Live Tail', '60 min', '$0.60', '60 min', '$0.60'],
      ['Metrics of services', '6', '$1.80', '6', '$1.80'],
      ['Metrics of actions', '12', '$3.60', '12', '$3.60'],
      ['Metrics of calls', '2', '$0.60', '2', '$0.60'],
      ['Alarms, by metric', ...alarms, ...alarms],
      ['Composite alarms', ...composite, ...composite],
      ['Dashboard', '1', '$3.00', '1', '$3.00'],
      ['X-Ray', '1,000,000 traces', '$4.50', '1,000,000 traces', '$4.50'],
      ['Total', dollars(fixed + 1.9 * 0.5 + 0.0266 + 0.0317), dollars(fixed + 5.3067)],
    ])
    expect(out).toContain('Prices of us-east-1 as of 2026-11')
  })

  it('counts X-Ray by Lambda’s rule: one request a second, and 5 % of the others', async () => {
    const seconds = 30 * 24 * 60 * 60
    const { out } = await cost('--requests', String(11 * seconds))
    const traces = 1.5 * seconds
    expect(rowsIn(out).at(-2)).toEqual([
      'X-Ray',
      `${traces.toLocaleString('en-US')} traces`,
      dollars(((traces - 100_000) / 1e6) * 5),
    ])
  })

  it('counts the metrics in the records, if they have some', async () => {
    const line = recordOf(1000, { traceId: 'a', phase: 'complete', ...metric('a') })
    const { out } = await hoptrace(['cost', '--requests', '1', '--file', logFile(line)])
    expect(rowsIn(out)).toContainEqual(['Metrics', '2', '$0.60'])
    expect(out).not.toContain('Metrics of')
  })

  it('counts the alarms and metrics of routes and of batches, as the endings show them', async () => {
    const ending = (functionName: string, metadata: object) =>
      JSON.stringify({
        timestamp: '2026-11-22T14:30:00.200Z',
        ...{ level: 'info', message: 'Lambda success', traceId: 'a', spanId: '1' },
        ...{ phase: 'complete', service: 'shop', functionName, action: functionName, metadata },
      })
    const route = ending('orders', { method: 'GET', statusCode: 200 })
    const month = async (...lines: string[]) =>
      rowsIn((await hoptrace(['cost', '--requests', '1', '--file', logFile(...lines)])).out)
    // Ten of a service, two of an HTTP action and six of a function.
    expect(await month(route)).toContainEqual(['Alarms, by metric', '18', '$1.80'])
    const rows = await month(route, ending('work', { batchSize: 10, failedRecords: 1 }))
    expect(rows).toContainEqual(['Alarms, by metric', '26', '$2.60'])
    expect(rows).toContainEqual(['Metrics of services', '8', '$2.40'])
    expect(rows).toContainEqual(['Metrics of actions', '14', '$4.20'])
  })

  it('says what to leave out, until half of the costs are saved', async () => {
    const { out } = await cost('--requests', '1e6')
    const total = Number(rowsIn(out).at(-1)?.[1]?.slice(1))
    const [, list = ''] = /in this order:\n(.*?)\n\n/s.exec(out) ?? []
    const saved = [...list.matchAll(/^ {2}\$([\d.]+)/gm)].map(([, amount]) => Number(amount))
    expect(list).toContain('a sampling rate of 0.1')
    expect(saved.reduce((sum, amount) => sum + amount, 0)).toBeGreaterThanOrEqual(total / 2)
    expect(saved.slice(0, -1).reduce((sum, amount) => sum + amount, 0)).toBeLessThan(total / 2)
  })

  it('fails without records', async () => {
    const { code, err } = await hoptrace(['cost', '--requests', '1', '--file', logFile({ a: 1 })])
    expect([code, err]).toEqual([1, 'There are no records: send some requests first\n'])
  })

  it('takes names of any characters', async () => {
    const line = recordOf(1000, {
      traceId: 'a',
      phase: 'complete',
      ...FUNCTION,
      action: `"\${a}é'`,
    })
    expect(await hoptrace(['cost', '--requests', '1', '--file', logFile(line)])).toMatchObject({
      code: 0,
    })
  })

  it.each([
    [[], '--requests is required'],
    [['--requests', 'many'], "--requests takes a number from 0 to 1000000000000000, not 'many'"],
    [['--requests', '1', '0.1'], "Unexpected argument '0.1'"],
    [['--requests', '1', '--rate', '2'], "--rate takes a number from 0 to 1, not '2'"],
  ])('refuses %j', async (args, message) => {
    const { code, err } = await cost(...args)
    expect([code, err]).toEqual([2, expect.stringContaining(message)])
  })
})

describe('hoptrace cost --template', () => {
  const simple = { Type: 'AWS::CloudWatch::Alarm', Properties: { MetricName: 'Errors' } }
  const foreign = { Theirs: simple, TheirDashboard: { Type: 'AWS::CloudWatch::Dashboard' } }

  it('counts what hoptrace adds to a template, and nothing else', async () => {
    const template = { Resources: { ...RESOURCES, ...foreign } }
    const { code, out } = await hoptrace(['cost', '--template', logFile(template)])
    expect(code).toBe(0)
    const fixed = 1.8 + 3.6 + alarmMetrics * 0.1 + composites * 0.5 + 3
    expect(rowsIn(out)).toEqual([
      ['A month', 'amount', 'cost'],
      ['Metrics of services', '6', '$1.80'],
      ['Metrics of actions', '12', '$3.60'],
      ['Alarms, by metric', String(alarmMetrics), dollars(alarmMetrics * 0.1)],
      ['Composite alarms', String(composites), dollars(composites * 0.5)],
      ['Dashboard', '1', '$3.00'],
      ['Total', dollars(fixed)],
    ])
    expect(out).toContain('$3.00  dashboard: false')
  })

  it('counts an action for each function of which no alarm names one', async () => {
    const Resources = serviceResources({
      service: 'shop',
      functions: { work: { name: 'work', actions: ['shop:work'] }, other: { name: 'other' } },
      dashboard: false,
    })
    const { out } = await hoptrace(['cost', '--template', logFile({ Resources })])
    expect(rowsIn(out)).toContainEqual(['Metrics of actions', '12', '$3.60'])
  })

  it('counts alarms of one metric, and keys', async () => {
    const Resources = {
      HoptraceErrors: simple,
      HoptraceKey: { Type: 'AWS::KMS::Key', Properties: {} },
    }
    const { out } = await hoptrace(['cost', '--template', logFile({ Resources })])
    expect(rowsIn(out)).toEqual([
      ['A month', 'amount', 'cost'],
      ['Alarms, by metric', '1', '$0.10'],
      ['Key', '1', '$1.00'],
      ['Total', '$1.10'],
    ])
  })

  it('counts the forwarder: a secret, and an invocation for each traced one', async () => {
    const secret = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:otlp-a1b2c3'
    const Resources = serviceResources({
      service: 'shop',
      functions: { orders: { name: 'shop-prod-orders' } },
      otlp: { endpoint: 'https://otlp.example.com', headersSecret: secret },
    })
    const template = logFile({ Resources })
    const fixed = await hoptrace(['cost', '--template', template])
    expect(rowsIn(fixed.out)).toContainEqual(['Secret', '1', '$0.40'])
    expect(fixed.out).toContain('Lambda on arm64')
    const month = await cost('--requests', '2e6', '--template', template)
    // 2 million invocations at $0.20 a million, and 0.2 s of 0.25 GB each; 400 bytes each in a log.
    expect(rowsIn(month.out)).toContainEqual([
      'Forwarder, invocations',
      '2,000,000',
      dollars(2 * 0.2 + 2e6 * 0.2 * 0.25 * 0.0000133334),
    ])
    expect(rowsIn(month.out)).toContainEqual(['Forwarder, logs', '0.80 GB', '$0.40'])
  })

  it('counts an invocation once, whatever its batch', async () => {
    const Resources = serviceResources({
      service: 'shop',
      functions: { orders: { name: 'shop-prod-orders' } },
      otlp: { endpoint: 'xray' },
    })
    const ending = { traceId: 'a', phase: 'complete', action: 'x', requestId: '1', ...FUNCTION }
    const lines = [recordOf(500, ending), recordOf(500, ending), recordOf(500, ending)]
    const { out } = await hoptrace([
      ...['cost', '--requests', '1000', '--template', logFile({ Resources })],
      ...['--file', logFile(...lines)],
    ])
    expect(rowsIn(out).find(([name]) => name === 'Forwarder, invocations')?.[1]).toBe('1,000')
    expect(out).not.toContain('Secret ')
  })

  it('counts a template’s parts beside the records of its requests', async () => {
    const template = logFile({ Resources: foreign })
    const { out } = await cost('--requests', '1e6', '--template', template)
    expect(rowsIn(out)).toContainEqual(['Dashboard', '0', '$0.00'])
    expect(rowsIn(out)).toContainEqual(['Logs, ingestion', '10.00 GB', '$5.00'])
  })
})
