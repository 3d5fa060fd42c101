import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { hoptrace } from '../hoptrace.ts'
import { logFile } from '../log-file.ts'

const AT = '2026-11-22T14:30:00.200Z'
const ending = (fields: object) => ({ timestamp: AT, phase: 'complete', action: 'a', ...fields })

describe('hoptrace query', () => {
  it('prints the rows of a named query as an aligned table', async () => {
    const file = logFile(
      ending({ layer: 'lambda', action: 'orders:get', level: 'error', result: 'error' }),
      ending({ layer: 'lambda', action: 'orders:get', level: 'info', result: 'success' }),
      ending({ layer: 'api-route', action: 'a', level: 'info', result: 'success' }),
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

  it('shows the text of errors that other loggers write', async () => {
    const file = logFile(
      { level: 'error', message: 'no answer of the bank' },
      { level: 'error', time: 1795357800200, msg: 'no room left' },
    )
    const { out } = await hoptrace(['query', 'recent-errors', '--file', file])
    expect(out).toBe(
      [
        '@timestamp               level  message                msg',
        '2026-11-22 14:30:00.200  error  no answer of the bank',
        '2026-11-22 14:30:00.200  error                         no room left',
        '',
      ].join('\n'),
    )
  })

  it('shows a record whose message was cut through an emoji', async () => {
    const cut = `Cake ${'🎂'.slice(0, 1)}`
    const error = { message: cut, code: 'CUT' }
    const file = logFile(ending({ level: 'error', result: 'error', message: cut, error }))
    const { code, out, err } = await hoptrace(['query', 'recent-errors', '--json', '--file', file])
    expect([code, err]).toEqual([0, '1 row; 1 record read.\n'])
    expect(JSON.parse(out).rows).toMatchObject([
      { 'error.message': 'Cake \ufffd', 'error.code': 'CUT' },
    ])
  })

  it.each([
    [(file: string) => ['cache', '--file', file]],
    [(file: string) => ['--file', file, 'cache']],
    [(file: string) => ['--file', file, file, 'cache']],
  ])('runs a query by its name, beside a folder of that name', async (argsFor) => {
    const file = logFile(ending({ layer: 'lambda' }))
    const folder = process.cwd()
    onTestFinished(() => process.chdir(folder))
    process.chdir(path.dirname(file))
    mkdirSync('cache')
    const { err } = await hoptrace(['query', ...argsFor(file)])
    expect(err).toBe('Nothing found; 1 record read.\n')
  })

  it('reads what follows a file as more files, only right after it', async () => {
    const file = logFile(ending({}))
    const { code, err } = await hoptrace(['trace', file, '--file', file])
    expect(code).toBe(1)
    expect(err).toContain(`Nothing found for ${file}.`)
  })

  it('reads a query that begins with a comment of SQL as a query, and says what is wrong', async () => {
    const file = logFile({ n: 7 })
    const refused = await hoptrace(['query', '--ql', '-- a comment\nfields n', '--file', file])
    const error = "Expected a command, got '-'. Comments begin with '#' (line 1, column 1)"
    expect([refused.code, refused.err.split('\n')[0]]).toEqual([2, error])
    const missing = await hoptrace(['query', '--ql', '--json', '--file', file])
    expect(missing.err).toMatch(/^Option '--ql' argument is ambiguous/)
  })

  it('looks values up in a CSV file', async () => {
    const args = ['query', '--ql', 'fields id | lookup users id OUTPUT name | sort id', '--csv']
    const table = logFile('id,name', '7,Ada')
    const files = ['--table', `users=${table}`, '--file', logFile({ id: 7 }, { id: 8 })]
    const { out } = await hoptrace([...args, ...files])
    expect(out).toBe('id,name\r\n7,Ada\r\n8,\r\n')
    const missing = await hoptrace([...args, '--table', 'users=no/such.csv'])
    expect([missing.code, missing.err]).toEqual([3, 'There is no file no/such.csv\n'])
  })

  it('notes words that CloudWatch doesn’t document, and runs them', async () => {
    const ql = 'filter a == 1 | stats median(b) as half by c | sort by half'
    const { code, err } = await hoptrace(['query', '--ql', ql, '--file', logFile({ a: 1, b: 2 })])
    expect(code).toBe(0)
    expect(err).toContain('CloudWatch documents = instead of == (line 1, column 10)')
    expect(err).toContain('CloudWatch documents pct(…, 50) instead of median (line 1, column 23)')
    expect(err).toContain('CloudWatch documents sort without by (line 1, column 48)')
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

  it('draws a list if the table doesn’t fit', async () => {
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

  it('uses colours on a terminal only, and none with NO_COLOR', async () => {
    const args = ['query', '--ql', 'fields a', '--file', logFile({ a: 1 })]
    const coloured = await hoptrace(args, { isTTY: true })
    const plain = await hoptrace(args, { isTTY: true, env: { NO_COLOR: '1' } })
    const piped = await hoptrace(args)
    expect(coloured.out).toContain('\u001b[1m')
    expect([plain.out, piped.out]).toEqual(['a\n1\n', 'a\n1\n'])
  })

  it('prints JSON in which computed columns are numbers', async () => {
    const ql = 'stats count(*) as rowCount, avg(n) as avgMs by id'
    const file = logFile({ id: '7', n: 1 }, { id: '7', n: 2 })
    const { out } = await hoptrace(['query', '--ql', ql, '--json', '--file', file])
    expect(JSON.parse(out).rows).toEqual([{ id: '7', rowCount: 2, avgMs: 1.5 }])
  })

  it('prints CSV in which no cell is a formula', async () => {
    const cells = ['=1+1', '+1', '-1', '-1+1', '@SUM(A1)', '\tx', 'a,"b"\nc', '-2.5', '\n=1+1']
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
      `8,"'\n=1+1"`,
      '',
    ])
  })

  it('escapes control characters of a log', async () => {
    const file = logFile({ a: '\u001b]0;x\u0007', b: '\u009b1m' })
    const { out } = await hoptrace(['query', '--ql', 'fields a, b', '--file', file])
    expect(out).toContain('\\x1b]0;x\\x07')
    expect(out).toContain('\\x9b1m')
  })

  it('reads only the time between --since and --until', async () => {
    const file = logFile(ending({ n: 1, timestamp: '2026-11-22T12:00:00.000Z' }), ending({ n: 2 }))
    const args = ['query', '--ql', 'fields n', '--json', '--file', file]
    const now = Date.parse('2026-11-22T15:00:00Z')
    expect((await hoptrace([...args, '--since', '1h'], { now })).out).toContain('"2"')
    expect(JSON.parse((await hoptrace([...args, '--since', '1h'], { now })).out).rows).toHaveLength(
      1,
    )
    const range = ['--since', '2026-11-22T11:00:00Z', '--until', '2h']
    expect(JSON.parse((await hoptrace([...args, ...range], { now })).out).rows).toEqual([
      { n: '1' },
    ])
  })

  it('reports that the limit cut the rows', async () => {
    const args = ['query', '--ql', 'fields a | limit 1', '--file', logFile({ a: 1 }, { a: 2 })]
    expect((await hoptrace(args)).err).toMatch(/^1 row, and there may be more/)
  })

  it('warns of parts that CloudWatch answers wrongly, and prints the rows', async () => {
    const args = ['query', '--ql', 'filter a != 1 | fields a', '--file', logFile({ a: 2 })]
    const { code, err } = await hoptrace(args)
    expect(code).toBe(0)
    expect(err).toContain(
      'add ispresent(a) (line 1, column 8)\n  filter a != 1 | fields a\n         ^\n',
    )
  })

  it('shows the position of a syntax error', async () => {
    const ql = 'filter a = 1\n| anomaly x'
    const { code, err } = await hoptrace(['query', '--ql', ql, '--file', logFile({})])
    expect(code).toBe(2)
    expect(err).toMatch(
      /^'anomaly' is not supported .+ \(line 2, column 3\)\n {2}\| anomaly x\n {4}\^\n$/,
    )
  })

  it('exits with 1 if nothing is found', async () => {
    const args = ['query', 'cache', '--file', logFile({ a: 1 })]
    const { code, out, err } = await hoptrace(args)
    expect([code, out]).toEqual([1, ''])
    expect(err).toBe('Nothing found; 0 records and 1 other line read.\n')
  })

  it('refuses parameters that would end the string around them', async () => {
    const args = ['query', 'trace-job', '--file', logFile({ jobId: 'x' })]
    for (const value of ['x" or "1" = "1', 'x\n| limit 1', 'x\\', '', 'x'.repeat(300)]) {
      const { code, err } = await hoptrace([...args, '--param', `jobId=${value}`])
      expect([code, err]).toEqual([
        2,
        expect.stringContaining('--param jobId takes 1 to 256 letters'),
      ])
    }
  })

  it.each([
    [[], 'Pass the name of one query, or --ql with its text'],
    [['cache', '--ql', 'limit 1'], 'Pass the name of one query, or --ql with its text'],
    [['nothing'], "Unknown query 'nothing'. The queries are trace-job, "],
    [['trace-job'], 'trace-job needs --param jobId=…'],
    [['cache', '--param', 'a=1'], "Unknown parameter 'a': cache has none"],
    [['trace-job', '--param', 'jobId'], "--param takes name=value, not 'jobId'"],
    [
      ['cache', '--since', 'yesterday'],
      "--since takes 30m, 3h, 2d, 12:00 or 2026-11-22T14:00:00Z, not 'yesterday'",
    ],
    [['cache', '--since', '1h', '--until', '2h'], '--since is later than --until'],
    [['cache', '--json', '--csv'], 'Use either --json or --csv, not both'],
    [['cache', '--log-group', 'x'], 'A query reads either --file or --log-group, not both'],
    [['cache', '--nothing'], "Unknown option '--nothing'"],
  ])('refuses %j with exit code 2, and reports why', async (args, message) => {
    const { code, out, err } = await hoptrace(['query', ...args, '--file', logFile({})])
    expect([code, out]).toEqual([2, ''])
    expect(err).toContain(message)
  })

  it('reports a file that doesn’t exist', async () => {
    const { code, err } = await hoptrace(['query', 'cache', '--file', 'no/such.ndjson'])
    expect([code, err]).toEqual([3, 'There is no file no/such.ndjson\n'])
  })

  it('reports a folder without logs', async () => {
    const { code, err } = await hoptrace(['query', 'cache', '--file', 'src/cli'])
    expect([code, err]).toEqual([3, 'There is no log in the folder src/cli\n'])
  })
})
