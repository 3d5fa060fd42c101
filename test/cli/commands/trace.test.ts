import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { hoptrace } from '../hoptrace.ts'
import { logFile } from '../log-file.ts'
import { failedTrace, record, traceId } from '../sample-trace.ts'
import { tracesIn, tracesInFile } from '../view/page-data.ts'

const OTHER = { traceId: 'req_other', spanId: '000000000000000a', phase: 'complete', duration: 1 }

/** Returns the cells of a waterfall, without the bars. */
const stepsOf = (out: string): string[][] =>
  out
    .split('\n')
    .filter((line) => line.includes('━'))
    .map((line) => line.replace(/━+/, ' ').trim().split(/ {2,}/))

const uuid = traceId.slice(4)
const hex = uuid.replaceAll('-', '')

describe('hoptrace trace', () => {
  it.each([
    ['its trace id', traceId],
    ['the bare UUID', uuid],
    ['its W3C spelling', hex],
    ['its X-Ray spelling', `1-${hex.slice(0, 8)}-${hex.slice(8)}`],
    ['a job’s id', 'job_1'],
    ['Lambda’s request id', 'invocation-1'],
  ])('finds a request by %s', async (_what, id) => {
    const file = logFile(...failedTrace, record(0, OTHER))
    const { code, out } = await hoptrace(['trace', id, '--file', file])
    expect(code).toBe(0)
    expect(out.split('\n')[0]).toBe(traceId)
    expect(out).not.toContain('req_other')
  })

  it('shows the steps as a waterfall, and marks the one that failed', async () => {
    const { out } = await hoptrace(['trace', traceId, '--file', logFile(...failedTrace)])
    expect(stepsOf(out)).toEqual([
      ['bg-remover:process', 'api-route', '1000.0 ms', 'error BAD_GATEWAY'],
      ['lambda-invoke', 'api-route', '900.0 ms', 'failure BAD_GATEWAY'],
      ['bg-remover:process', 'lambda', '800.0 ms', 'error ModelErrorException'],
      ['service:credits:debit', 'lambda', '100.0 ms', 'success'],
      ['✗', 'service:bedrock:invoke', 'lambda', '400.0 ms', 'error ModelErrorException'],
    ])
  })

  it('shows the error and its cause', async () => {
    const { out } = await hoptrace(['trace', traceId, '--file', logFile(...failedTrace)])
    expect(out).toContain(`
Failed at service:bedrock:invoke in bg-remover (lambda): error ModelErrorException
  The model refused the picture
  Caused by ECONNRESET: socket hang up
      at invoke (background.ts:12:3)
      at run (x.ts:1:1)
`)
  })

  it.each([
    ['TypeError', '  TypeError: no rows\n  Caused by RangeError: too far\n'],
    ['Error', '  no rows\n  Caused by RangeError: too far\n'],
    ['INTERNAL_ERROR', '  no rows\n  Caused by RangeError: too far\n'],
  ])('shows the name of an error, unless it says nothing: %s', async (name, shown) => {
    const cause = { message: 'too far', name: 'RangeError' }
    const error = { message: 'no rows', code: 'INTERNAL_ERROR', name, cause }
    const ids = { spanId: '0000000000000001', phase: 'complete', duration: 5 }
    const file = logFile(record(5, { ...ids, level: 'error', result: 'error', error }))
    const { out } = await hoptrace(['trace', '--last-failed', '--file', file])
    expect(out).toContain(`: error INTERNAL_ERROR\n${shown}`)
  })

  it('shows times without a step', async () => {
    const { out } = await hoptrace(['trace', traceId, '--file', logFile(...failedTrace)])
    expect(out).toContain(`
Time without a step
  300.0 ms of bg-remover:process in bg-remover (lambda), after service:credits:debit, before service:bedrock:invoke

`)
  })

  it('shows where to look next, among the same records', async () => {
    const file = logFile(...failedTrace)
    const { out } = await hoptrace(['trace', traceId, '--file', file, '--since', '2026-11-22'])
    expect(out).toContain(`
Look next
  hoptrace query trace-job --param jobId=job_1 --file ${file} --since 2026-11-22
  /aws/lambda/bg-remover-dev-process
`)
    expect(out).not.toContain('xray')
  })

  it('prints no command with a job id that is unsafe in a shell', async () => {
    const records = failedTrace.map((one) => ({ ...one, jobId: 'job_1; rm x' }))
    const { out } = await hoptrace(['trace', traceId, '--file', logFile(...records)])
    expect(out).not.toContain('hoptrace query')
  })

  it('quotes a file name for a shell', async () => {
    const file = path.join(path.dirname(logFile()), "it's a log")
    writeFileSync(file, failedTrace.map((line) => JSON.stringify(line)).join('\n'))
    const { out } = await hoptrace(['trace', traceId, '--file', file])
    expect(out).toContain(`--file '${path.dirname(file)}/it'\\''s a log'\n`)
  })

  it('links to X-Ray if X-Ray gave the trace an id of its own', async () => {
    const xrayTraceId = '1-5759e988-bd862e3fe1be46a994272793'
    const file = logFile(record(0, { ...OTHER, traceId: 'foreign', xrayTraceId }))
    const { out } = await hoptrace(['trace', 'foreign', '--file', file], {
      env: { AWS_REGION: 'eu-west-1' },
    })
    const home = 'https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1'
    expect(out).toContain(`
Look next
  ${home}#xray:traces/${xrayTraceId}
`)
  })

  it('shows what began and never ended', async () => {
    const file = logFile(...failedTrace.slice(0, 3))
    const { code, out } = await hoptrace(['trace', traceId, '--file', file])
    expect(code).toBe(0)
    expect(out).toContain(`
Never ended
  bg-remover:process in frontend (api-route)
  bg-remover:process in bg-remover (lambda)
`)
  })

  it('shows each trace of a job, in the order of their begins', async () => {
    const poll = record(5000, { ...OTHER, traceId: 'req_poll', jobId: 'job_1', result: 'success' })
    const { out } = await hoptrace(['trace', 'job_1', '--file', logFile(poll, ...failedTrace)])
    expect(out.match(/^req_\S+$/gm)).toEqual([traceId, 'req_poll'])
  })

  it('prints the report as JSON', async () => {
    const { out } = await hoptrace(['trace', traceId, '--json', '--file', logFile(...failedTrace)])
    expect(JSON.parse(out).traces).toMatchObject([
      {
        traceId,
        begin: '2026-11-22T14:30:00.000Z',
        duration: 1000,
        services: ['frontend', 'bg-remover'],
        failure: { action: 'service:bedrock:invoke' },
        gaps: [{ duration: 300 }],
        steps: [{ record: { layer: 'api-route' }, children: [{ children: [{}] }] }],
      },
    ])
  })

  it('shows in the HTML page what a line tells of an ending that has only a status', async () => {
    const spanId = '0000000000000001'
    const status = { message: 'Answered with status 500', code: 'INTERNAL_ERROR' }
    const error = { message: 'No stock', stack: 'Error: No stock\n    at find (stock.ts:1:1)' }
    const file = logFile(
      record(0, { spanId, phase: 'log', message: 'Route failed', metadata: { error } }),
      record(1, { spanId, phase: 'complete', result: 'error', duration: 1, error: status }),
    )
    const page = path.join(path.dirname(file), 'trace.html')
    await hoptrace(['trace', traceId, '--html', page, '--file', file])
    const [trace] = tracesInFile(page)
    const line = { text: 'Route failed', errors: [{ title: 'Error: No stock' }] }
    expect(trace?.parts[0]?.failures[0]).toMatchObject({
      message: 'Answered with status 500',
      line,
    })
    expect(JSON.stringify(trace)).toContain('at find (stock.ts:1:1)')
  })

  it('escapes the log in the HTML page', async () => {
    const odd = `<img src=x onerror="alert(1)">'&`
    const step = { phase: 'call', action: odd, layer: odd, result: 'error', duration: 5 }
    const error = { message: odd, code: odd, stack: odd }
    const ids = { spanId: '0000000000000001', xrayTraceId: `"'>${odd}` }
    const file = logFile(record(0, { ...step, error, ...ids }))
    const page = path.join(path.dirname(file), 'trace.html')
    const { code } = await hoptrace(['trace', traceId, '--html', page, '--file', file])
    const html = readFileSync(page, 'utf8')
    expect(code).toBe(0)
    expect(html).toContain('\\u003cimg src=x onerror')
    expect(html).not.toContain('<img')
    expect(tracesIn(html)[0]?.parts[0]).toMatchObject({
      failures: [{ message: odd }],
      xray: expect.stringMatching(/^https:\/\/us-east-1\./),
    })
  })

  it('escapes control characters of a log', async () => {
    const odd = '\u001b[2Jx\u0007\r\u202e'
    const step = { phase: 'call', action: odd, layer: odd, result: 'error', jobId: odd }
    const error = { message: odd, code: odd, stack: `a\n${odd}`, cause: { message: odd } }
    const file = logFile(record(0, { ...step, error, service: odd, spanId: '0000000000000001' }))
    const { out } = await hoptrace(['trace', traceId, '--file', file])
    expect(out).toContain('\\x1b[2Jx\\x07\\r\\u{202e}')
    expect(out.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u)
  })

  it('says that records as text for people can’t be read', async () => {
    const line = '[14:30:00.200] \u001b[31mERROR\u001b[0m Lambda failure  req_1  shop:pay  2 ms'
    const file = logFile(line, '      at pay (/app/pay.ts:1:1)', line)
    const { code, err } = await hoptrace(['trace', '--last', '--file', file])
    expect([code, err]).toEqual([1, expect.stringMatching(/^No such request\. Searched:$/m)])
    expect(err).toContain(
      "  2 records as text for people can't be read: set HOPTRACE_FORMAT=json\n",
    )
  })

  it('exits with 1 if nothing is found', async () => {
    const file = logFile(...failedTrace)
    const { code, out, err } = await hoptrace(['trace', 'req_none', '--file', file])
    expect([code, out]).toEqual([1, ''])
    expect(err).toMatch(/^Nothing found for req_none\. Searched:\n/)
  })

  it.each([[[]], [['a', 'b']], [['"']], [['a', '--last']], [['a', '--nothing']]])(
    'refuses %j',
    async (args) => {
      const { code, out } = await hoptrace(['trace', ...args, '--file', logFile({})])
      expect([code, out]).toEqual([2, ''])
    },
  )
})
