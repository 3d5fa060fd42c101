import { spawn } from 'node:child_process'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { currentTrace } from '../../../src/index.ts'
import { withLambdaTracing } from '../../../src/middy/index.ts'
import { captureRecords } from '../../capture.ts'
import { textOf } from '../../child.ts'
import { lambdaContext } from '../../middy/invocation.ts'
import { startCollector } from '../../otlp/collector.ts'
import { hoptrace } from '../hoptrace.ts'
import { logFile } from '../log-file.ts'

/** The lines and the records of a request with two steps. */
function request() {
  const handler = withLambdaTracing(async (_event: unknown, _context: unknown) => {
    const trace = currentTrace()
    trace.info('begun')
    await trace.hop('work', () => trace.call('s3', 'getObject', async () => 1))
  })
  return captureRecords(() => handler({}, lambdaContext()))
}

afterEach(() => vi.unstubAllEnvs())

describe('hoptrace otlp', () => {
  it('sends the spans of a file, each under the id of its record', async () => {
    const { lines, records } = await request()
    const collector = await startCollector()
    vi.stubEnv('OTEL_EXPORTER_OTLP_HEADERS', 'x-team=shop')
    const file = logFile(...lines, 'a line of another logger')
    const ran = await hoptrace(['otlp', '--file', file, '--endpoint', collector.url, '--logs'])
    expect([ran.code, ran.out, ran.err]).toEqual([0, '3 spans and 1 log record sent\n', ''])
    const ended = records.filter(({ duration }) => duration !== undefined)
    expect(collector.spans().map(({ spanId }) => spanId)).toEqual(ended.map(({ spanId }) => spanId))
    expect(collector.received[0]?.headers).toMatchObject({ 'x-team': 'shop' })
  })

  it('leaves out records that an application may have printed', async () => {
    const { lines } = await request()
    const forged = (await request()).lines.map((line) => `user says ${line}`)
    const collector = await startCollector()
    await hoptrace(['otlp', '--file', logFile(...lines, ...forged), '--endpoint', collector.url])
    expect(collector.spans()).toHaveLength(3)
  })

  it('finds nothing in a file without records, and says where it searched', async () => {
    const { code, err } = await hoptrace([
      'otlp',
      '--file',
      logFile('hello'),
      '--endpoint',
      'http://127.0.0.1:9',
    ])
    expect(code).toBe(1)
    expect(err).toContain('No spans found. Searched:')
  })

  it.each([
    ['an endpoint that is no URL', ['--endpoint', 'collector'], "'otlp.endpoint' must be a URL"],
    ['an argument', ['records'], "Unknown argument 'records'"],
  ])('refuses %s', async (_what, args, problem) => {
    const { code, err } = await hoptrace(['otlp', ...args])
    expect(code).toBe(2)
    expect(err).toContain(problem)
  })

  it('fails if the collector refuses to take anything', async () => {
    const { lines } = await request()
    const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    const collector = await startCollector(() => ({
      status: 503,
      headers: { 'retry-after': '300' },
    }))
    const { code, err } = await hoptrace([
      'otlp',
      '--file',
      logFile(...lines),
      '--endpoint',
      collector.url,
    ])
    stderr.mockRestore()
    expect(code).toBe(3)
    expect(err).toContain('the collector answered 503')
  })

  it('begins stderr with what the collector answered', async () => {
    const { lines } = await request()
    const collector = await startCollector(() => ({ status: 401, body: 'no key' }))
    const args = ['otlp', '--file', logFile(...lines), '--endpoint', collector.url]
    const child = spawn(process.execPath, ['dist/cli/main.js', ...args], {
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    const [first] = (await textOf(child.stderr)).split('\n')
    expect(first).toContain('otlp: the collector answered 401 (count: 1): "no key"')
  })
})
