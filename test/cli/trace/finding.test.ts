import { describe, expect, it } from 'vitest'
import { hoptrace } from '../hoptrace.ts'
import { logFile } from '../log-file.ts'
import { failedTrace, record, traceId } from '../sample-trace.ts'

const uuid = traceId.slice(4)
const hex = uuid.replaceAll('-', '')
const xray = `1-${hex.slice(0, 8)}-${hex.slice(8)}`
const XRAY_OF_OTHER = '1-5759e988-bd862e3fe1be46a994272793'
const W3C_OF_OTHER = '4efaaf4d1e8720b39541901950019ee5'
const REQUEST = '8f2c1d34-5e6f-4a7b-8c9d-0e1f2a3b4c5d'

/** The ending of a request of its own. */
const ending = (ms: number, id: string, fields: object = {}) =>
  record(ms, {
    traceId: id,
    spanId: ms.toString(16).padStart(16, '0'),
    phase: 'complete',
    duration: 5,
    result: 'success',
    ...fields,
  })

const other = ending(5_000, 'req_other', {
  jobId: 'job 7/ä"ö',
  userId: 'ünal@example.com',
  tenantId: 'tenant-2',
  requestId: REQUEST,
  w3cTraceId: W3C_OF_OTHER,
  xrayTraceId: XRAY_OF_OTHER,
  error: { message: 'm', code: 'c', digest: '2750527189' },
})

const trace = async (args: readonly string[], ...lines: (string | object)[]) => {
  const ran = await hoptrace(['trace', ...args, '--file', logFile(...lines)])
  return { ...ran, found: ran.out.match(/^(?:req_|msg_)\S+$/gm) ?? [] }
}

describe('hoptrace trace finds a trace by', () => {
  it.each([
    traceId,
    traceId.toUpperCase(),
    uuid,
    uuid.toUpperCase(),
    hex,
    hex.toUpperCase(),
    xray,
    `00-${hex}-00000000000000a1-01`,
    `Root=${xray};Parent=00000000000000a1;Sampled=1`,
    `"${traceId}",`,
    `'${traceId}'`,
    `x-trace-id: ${traceId}`,
    `"traceId":"${traceId}",`,
    `traceparent: 00-${hex}-00000000000000a1-01`,
    `X-Amzn-Trace-Id: Root=${xray}`,
    ` ${traceId}\n`,
    hex.slice(0, 8),
    hex.slice(-12),
    hex.slice(5, 21),
    uuid.slice(3, 16),
    `req_${uuid.slice(0, 20)}`,
    'job_1',
    'jobId=job_1',
    'invocation-1',
    '0000000000000005',
  ])('%j', async (id) => {
    const { code, found } = await trace([id], ...failedTrace, other)
    expect([code, ...new Set(found)]).toEqual([0, traceId])
  })

  it.each([
    'job 7/ä"ö',
    'ünal@example.com',
    'tenant-2',
    REQUEST,
    REQUEST.toUpperCase(),
    W3C_OF_OTHER,
    XRAY_OF_OTHER,
    '2750527189',
    'req_other',
  ])('%j, which another request has', async (id) => {
    const { code, found } = await trace([id], ...failedTrace, other)
    expect([code, ...found]).toEqual([0, 'req_other'])
  })

  it('an id that another logger escaped', async () => {
    const escaped = JSON.stringify(other).replaceAll('ä', '\\u00e4').replaceAll('/', '\\/')
    expect((await trace(['job 7/ä"ö'], escaped)).found).toEqual(['req_other'])
    const name = JSON.stringify({ ...other, jobId: '日本' })
    const lower = name.replace('日本', '\\u65e5\\u672c')
    expect((await trace(['日本'], lower)).found).toEqual(['req_other'])
    expect((await trace(['日本'], name)).found).toEqual(['req_other'])
  })

  it('an id of a line of the API’s access log that only shares an id with Lambda', async () => {
    const access = {
      requestId: 'JKJ-1',
      integrationRequestId: REQUEST,
      status: '500',
      requestTimeEpoch: Date.parse('2026-11-22T14:30:00Z'),
    }
    expect((await trace(['JKJ-1'], ...failedTrace, other, access)).found).toEqual(['req_other'])
  })
})

it('no trace is found by an id that another one only begins with', async () => {
  expect((await trace(['job_1'], ending(0, 'req_x', { jobId: 'job_12' }))).code).toBe(1)
  expect((await trace(['req_x'], ending(0, 'req_xy'))).code).toBe(1)
})

it('no record is joined by an invocation’s id, since a retry has the same', async () => {
  const lines = [
    ending(0, 'req_one', { requestId: REQUEST }),
    ending(9, 'req_two', { requestId: REQUEST }),
  ]
  expect((await trace(['req_one'], ...lines)).found).toEqual(['req_one'])
  expect((await trace([REQUEST], ...lines)).found).toEqual(['req_one', 'req_two'])
})

it('a batch that failed is shown with the message that it handled', async () => {
  const batch = ending(9_000, 'req_batch', {
    links: [traceId],
    result: 'error',
    requestId: REQUEST,
  })
  const step = record(8_999, {
    traceId: 'req_batch',
    spanId: '00000000000000b1',
    phase: 'call',
    action: 'service:s3:put',
    duration: 1,
    result: 'error',
  })
  const { found, out } = await trace([hex], ...failedTrace, batch, step, other)
  expect([...new Set(found)]).toEqual([traceId, 'req_batch'])
  expect(out).toContain('service:s3:put')
})

