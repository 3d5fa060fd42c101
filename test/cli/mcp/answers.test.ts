import { describe, expect, it } from 'vitest'
import { hoptrace } from '../hoptrace.ts'
import { logFile } from '../log-file.ts'
import { failedTrace, record, traceId } from '../sample-trace.ts'
import { type Session, startSession } from './session.ts'

const span = (number: number): string => number.toString(16).padStart(16, '0')
const HUGE = 'A'.repeat(200_000)

/** A request with so many calls, of which each hundredth fails. */
const callsOf = (count: number) => [
  record(60_000, {
    phase: 'complete',
    spanId: span(1),
    duration: 60_000,
    level: 'error',
    result: 'error',
    error: { message: 'Too many', code: 'TOO_MANY' },
  }),
  ...Array.from({ length: count }, (_, index) =>
    record(index, {
      phase: 'call',
      action: `service:s3:get${index}`,
      spanId: span(index + 2),
      parentId: span(1),
      duration: 1,
      ...(index % 100 === 0
        ? { result: 'error', error: { message: 'Too many', code: 'SLOW_DOWN' } }
        : { result: 'success' }),
    }),
  ),
]

const LARGE: Record<string, readonly (object | string)[]> = {
  'fields that are huge': [
    record(0, {
      phase: 'complete',
      spanId: span(1),
      action: HUGE,
      userId: HUGE,
      jobId: HUGE,
      level: 'error',
      result: 'error',
      error: { message: HUGE, code: HUGE, stack: `${HUGE}\n${HUGE}`, cause: { message: HUGE } },
      metadata: { [HUGE]: HUGE, list: Array(5000).fill(HUGE.slice(0, 20)) },
    }),
  ],
  'so many steps': callsOf(12_000),
  'metadata that is deep': [
    JSON.stringify(
      record(0, { phase: 'complete', spanId: span(1), result: 'error', metadata: 0 }),
    ).replace('"metadata":0', `"metadata":${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`),
    record(1, {
      phase: 'complete',
      spanId: span(2),
      level: 'error',
      result: 'error',
      metadata: JSON.parse(`${'{"a":'.repeat(20)}1${'}'.repeat(20)}`),
    }),
  ],
  'steps that are deep': Array.from({ length: 3000 }, (_, index) =>
    record(index, {
      phase: index === 0 ? 'complete' : 'call',
      spanId: span(index + 1),
      ...(index > 0 && { parentId: span(index) }),
      result: 'error',
    }),
  ),
  'so many traces of a job': Array.from({ length: 2000 }, (_, index) =>
    record(index, {
      traceId: `req_01a2033f-87ef-7634-8bba-${index.toString(16).padStart(12, '0')}`,
      phase: 'complete',
      spanId: span(index + 1),
      result: 'error',
      userId: 'anna',
    }),
  ),
}

const callEach = async ({ call }: Session) => [
  await call('trace', { id: traceId }),
  await call('trace', { id: 'anna' }),
  await call('find'),
  await call('find', { user: 'anna' }),
  await call('query', { name: 'recent-errors' }),
  await call('query', { ql: 'fields @message | limit 1000' }),
  await call('compare', { errors: true }),
  await call('doctor'),
]

