import { describe, expect, it } from 'vitest'
import { hoptrace } from '../host.ts'
import { logFile } from '../log-file.ts'

const AT = '2026-11-22T14:30:00.200Z'
const one = (fields: object) => ({ timestamp: AT, phase: 'complete', action: 'a', ...fields })

describe('hoptrace query', () => {
  it('answers a query by its name, as an aligned table', async () => {
    const file = logFile(
      one({ layer: 'lambda', action: 'orders:get', level: 'error', result: 'error' }),
      one({ layer: 'lambda', action: 'orders:get', level: 'info', result: 'success' }),
      one({ layer: 'api-route', action: 'a', level: 'info', result: 'success' }),
      'REPORT RequestId: 1',
    )
    const { code, out, err } = await hoptrace(['query', 'error-rate', '--file', file])
    expect(code).toBe(0)
    expect(err).toBe('2 rows; 3 records and 1 other line read.\n')
    expect(out).toBe(
      [
        'layer      action      requestCount  errorCount  faultCount  clientErrorCount  errorRatePct  faultRatePct',
        'lambda     orders:get             2           1           1                 0            50            50',
        'api-route  a                      1           0           0                 0             0             0',
        '',
      ].join('\n'),
    )
  })

  it('fits the table to the terminal', async () => {
    const ql = 'fields long, short'
    const file = logFile({ long: 'x'.repeat(100), short: '画像' })
    const { out } = await hoptrace(['query', '--ql', ql, '--file', file], {
      isTTY: true,
      columns: 40,
      env: { NO_COLOR: '1' },
    })
    expect(out).toBe(`${'long'.padEnd(35)}short\n${'x'.repeat(32)}…  画像\n`)
  })

  it('draws a list where a table doesn’t fit', async () => {
    const ql = 'fields a1, b1, c1, d1'
    const file = logFile({ a1: 'x'.repeat(20), b1: 'y'.repeat(20), c1: 'z'.repeat(20) })
    const { out } = await hoptrace(['query', '--ql', ql, '--file', file], {
      isTTY: true,
      columns: 20,
      env: { NO_COLOR: '1' },
    })
    expect(out).toBe(
      ['x', 'y', 'z'].map((cell, index) => `${'abc'[index]}1  ${cell.repeat(15)}…\n`).join(''),
    )
  })

  it('has colours on a terminal only, and none with NO_COLOR', async () => {
    const words = ['query', '--ql', 'fields a', '--file', logFile({ a: 1 })]
    const coloured = await hoptrace(words, { isTTY: true })
    const plain = await hoptrace(words, { isTTY: true, env: { NO_COLOR: '1' } })
    const piped = await hoptrace(words)
    expect(coloured.out).toContain('\u001b[1m')
    expect([plain.out, piped.out]).toEqual(['a\n1\n', 'a\n1\n'])
  })

  it('gives JSON in which what was computed is a number', async () => {
    const ql = 'stats count(*) as rowCount, avg(n) as avgMs by id'
    const file = logFile({ id: '7', n: 1 }, { id: '7', n: 2 })
    const { out } = await hoptrace(['query', '--ql', ql, '--json', '--file', file])
    expect(JSON.parse(out)).toEqual([{ id: '7', rowCount: 2, avgMs: 1.5 }])
  })

  it('gives CSV that a spreadsheet takes for text, whatever is in the log', async () => {
    const cells = ['=1+1', '+1', '-1', '-1+1', '@SUM(A1)', '\tx', 'a,"b"\nc', '-2.5']
    const file = logFile(...cells.map((cell, n) => ({ n, cell })))
    const ql = 'fields n, cell | sort n'
    const { out } = await hoptrace(['query', '--ql', ql, '--csv', '--file', file])
    expect(out.split('\r\n')).toEqual([
      'n,cell',
      "0,'=1+1",
      "1,'+1",
      '2,-1',
      "3,'-1+1",
      "4,'@SUM(A1)",
      "5,'\tx",
      '6,"a,""b""\nc"',
      '7,-2.5',
      '',
    ])
  })

  it('lets nothing in a log act on the terminal', async () => {
    const file = logFile({ a: '\u001b]0;x\u0007', b: '\u009b1m' })
    const { out } = await hoptrace(['query', '--ql', 'fields a, b', '--file', file])
    expect(out).toContain('\\x1b]0;x\\x07')
    expect(out).toContain('\\x9b1m')
  })

  it('reads a time only, when told', async () => {
    const file = logFile(one({ n: 1, timestamp: '2026-11-22T12:00:00.000Z' }), one({ n: 2 }))
    const words = ['query', '--ql', 'fields n', '--json', '--file', file]
    const now = Date.parse('2026-11-22T15:00:00Z')
    expect((await hoptrace([...words, '--since', '1h'], { now })).out).toContain('"2"')
    expect(JSON.parse((await hoptrace([...words, '--since', '1h'], { now })).out)).toHaveLength(1)
    const range = ['--since', '2026-11-22T11:00:00Z', '--until', '2h']
    expect(JSON.parse((await hoptrace([...words, ...range], { now })).out)).toEqual([{ n: '1' }])
  })

  it('says when the limit cut the answer', async () => {
    const words = ['query', '--ql', 'fields a | limit 1', '--file', logFile({ a: 1 }, { a: 2 })]
    expect((await hoptrace(words)).err).toMatch(/^1 row, and there may be more/)
  })

  it('warns of what CloudWatch would answer wrongly, and answers', async () => {
    const words = ['query', '--ql', 'filter a != 1 | fields a', '--file', logFile({ a: 2 })]
    const { code, err } = await hoptrace(words)
    expect(code).toBe(0)
    expect(err).toContain(
      'add ispresent(a) (line 1, column 8)\n  filter a != 1 | fields a\n         ^\n',
    )
  })

  it('shows where a query can’t be read', async () => {
    const ql = 'filter a = 1\n| parse x'
    const { code, err } = await hoptrace(['query', '--ql', ql, '--file', logFile({})])
    expect(code).toBe(1)
    expect(err).toMatch(/^The command 'parse' .+ \(line 2, column 3\)\n {2}\| parse x\n {4}\^\n$/)
  })

  it('exits with 1 when nothing is found', async () => {
    const words = ['query', 'cache', '--file', logFile({ a: 1 })]
    const { code, out, err } = await hoptrace(words)
    expect([code, out]).toEqual([1, ''])
    expect(err).toBe('Nothing found; 0 records and 1 other line read.\n')
  })

  it('lets no parameter end the text it stands in', async () => {
    const words = ['query', 'trace-job', '--file', logFile({ jobId: 'x' })]
    for (const value of ['x" or "1" = "1', 'x\n| limit 1', 'x\\', '', 'x'.repeat(300)]) {
      const { code, err } = await hoptrace([...words, '--param', `jobId=${value}`])
      expect([code, err]).toEqual([2, expect.stringContaining('--param jobId has letters')])
    }
  })

  it.each([
    [[], 'One query: its name, or --ql and its text'],
    [['cache', '--ql', 'limit 1'], 'One query: its name, or --ql and its text'],
    [['nothing'], "There is no query 'nothing': trace-job, "],
    [['trace-job'], 'trace-job needs --param jobId=…'],
    [['cache', '--param', 'a=1'], "cache has no parameter 'a': it has none"],
    [['trace-job', '--param', 'jobId'], "--param takes name=value, not 'jobId'"],
    [
      ['cache', '--since', 'yesterday'],
      "--since takes 30m, 3h, 2d or 2026-11-22T14:00:00Z, not 'yesterday'",
    ],
    [['cache', '--since', '1h', '--until', '2h'], 'Between --since and --until there is no time'],
    [['cache', '--json', '--csv'], 'Either --json or --csv, not both'],
    [['cache', '--log-group', 'x'], 'Either --file or --log-group, not both'],
    [['cache', '--nothing'], "Unknown option '--nothing'"],
  ])('refuses %j with 2, and says why', async (words, message) => {
    const { code, out, err } = await hoptrace(['query', ...words, '--file', logFile({})])
    expect([code, out]).toEqual([2, ''])
    expect(err).toContain(message)
  })

  it('says which file is not there', async () => {
    const { code, err } = await hoptrace(['query', 'cache', '--file', 'no/such.ndjson'])
    expect([code, err]).toEqual([1, 'There is no file no/such.ndjson\n'])
  })

  it('says which file is a folder', async () => {
    const { code, err } = await hoptrace(['query', 'cache', '--file', 'test'])
    expect([code, err]).toEqual([1, 'test is a folder: name the files in it\n'])
  })
})
