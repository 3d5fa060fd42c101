import { describe, expect, it } from 'vitest'
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
const LINES = ['a', 'b'].flatMap((traceId) => [
  recordOf(9000, { traceId, phase: 'hop' }),
  recordOf(1000, { traceId, phase: 'complete', ...metric(`action-${traceId}`) }),
])

const cost = (...args: string[]) => hoptrace(['cost', ...args, '--file', logFile(...LINES)])

describe('hoptrace cost', () => {
  it('compares the costs of a sampled month with those of a full one', async () => {
    const { code, out } = await cost('--requests', '1e6', '--rate', '0.1')
    expect(code).toBe(0)
    const [head, , ...table] = out.split('\n')
    expect(head).toBe(
      'A request writes 10000 bytes, 1000 of them in endings (average of 2 requests).',
    )
    // A million requests of 1000 + 0.1 * 9000 bytes, or of 10,000 bytes.
    expect(table.slice(0, 7).map((line) => line.trim().split(/ {2,}/))).toEqual([
      ['A month', 'at rate 0.1', 'cost', 'at rate 1', 'cost at rate 1'],
      ['Logs, ingestion', '1.90 GB', '$0.95', '10.00 GB', '$5.00'],
      ['Logs, storage', '0.89 GB', '$0.03', '4.67 GB', '$0.14'],
      ['Logs Insights', '6.33 GB', '$0.03', '33.33 GB', '$0.17'],
      ['Metrics', '4', '$1.20', '4', '$1.20'],
      ['Total', '$2.21', '$6.51'],
      ['Total with X-Ray', '100,000 traces', '$2.21', '1,000,000 traces', '$11.01'],
    ])
    expect(out).toContain('Prices of us-east-1 as of 2026-11')
  })

  it('shows one column of costs if all requests are sampled', async () => {
    const { out } = await cost('--requests', '1000')
    expect(out).toMatch(/^A month +at rate 1 +cost$/m)
  })

  it('fails without records', async () => {
    const { code, err } = await hoptrace(['cost', '--requests', '1', '--file', logFile({ a: 1 })])
    expect([code, err]).toEqual([1, 'There are no records: send some requests first\n'])
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
