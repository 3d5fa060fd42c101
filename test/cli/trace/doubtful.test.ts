import path from 'node:path'
import { describe, expect, it } from 'vitest'
import type { TraceReport } from '../../../src/cli/trace/report.ts'
import { logService, results } from '../cloudwatch/log-service.ts'
import { hoptrace } from '../hoptrace.ts'
import { logFile } from '../log-file.ts'
import { tracesInFile } from '../view/page-data.ts'

const ID = 'req_0193f5a2-7c1e-7b3a-9d2e-5f6a7b8c9d0e'
const SHOP = {
  timestamp: '2026-11-30T08:00:00.000Z',
  ...{ level: 'info', message: 'Lambda success', traceId: ID, spanId: 'aaaaaaaa00000000' },
  ...{ service: 'shop', layer: 'lambda', action: 'orders:get', tenantId: 'victim' },
  ...{ phase: 'complete', duration: 1000, result: 'success' },
}
const FORGED = {
  ...SHOP,
  ...{ timestamp: '2026-11-30T08:00:00.500Z', level: 'error', spanId: 'bbbbbbbb00000000' },
  ...{ parentId: SHOP.spanId, service: 'billing', action: 'steal', duration: 400 },
  ...{ result: 'error', error: { message: 'DB down', code: 'X' } },
}
const text = JSON.stringify

async function reportOf(...lines: (string | object)[]): Promise<TraceReport> {
  const { out } = await hoptrace(['trace', ID, '--json', '--file', logFile(...lines)])
  return JSON.parse(out).traces[0]
}

describe('a record that is printed inside another line', () => {
  const file = () => logFile(SHOP, `search for: ${text(FORGED)}`)

  it('is marked, and is neither a step nor the failure', async () => {
    const { code, out } = await hoptrace(['trace', ID, '--file', file()])
    const [report = '', marked = ''] = out.split('Maybe forged\n')
    expect(code).toBe(0)
    expect(report).not.toMatch(/steal|billing|Failed at/)
    expect(marked).toMatch(
      /^ {2}steal in billing \(lambda\): error X, 2026-11-30T08:00:00\.500Z, inside a line of .+\n$/,
    )
  })

  it('is marked in JSON', async () => {
    const { services, failure, steps, doubtful } = await reportOf(
      SHOP,
      `search for: ${text(FORGED)}`,
    )
    expect([services, failure, steps.length]).toEqual([['shop'], undefined, 1])
    expect(doubtful).toMatchObject([{ record: FORGED, doubt: 'inside a line' }])
  })

  it('is marked in the HTML page', async () => {
    const log = file()
    const page = path.join(path.dirname(log), 'trace.html')
    await hoptrace(['trace', ID, '--html', page, '--file', log])
    const [part] = tracesInFile(page).flatMap(({ parts }) => parts)
    expect(part?.doubtful).toEqual([expect.stringMatching(/^steal in billing/)])
    expect(part?.failures).toEqual([])
  })

  it.each([
    ['events', { events: [{ message: text(FORGED) }] }],
    ['logEvents', { logEvents: [{ message: text(FORGED) }] }],
    ['@message', { '@message': text(FORGED) }],
    ['results', { results: [[{ field: '@message', value: text(FORGED) }]] }],
    ['logs', { logs: [{ message: text(FORGED) }] }],
    ['a source', { source: 'lambda', message: text(FORGED) }],
    ['a record', { type: 'function', record: FORGED }],
    ['a log', { stream: 'stdout', log: text(FORGED) }],
    ['MESSAGE', { MESSAGE: text(FORGED) }],
    ['a message', { message: text(FORGED) }],
  ])('is marked in an object with %s that an application logs', async (_name, sent) => {
    const line = { pid: 7, ...sent }
    const { steps, doubtful } = await reportOf(SHOP, line)
    expect([steps.length, doubtful.length]).toEqual([1, 1])
    const alone = await reportOf({
      ...line,
      ...JSON.parse(text(sent).replaceAll(FORGED.spanId, SHOP.spanId)),
    })
    expect(alone.steps).toHaveLength(1)
  })

  it.each([
    'search for: ',
    'user=',
    '[search] for ',
    '2026-11-30T08:00:00.500Z\t0f7c2d1e\tINFO\tsearch for: ',
    'GET /orders?q=',
    'a | b | ',
  ])('is marked after %j', async (prefix) => {
    const { doubtful, failure } = await reportOf(SHOP, prefix + text(FORGED))
    expect([doubtful.length, failure]).toEqual([1, undefined])
  })

  it.each(['search | ', '[search] ', '2026-11-30T08:00:00.500Z search '])(
    'is marked after %j if other lines of the file have nothing before the record',
    async (prefix) => {
      expect((await reportOf(SHOP, prefix + text(FORGED))).doubtful).toHaveLength(1)
    },
  )
})

