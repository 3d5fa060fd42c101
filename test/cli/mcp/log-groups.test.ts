import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { insightsService } from '../cloudwatch/insights-service.ts'
import { type Call, logService, type Reply, results } from '../cloudwatch/log-service.ts'
import { shopRequests } from '../compare/shop-requests.ts'
import { failedTrace, traceId } from '../sample-trace.ts'
import { startSession, TOOL } from './session.ts'

const GROUP = '/shop/all'
const DAY_MS = 86_400_000
const LINES = failedTrace.map((one) => ({ '@message': JSON.stringify(one), '@log': `1:${GROUP}` }))

interface Groups {
  readonly storedBytes?: number
  /** What a query that runs has scanned. */
  readonly scanned?: number
  readonly status?: string
}

/** A stand-in for CloudWatch, whose log group was created ten days ago. */
function startGroups({ storedBytes = 1e6, scanned = 1e6, status = 'Complete' }: Groups) {
  return logService(({ operation }: Call, index): Reply => {
    if (operation === 'DescribeLogGroups') {
      const creationTime = Date.now() - 10 * DAY_MS
      const group = { logGroupName: GROUP, creationTime, storedBytes }
      // Another group, whose name begins alike, doesn't count.
      return { logGroups: [group, { ...group, logGroupName: `${GROUP}-other`, storedBytes: 1e15 }] }
    }
    if (operation === 'StartQuery') return { queryId: `query-${index}` }
    if (operation === 'StopQuery') return { success: true }
    return { status, results: results(...LINES), statistics: { bytesScanned: scanned } }
  })
}

const operationsOf = (calls: readonly Call[]) => calls.map(({ operation }) => operation)
const WORDS = ['--log-group', GROUP]

