import { describe, expect, it, vi } from 'vitest'
import { queries } from '../../../src/queries/index.ts'
import { hoptrace } from '../hoptrace.ts'
import { logFile } from '../log-file.ts'
import { failedTrace, traceId } from '../sample-trace.ts'
import { logService, results } from './log-service.ts'

const NOW = Date.parse('2026-11-22T15:00:00.500Z')
const STARTED = { queryId: 'query-1' }
const done = (...rows: Readonly<Record<string, string>>[]) => ({
  status: 'Complete',
  results: results(...rows),
  statistics: { bytesScanned: 2_500_000 },
})

const ask = (ql: string, ...args: string[]) =>
  hoptrace(['query', '--ql', ql, '--log-group', '/aws/lambda/a', ...args], { now: NOW })

describe('a query of log groups', () => {
  it('sends the text, the log groups, and the time rounded outwards to seconds', async () => {
    const calls = await logService(({ operation }) =>
      operation === 'StartQuery' ? STARTED : done(),
    )
    const args = ['--log-group', '/aws/lambda/a', '--log-group', '/aws/lambda/b', '--since', '3h']
    const { code } = await hoptrace(['query', 'error-rate', ...args], { now: NOW })
    expect(code).toBe(1)
    expect(calls[0]).toEqual({
      operation: 'StartQuery',
      input: {
        queryString: queries.find(({ id }) => id === 'error-rate')?.text,
        logGroupNames: ['/aws/lambda/a', '/aws/lambda/b'],
        startTime: Date.parse('2026-11-22T12:00:00Z') / 1000,
        endTime: Date.parse('2026-11-22T15:00:01Z') / 1000,
      },
    })
  })

  it('queries the last hour by default, and log groups by their ARNs', async () => {
    const calls = await logService(({ operation }) =>
      operation === 'StartQuery' ? STARTED : done(),
    )
    const arn = 'arn:aws:logs:us-east-1:1:log-group:x'
    await hoptrace(['query', 'cache', '--log-group', arn], { now: NOW })
    expect(calls[0]?.input).toMatchObject({
      logGroupIdentifiers: [arn],
      startTime: Math.floor(NOW / 1000) - 3600,
    })
  })

  it('waits until the query is complete', async () => {
    const states = ['Scheduled', 'Running']
    const calls = await logService(({ operation }) => {
      if (operation === 'StartQuery') return STARTED
      const status = states.shift()
      return status === undefined ? done({ a: '1' }) : { status, results: results({ a: '0' }) }
    })
    const { out, err } = await ask('fields a')
    expect([out, err]).toEqual(['a\n1\n', '1 row; 2.5 MB of 1 log group scanned.\n'])
    expect(calls.slice(1)).toEqual(Array(3).fill({ operation: 'GetQueryResults', input: STARTED }))
  })

  it('shows progress after a second', async () => {
    let shown = ''
    await logService(({ operation }) => {
      if (operation === 'StartQuery') return STARTED
      return shown === '' ? { status: 'Running' } : done({ a: '1' })
    })
    const args = ['query', '--ql', 'fields a', '--log-group', '/aws/lambda/a']
    const { code } = await hoptrace(args, {
      onError: (text) => {
        shown += text
      },
    })
    expect(code).toBe(0)
    expect(shown).toMatch(/^Querying CloudWatch … 1\.\d s\n1 row;/)
  })

  it('reads columns by name, since rows lack columns without a value', async () => {
    await logService(({ operation }) =>
      operation === 'StartQuery' ? STARTED : done({ b: '2' }, { a: '1', b: '3' }),
    )
    expect((await ask('fields a, b', '--csv')).out).toBe('a,b\r\n,2\r\n1,3\r\n')
  })

  it('reads all pages', async () => {
    const calls = await logService(({ operation, input }) => {
      if (operation === 'StartQuery') return STARTED
      const { nextToken } = input
      if (nextToken === undefined) return { ...done({ a: '1' }), nextToken: 'two' }
      return nextToken === 'two' ? { ...done({ a: '2' }), nextToken: 'three' } : done({ a: '3' })
    })
    expect((await ask('fields a', '--csv')).out).toBe('a\r\n1\r\n2\r\n3\r\n')
    expect(calls).toHaveLength(4)
  })

  it('reports that there may be more rows at the limit, also for QL that only CloudWatch knows', async () => {
    await logService(({ operation }) =>
      operation === 'StartQuery' ? STARTED : done({ a: '1' }, { a: '2' }),
    )
    expect((await ask('fields a | limit 2')).err).toContain('there may be more')
    expect((await ask('parse @message "*" as a | limit 2')).err).toContain('there may be more')
    expect((await ask('fields a | limit 3')).err).not.toContain('there may be more')
  })

  it('retries when it is throttled', async () => {
    const calls = await logService((_call, index) => {
      if (index < 2) return { status: 400, type: 'ThrottlingException' }
      return index === 2 ? STARTED : done({ a: '1' })
    })
    expect((await ask('fields a')).code).toBe(0)
    expect(calls.map(({ operation }) => operation)).toEqual([
      ...['StartQuery', 'StartQuery', 'StartQuery'],
      'GetQueryResults',
    ])
  })

  it('shows the position of CloudWatch’s syntax error', async () => {
    const body = {
      message: 'unexpected symbol',
      queryCompileError: { message: 'unexpected symbol b', location: { startCharOffset: 9 } },
    }
    await logService(() => ({ status: 400, type: 'MalformedQueryException', body }))
    const { code, err } = await ask('fields a b')
    expect(code).toBe(1)
    expect(err).toBe('unexpected symbol b (line 1, column 10)\n  fields a b\n           ^\n')
  })

  it.each(['Failed', 'Cancelled', 'Timeout'])(
    'reports that the query ended as %s',
    async (status) => {
      await logService(({ operation }) => (operation === 'StartQuery' ? STARTED : { status }))
      const { code, err } = await ask('fields a')
      expect([code, err]).toEqual([1, `CloudWatch ended the query: ${status}\n`])
    },
  )

  it('reports in a line what AWS refused', async () => {
    const body = { message: 'You may not' }
    await logService(() => ({ status: 400, type: 'AccessDeniedException', body }))
    const { code, err } = await ask('fields a')
    expect([code, err]).toEqual([1, 'CloudWatch: AccessDeniedException: You may not\n'])
  })

  it('reports how to set a region if there is none', async () => {
    await logService(() => STARTED)
    vi.stubEnv('AWS_REGION', undefined)
    vi.stubEnv('AWS_CONFIG_FILE', '/dev/null')
    const { code, err } = await ask('fields a')
    const message = 'CloudWatch needs a region: pass --region, or set AWS_REGION\n'
    expect([code, err]).toEqual([1, message])
  })

  it('stops the query on CloudWatch at Ctrl-C', async () => {
    const leaving = new AbortController()
    const calls = await logService(({ operation }) => {
      if (operation === 'StartQuery') return STARTED
      if (operation === 'StopQuery') return { success: true }
      leaving.abort()
      return { status: 'Running' }
    })
    const args = ['query', 'cache', '--log-group', '/aws/lambda/a']
    const { code, err } = await hoptrace(args, { now: NOW, interrupted: leaving.signal })
    expect([code, err]).toEqual([1, 'Stopped.\n'])
    expect(calls.at(-1)).toEqual({ operation: 'StopQuery', input: STARTED })
  })
})