describe('hoptrace trace lists requests to choose from', () => {
  const many = Array.from({ length: 25 }, (_, index) =>
    ending(index * 1000, `req_01a2033f-87ef-7634-8bba-0000000000${index + 10}`, {
      userId: 'u1',
      tenantId: 't1',
    }),
  )

  it.each([['u1'], ['t1'], ['01a2033f-87ef']])(
    'if several have %s, the 20 newest first',
    async (id) => {
      const { code, out } = await trace([id], ...many)
      const times = out.match(/^2026\S+/gm) ?? []
      expect(code).toBe(0)
      expect(times).toHaveLength(20)
      expect(times).toEqual(times.toSorted().toReversed())
      expect(times[0]).toBe('2026-11-22T14:30:24.000Z')
      expect(out).toContain('There are more.')
    },
  )

  it('as JSON', async () => {
    const { out } = await trace(['u1', '--json'], ...many.slice(0, 2))
    expect(JSON.parse(out)).toMatchObject([
      { traceId: many[1]?.traceId },
      { traceId: many[0]?.traceId },
    ])
  })
})

describe('hoptrace trace without an id', () => {
  const get = (path: string, statusCode: number) => ({ metadata: { path, statusCode } })
  const lines = [
    ending(1_000, 'req_slow', {
      duration: 900,
      action: 'GET /orders/{id}',
      ...get('/orders/{id}', 200),
    }),
    ending(2_000, 'req_missing', {
      result: 'error',
      level: 'warn',
      action: 'GET /orders/{id}',
      ...get('/orders/{id}', 404),
    }),
    ending(3_000, 'req_failed', {
      result: 'error',
      level: 'error',
      userId: 'u7',
      ...get('/pay', 503),
    }),
    ending(4_000, 'req_last', { userId: 'u7', ...get('/files/[...path]', 200) }),
  ]

  it.each([
    [['--last'], 'req_last'],
    [['--last-failed'], 'req_failed'],
    [['--slowest'], 'req_slow'],
    [['--status', '404'], 'req_missing'],
    [['--status', '5xx'], 'req_failed'],
    [['--last', '--action', 'GET /orders/{id}'], 'req_missing'],
    [['--slowest', '--path', '/orders/7'], 'req_slow'],
    [['--path', '/files/a/b.png?x=1'], 'req_last'],
    [['--path', '/pay'], 'req_failed'],
    [['--last', '--user', 'u7'], 'req_last'],
    [['--last', '--until', '2026-11-22T14:30:02.500Z'], 'req_missing'],
  ])('shows with %j the request %s', async (args, id) => {
    const { code, found } = await trace(args, ...lines)
    expect([code, ...found]).toEqual([0, id])
  })

  const inConsole = (line: object) => ({
    timestamp: '2026-11-22T14:30:05.000Z',
    level: 'INFO',
    requestId: REQUEST,
    message: JSON.stringify(line),
  })
  it.each<[string, (line: object) => string | object]>([
    ['with blanks', (line: object) => JSON.stringify(line).replaceAll('":', '" : ')],
    ['over several lines', (line: object) => JSON.stringify(line, undefined, 2)],
    ['in the JSON of a console', inConsole],
    [
      'in JSON of CloudWatch',
      (line: object) => ({ events: [{ timestamp: 1, message: JSON.stringify(inConsole(line)) }] }),
    ],
    [
      'with escaped letters',
      (line: object) => JSON.stringify(line).replace('"statusCode"', String.raw`"st\u0061tusCode"`),
    ],
  ])('finds a record that is written %s', async (_name, write) => {
    const written = lines.map((line) => write(line))
    const flags = [
      ['--slowest'],
      ['--status', '404'],
      ['--last-failed'],
      ['--last', '--user', 'u7'],
    ]
    const found = await Promise.all(flags.map(async (args) => trace(args, ...written)))
    expect(found.flatMap((one) => one.found)).toEqual([
      'req_slow',
      'req_missing',
      'req_failed',
      'req_last',
    ])
  })

  it('lists what matches, if it isn’t told which one to show', async () => {
    const { code, out } = await trace(['--user', 'u7'], ...lines)
    expect(code).toBe(0)
    expect(out.match(/req_\w+/g)).toEqual(['req_last', 'req_failed'])
  })

  it.each([
    [['--status', 'abc'], "--status takes a status such as 404 or 5xx, not 'abc'"],
    [['--last', '--slowest'], 'Use either --last or --slowest'],
    [['--last', traceId], 'Pass exactly one id'],
  ])('refuses %j', async (args, message) => {
    const { code, err } = await trace(args, ...lines)
    expect(code).toBe(2)
    expect(err).toContain(message)
  })
})

describe('nothing found', () => {
  it('says where and when was searched', async () => {
    const file = logFile(...failedTrace, 'no record')
    const { code, err } = await hoptrace(['trace', 'req_none', '--file', file])
    expect(code).toBe(1)
    expect(err).toBe(`Nothing found for req_none. Searched:
  ${file}: 8 lines, 2026-11-22T14:30:00.000Z to 2026-11-22T14:30:01.000Z
Try another --file or --log-group, or an earlier --since.
`)
  })

  it('says what the time left out, and how to see it', async () => {
    const file = logFile(...failedTrace)
    const args = ['trace', traceId, '--file', file, '--since', '2026-11-23']
    const { code, err } = await hoptrace(args)
    expect(code).toBe(1)
    expect(err).toContain(`
  7 lines left out: from 2026-11-23T00:00:00.000Z
7 lines outside of the time would match, from 2026-11-22T14:30:00.000Z to 2026-11-22T14:30:01.000Z: change --since or --until.
`)
  })

  it('says so of a request without an id, too', async () => {
    expect((await trace(['--status', '418'], ...failedTrace)).err).toMatch(
      /^No such request\. Searched:\n/,
    )
  })
})