describe('an answer of hoptrace mcp', () => {
  it.each(Object.entries(LARGE))(
    'has at most 8 KB for %s, and names what it leaves out',
    async (_what, lines) => {
      const replies = await callEach(await startSession(['--file', logFile(...lines)]))
      for (const { text, isError } of replies) {
        expect(isError).toBe(false)
        expect(Buffer.byteLength(text)).toBeLessThanOrEqual(8000)
      }
      expect(replies.some(({ answer }) => (answer.leftOut?.length ?? 0) > 0)).toBe(true)
    },
  )

  it('keeps the failed step, and those that failed, of a request with many', async () => {
    const session = await startSession(['--file', logFile(...callsOf(2000))])
    const { answer } = await session.call('trace', { id: traceId })
    const [{ failedAt, steps }] = answer.untrustedData.traces
    expect(failedAt).toMatchObject({ step: 'service:s3:get1900', code: 'SLOW_DOWN' })
    const failed = steps.filter(({ outcome }: { outcome: string }) => outcome.startsWith('error'))
    expect(failed).toHaveLength(21)
    expect(answer.leftOut).toEqual([`steps: ${2001 - steps.length} of 2001`])
  })

  it('says once what it says', async () => {
    const session = await startSession(['--file', logFile(...failedTrace)])
    const result = await session.client.callTool({ name: 'trace', arguments: { id: traceId } })
    expect(result.structuredContent).toBeUndefined()
    expect(result.content).toHaveLength(1)
  })

  it('has the facts of trace --json', async () => {
    const file = logFile(...failedTrace)
    const { out } = await hoptrace(['trace', traceId, '--json', '--file', file])
    const [report] = JSON.parse(out).traces
    const session = await startSession(['--file', file])
    const { answer } = await session.call('trace', { id: traceId })
    const [shown] = answer.untrustedData.traces
    expect(shown).toMatchObject({
      traceId: report.traceId,
      begin: report.begin,
      ms: report.duration,
      ids: { job: report.jobIds[0] },
      failedAt: {
        step: report.failure.action,
        service: report.failure.service,
        message: report.failure.error.message,
        code: report.failure.error.code,
        causes: [report.failure.error.cause.message],
      },
    })
    expect(shown.timeWithoutStep).toHaveLength(report.gaps.length)
    expect((await session.call('find', { pick: 'last-failed' })).answer.untrustedData).toEqual(
      answer.untrustedData,
    )
  })

  it('has the rows of query --json, without columns that are empty', async () => {
    const file = logFile(...failedTrace)
    const { out } = await hoptrace(['query', 'recent-errors', '--json', '--file', file])
    const { rows } = JSON.parse(out)
    const session = await startSession(['--file', file])
    const { answer } = await session.call('query', { name: 'recent-errors' })
    const { columns, rows: shown } = answer.untrustedData
    const named = shown.map((cells: unknown[]) =>
      Object.fromEntries(
        cells.flatMap((cell, index) => (cell === null ? [] : [[columns[index], cell]])),
      ),
    )
    expect(named).toEqual(rows)
    expect(answer.notes?.[0]).toMatch(/^\d+ columns without a value$/)
  })

  it('has the findings of doctor --json', async () => {
    const file = logFile(...failedTrace)
    const { out } = await hoptrace(['doctor', '--json', '--file', file])
    const session = await startSession(['--file', file])
    const { answer } = await session.call('doctor')
    expect(JSON.parse(out).length).toBeGreaterThan(0)
    expect(
      answer.untrustedData.findings.map(({ problem }: { problem: string }) => problem),
    ).toEqual(
      expect.arrayContaining(JSON.parse(out).map(({ problem }: { problem: string }) => problem)),
    )
  })

  it('says where was searched if nothing is found', async () => {
    const session = await startSession(['--file', logFile(...failedTrace)])
    const { answer, isError } = await session.call('trace', { id: 'req_of_nobody' })
    expect(isError).toBe(false)
    expect(answer.notes).toEqual(['Nothing found. Try an earlier since'])
    expect(answer.untrustedData.searched[0]).toMatch(/records\.ndjson: \d+ lines, 2026-11-22T14:30/)
    const outside = await session.call('trace', { id: traceId, since: '2026-11-23' })
    expect(outside.answer.notes?.[0]).toMatch(/^Nothing found\. \d+ lines outside of the time/)
  })

  it('comes to each of several calls at once', async () => {
    const session = await startSession(['--file', logFile(...failedTrace)])
    const replies = await Promise.all(
      Array.from({ length: 5 }, () => session.call('query', { name: 'error-rate' })),
    )
    expect(new Set(replies.map(({ text }) => text)).size).toBe(1)
  })
})