describe('hoptrace mcp over log groups', () => {
  it('finds a trace, from the time in its id', async () => {
    const calls = await startGroups({})
    const session = await startSession(WORDS)
    const { answer } = await session.call('trace', { id: traceId })
    expect(answer.untrustedData.traces[0].failedAt.step).toBe('service:bedrock:invoke')
    const started = calls.find(({ operation }) => operation === 'StartQuery')
    expect(started?.input).toMatchObject({ logGroupNames: [GROUP] })
  })

  it('compares requests of a log group, by queries that count', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'hoptrace-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    const file = path.join(folder, 'shop.ndjson')
    const lines = shopRequests({ every: 5000, until: Date.now(), count: 1440 })
    writeFileSync(file, lines.join('\n'))
    const records = lines.slice(0, 100).map((line): object => JSON.parse(line))
    const calls = await insightsService({ [GROUP]: { file, records } })
    const session = await startSession(WORDS)
    const { isError, answer, text } = await session.call('compare', { slow: '500ms' })
    expect([isError, answer.error]).toEqual([false, undefined])
    const { findings, examples } = answer.untrustedData
    expect(findings[0].members).toEqual([{ field: 'tenantId', value: 'acme' }])
    expect(examples).toHaveLength(3)
    expect(examples[0].traceId).toMatch(/^req_[0-9a-f]{8}$/)
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(8192)
    const queries = calls.filter(({ operation }) => operation === 'StartQuery')
    expect(queries.length).toBeLessThanOrEqual(20)
    for (const { input } of queries) expect(input.queryString).toContain('| stats ')
  })

  it('starts no query that would scan more than 1 GB', async () => {
    // In ten days 1 TB: an hour has 4 GB.
    const calls = await startGroups({ storedBytes: 1e12 })
    const session = await startSession(WORDS)
    for (const [tool, args] of [
      ['trace', { id: 'job-1' }],
      ['find', {}],
      ['compare', { since: '3h', with: '1d' }],
      ['query', { name: 'error-rate' }],
      ['query', { ql: 'fields @message', since: '2d' }],
    ] as const) {
      const { isError, answer } = await session.call(tool, args)
      expect([isError, answer.error]).toEqual([
        true,
        expect.stringMatching(
          /^The call would scan about [\d.]+ GB of log groups, more than --max-scan 1\.0 GB: choose a shorter time\./,
        ),
      ])
    }
    expect(operationsOf(calls)).not.toContain('StartQuery')
    expect((await session.call('find', { since: '10m' })).isError).toBe(false)
  })

  it.each([
    { maxScan: '1TB' },
    { 'max-scan': '10GB' },
    { max_scan: 1e12 },
    { since: '1h --max-scan=9GB' },
    { until: '--max-scan=9GB' },
    { ql: 'fields @message', maxScan: 9 },
  ])('takes no call for a reason to scan more: %j', async (args) => {
    const calls = await startGroups({ storedBytes: 1e12 })
    const session = await startSession(WORDS)
    for (const tool of ['find', 'query', 'doctor', 'compare', 'trace']) {
      expect(
        (await session.call(tool, { ...args, ...(tool === 'trace' && { id: 'a' }) })).isError,
      ).toBe(true)
    }
    expect(operationsOf(calls)).not.toContain('StartQuery')
  })

  it('scans more if it was started so', async () => {
    const calls = await startGroups({ storedBytes: 1e12 })
    const session = await startSession([...WORDS, '--max-scan', '5GB'])
    expect((await session.call('query', { name: 'error-rate' })).isError).toBe(false)
    expect(operationsOf(calls)).toContain('StartQuery')
  })

  it('stops a query that scans more than was estimated', async () => {
    const calls = await startGroups({ scanned: 2e9, status: 'Running' })
    const session = await startSession(WORDS)
    const { isError, answer } = await session.call('query', { name: 'error-rate' })
    expect([isError, answer.error]).toEqual([
      true,
      expect.stringMatching(/^The call was stopped after 2\.0 GB of log groups, more than/),
    ])
    expect(operationsOf(calls).at(-1)).toBe('StopQuery')
  })

  it('counts all queries of a call together', async () => {
    await startGroups({ scanned: 6e8 })
    const session = await startSession(WORDS)
    const { answer } = await session.call('trace', { id: 'job_1', since: '30m' })
    expect(answer.error).toMatch(/^The call was stopped after 1\.2 GB/)
    // The next call begins anew.
    expect((await session.call('query', { name: 'error-rate' })).isError).toBe(false)
  })

  it('counts what queries of several regions would scan together', async () => {
    // An hour has 0.7 GB.
    const calls = await startGroups({ storedBytes: 1.68e11 })
    const groups = ['us-east-1', 'eu-west-1'].flatMap((region) => {
      return ['--log-group', `arn:aws:logs:${region}:1:log-group:${GROUP}`]
    })
    const session = await startSession(groups)
    const { answer } = await session.call('query', { name: 'error-rate' })
    expect(answer.error).toMatch(/^The call would scan about 1\.4 GB/)
    const one = await startSession(groups.slice(0, 2))
    expect((await one.call('query', { name: 'error-rate' })).isError).toBe(false)
    expect(operationsOf(calls).filter((name) => name === 'StartQuery').length).toBeLessThan(3)
  })

  it('queries nothing if the size of a log group is not known', async () => {
    const calls = await logService(({ operation }) =>
      operation === 'DescribeLogGroups'
        ? { status: 400, type: 'AccessDeniedException' }
        : { queryId: 'query-1' },
    )
    const session = await startSession(WORDS)
    const { answer } = await session.call('query', { name: 'error-rate' })
    expect(answer.error).toContain('logs:DescribeLogGroups')
    expect(operationsOf(calls)).not.toContain('StartQuery')
  })

  it.each([
    "SOURCE logGroups(namePrefix: ['other'])",
    "filter a in (SOURCE '/other' | fields a)",
    "fields a | join type=left left=l right=r where l.a=r.a (\n# a comment\nsource '/other')",
    '# "\nsource \'/other\' # "',
  ])('refuses a query that reads other log groups: %j', async (ql) => {
    const calls = await startGroups({})
    const session = await startSession(WORDS)
    const { isError, answer } = await session.call('query', { ql })
    expect([isError, answer.error]).toEqual([
      true,
      expect.stringMatching(/^The word SOURCE is refused/),
    ])
    expect(calls).toEqual([])
    const allowed = await session.call('query', {
      ql: 'fields `source`, @source, a.source, resource',
    })
    expect(allowed.isError).toBe(false)
  })

  it('stops the queries of a call that is cancelled, and goes on', async () => {
    const calls = await startGroups({ status: 'Running' })
    const session = await startSession(WORDS)
    const cancel = new AbortController()
    const params = { name: 'query', arguments: { name: 'error-rate' } }
    const call = session.client.callTool(params, { signal: cancel.signal })
    const failed = expect(call).rejects.toThrow()
    await vi.waitFor(() => expect(operationsOf(calls)).toContain('GetQueryResults'), 30_000)
    cancel.abort()
    await failed
    await vi.waitFor(() => expect(operationsOf(calls)).toContain('StopQuery'), 30_000)
    expect((await session.call('find', { pick: 'worst' })).isError).toBe(true)
  })

  it('stops its queries when its stdin ends', async () => {
    const calls = await startGroups({ status: 'Running' })
    const child = spawn(process.execPath, [TOOL, 'mcp', ...WORDS], { stdio: 'pipe' })
    const exit = once(child, 'exit')
    const params = { name: 'query', arguments: { name: 'error-rate' } }
    child.stdin.write(
      `${JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params })}\n`,
    )
    await vi.waitFor(() => expect(operationsOf(calls)).toContain('GetQueryResults'), 30_000)
    child.stdin.end()
    expect(await exit).toEqual([0, null])
    expect(operationsOf(calls)).toContain('StopQuery')
  })
})