describe('a record that stands at its line’s start', () => {
  it.each([
    ['nothing', ''],
    ['spaces', '  '],
    ['Lambda’s text format', '2026-11-30T08:00:00.500Z\t0f7c2d1e-7b61\tINFO\t'],
    [
      'Lambda’s text format outside of an invocation',
      '2026-11-30T08:00:00.500Z\tundefined\tINFO\t',
    ],
  ])('is not marked after %s, even beside others', async (_what, prefix) => {
    const { doubtful, steps } = await reportOf(SHOP, prefix + text(FORGED))
    expect(doubtful).toEqual([])
    expect(steps[0]?.children).toHaveLength(1)
  })

  it.each([
    ['docker compose', 'shop-1     | ', 'billing-1  | '],
    [
      'docker logs --timestamps',
      '2026-11-30T08:00:00.123456789Z ',
      '2026-11-30T08:00:01.123456789Z ',
    ],
    [
      'aws logs tail',
      '2026-11-30T08:00:00.123000+00:00 2026/11/30/[$LATEST]0f7c ',
      '2026-11-30T08:00:01+00:00 2026/11/30/[$LATEST]1a2b ',
    ],
    ['aws logs tail --format short', '2026-11-30T08:00:00 ', '2026-11-30T08:00:01 '],
    ['kubectl logs --prefix', '[pod/shop-7d9/app] ', '[pod/billing-1a2/app] '],
    ['concurrently', '[0] ', '[1] '],
    ['stern', 'shop-6d4cf56db6-x7kqz web ', 'billing-7f9b8c5d4-bcd2f app '],
    ['turbo', 'shop:dev: ', '@acme/billing:dev: '],
    ['syslog', '<13>Nov 30 08:00:00 host shop[71]: ', '<13>Nov 30 08:00:01 host billing[72]: '],
    [
      'syslog, RFC 5424',
      '<34>1 2026-11-30T08:00:00.123Z host shop 71 - - ',
      '<34>1 2026-11-30T08:00:01.123Z host billing 72 ID47 [a@1 b="c"] ',
    ],
    ['pm2', '0|shop     | ', '1|billing  | '],
    ['foreman', '08:00:00 shop.1    | ', '08:00:01 billing.1 | '],
    ['journalctl', 'Nov 30 08:00:00 host shop[71]: ', 'Nov 30 08:00:01 host billing[72]: '],
  ])('is not marked after what %s writes before each line', async (_what, first, second) => {
    const { doubtful, steps } = await reportOf(first + text(SHOP), second + text(FORGED))
    expect(doubtful).toEqual([])
    expect(steps[0]?.children).toHaveLength(1)
  })

  it('is shown although it is marked, if all records of the trace are', async () => {
    const { doubtful, steps } = await reportOf(
      `shop says ${text(SHOP)}`,
      `shop says ${text(FORGED)}`,
    )
    expect([doubtful.length, steps[0]?.children.length]).toEqual([2, 1])
  })
})

describe('a record from another source than the other lines of its service', () => {
  const billing = (number: number) => ({
    ...FORGED,
    spanId: `cccccccc0000000${number}`,
    ...{ action: 'charge', result: 'success', level: 'info', error: undefined },
  })
  const reportOfFiles = async (...files: string[]): Promise<TraceReport> => {
    const { out } = await hoptrace([
      'trace',
      ID,
      '--json',
      ...files.flatMap((file) => ['--file', file]),
    ])
    return JSON.parse(out).traces[0]
  }

  it('is marked, however many there are', async () => {
    const flood = Array.from({ length: 5 }, (_, index) => ({
      ...FORGED,
      spanId: `bbbbbbbb0000000${index}`,
    }))
    const shop = logFile(SHOP, ...flood)
    const { doubtful, failure, steps } = await reportOfFiles(shop, logFile(billing(1), billing(2)))
    expect(failure).toBeUndefined()
    expect(steps[0]?.children.map(({ record }) => record.action)).toEqual(['charge', 'charge'])
    expect(doubtful).toHaveLength(5)
    expect(doubtful[0]).toMatchObject({ doubt: 'from another source', source: shop })
  })

  it('is not marked in a log of its own, such as that of a replica', async () => {
    const { doubtful } = await reportOfFiles(
      logFile(SHOP),
      logFile(billing(1)),
      logFile(billing(2)),
    )
    expect(doubtful).toEqual([])
  })

  it('is not marked if all services write to one log', async () => {
    expect((await reportOf(SHOP, billing(1), billing(2))).doubtful).toEqual([])
  })

  it('is marked in the log group of another function', async () => {
    const own = { ...SHOP, functionName: 'shop-orders' }
    const other = { ...FORGED, service: 'shop', functionName: 'shop-billing' }
    const rows = [
      { '@message': text(own), '@log': '123456789012:/aws/lambda/shop-orders' },
      { '@message': text(other), '@log': '123456789012:/aws/lambda/shop-orders' },
    ]
    const answers = [results(...rows)]
    await logService(({ operation }) => {
      if (operation === 'StartQuery') return { queryId: 'query-1' }
      return { status: 'Complete', results: answers.shift(), statistics: { bytesScanned: 1 } }
    })
    const { out } = await hoptrace([
      'trace',
      ID,
      '--json',
      '--log-group',
      '/aws/lambda/shop-orders',
    ])
    const [{ doubtful, failure }] = JSON.parse(out).traces
    expect(failure).toBeUndefined()
    expect(doubtful).toMatchObject([{ record: other, doubt: 'from another source' }])
  })
})

describe('a line that only looks like a record', () => {
  it.each([
    ['a time that is none', { timestamp: 'now' }],
    ['a duration that is no number', { duration: 'long' }],
    ['an action that is no text', { action: { a: 1 } }],
    ['no service', { service: undefined }],
    ['a message that is no text', { message: 17 }],
    ['an error that is no object', { error: 'failed' }],
    ['an error without a message', { error: { code: 'X' } }],
    ['a cause that is no error', { error: { message: 'a', code: 'X', cause: 'b' } }],
    ['a tenant that is no text', { tenantId: 17 }],
  ])('breaks no report: %s', async (_what, members) => {
    const file = logFile(SHOP, { ...FORGED, ...members })
    const page = path.join(path.dirname(file), 'trace.html')
    const { code, out, err } = await hoptrace(['trace', ID, '--html', page, '--file', file])
    expect([code, err]).toEqual([0, ''])
    expect(out).toContain('orders:get')
    expect(out).not.toMatch(/━.*steal|steal in|Failed at/)
  })
})