describe('hoptrace trace over log groups', () => {
  it('searches from the time in the id, a minute earlier for clocks that differ', async () => {
    const calls = await logService(({ operation }) =>
      operation === 'StartQuery' ? STARTED : done(),
    )
    await hoptrace(['trace', traceId, '--log-group', '/aws/lambda/a'], { now: NOW })
    await hoptrace(['trace', 'job_1', '--log-group', '/aws/lambda/a'], { now: NOW })
    const starts = calls.flatMap(({ operation, input }) => {
      return operation === 'StartQuery' ? input.startTime : []
    })
    expect(starts).toEqual([Math.floor(0x01a2033f87ef / 1000) - 60, Math.floor(NOW / 1000) - 3600])
  })

  it('finds the traces of an id, and draws them', async () => {
    const lines = failedTrace.map((line) => JSON.stringify(line))
    const calls = await logService(({ operation, input }) => {
      if (operation === 'StartQuery') return { queryId: String(input.queryString) }
      const texts = [...String(input.queryId).matchAll(/like "([^"]+)"/g)].map(
        ([, text]) => `${text}`,
      )
      const found = lines.filter((line) => texts.some((text) => line.includes(text)))
      return done(...found.map((line) => ({ '@message': line })))
    })
    const args = ['trace', 'job_1', '--log-group', '/aws/lambda/a', '--region', 'eu-west-1']
    const { code, out } = await hoptrace(args, { now: NOW })
    expect(code).toBe(0)
    expect(out).toContain('Failed at service:bedrock:invoke in bg-remover (lambda)')
    expect(out).toContain('jobId=job_1 --log-group /aws/lambda/a --region eu-west-1\n')
    const hex = traceId.slice(4).replaceAll('-', '')
    const home = 'https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1'
    expect(out).toContain(`${home}#xray:traces/1-${hex.slice(0, 8)}-${hex.slice(8)}\n`)
    expect(calls).toHaveLength(4)
  })

  it('reads files too, and answers of both', async () => {
    const lines = failedTrace.map((line) => JSON.stringify(line))
    const isOfApp = (line: string): boolean => line.includes('api-route')
    const rows = lines.filter((line) => !isOfApp(line))
    const group = '123456789012:/aws/lambda/bg-remover-dev-process'
    await logService(({ operation }) =>
      operation === 'StartQuery'
        ? STARTED
        : done(...rows.map((line) => ({ '@message': line, '@log': group }))),
    )
    const file = logFile(...lines.filter(isOfApp))
    const args = ['trace', traceId, '--json', '--log-group', '/aws/lambda/a', '--file', file]
    const { code, out } = await hoptrace(args, { now: NOW })
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject([
      { unfinished: [], doubtful: [], services: ['frontend', 'bg-remover'], duration: 1000 },
    ])
  })

  it('says where and when it looked if nothing is found', async () => {
    await logService(({ operation }) => (operation === 'StartQuery' ? STARTED : done()))
    const args = ['trace', 'job_1', '--log-group', '/aws/lambda/a', '--log-group', '/aws/lambda/b']
    const { code, err } = await hoptrace(args, { now: NOW })
    expect(code).toBe(1)
    expect(err).toContain(
      '  /aws/lambda/a, /aws/lambda/b: 2.5 MB, from 2026-11-22T14:00:00.500Z until 2026-11-22T15:00:00.500Z\n',
    )
  })

  it('asks for what is known of a request whose id is not', async () => {
    const calls = await logService(({ operation }) =>
      operation === 'StartQuery' ? STARTED : done(),
    )
    const args = ['trace', '--slowest', '--user', 'u"1', '--action', 'pay', '--log-group', 'a']
    await hoptrace(args, { now: NOW })
    expect(calls[0]?.input.queryString).toBe(`filter phase = "complete" and action = "pay"
| sort duration desc
| fields @timestamp, @message, @log, @logStream
| limit 10000`)
  })
})
