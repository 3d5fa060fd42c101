import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import type { TraceRecord } from '../../../src/index.ts'

interface OtherSpan {
  readonly name: string
  readonly kind: number
  readonly status: number
  readonly traceId: string
  readonly spanId: string
  readonly parentId?: string
}

/** Runs a handler within a span of OpenTelemetry's SDK, which has registered first. */
async function run(env: Readonly<Record<string, string>> = {}) {
  const child = spawn(process.execPath, ['other-tracer.ts'], {
    cwd: path.join(import.meta.dirname, 'apps'),
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = once(child, 'close')
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)])
  expect([(await ended)[0], err]).toEqual([0, expect.stringMatching(/^\{"isFirst":false/)])
  const records: TraceRecord[] = out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  const { spans }: { spans: readonly OtherSpan[] } = JSON.parse(err)
  const spanOf = (name: string) => {
    const span = spans.find((one) => one.name === name)
    if (span === undefined) throw new Error(`no span ${name}: ${err}`)
    return span
  }
  return { records, spans, spanOf, start: records[0] }
}

const w3cOf = (record: TraceRecord | undefined) => record?.traceId?.replace(/req_|-/g, '')

describe('beside a tracer that has registered before', () => {
  it('a new trace has its trace id, and its span as the parent', async () => {
    const { start, spanOf, spans } = await run()
    const host = spanOf('invocation')
    expect([w3cOf(start), start?.parentId]).toEqual([host.traceId, host.spanId])
    expect(spans.map(({ name }) => name)).toEqual(['query', 'invocation'])
  })

  it('the trace of a caller stays the caller’s', async () => {
    const traceId = '01a2033f87ef76348bbae9bc8f6c8926'
    const { start } = await run({ CALLER: `00-${traceId}-00f067aa0ba902b7-01` })
    expect([w3cOf(start), start?.parentId]).toEqual([traceId, '00f067aa0ba902b7'])
  })

  it('hops and calls are its spans with the option mirror, and its own spans are below them', async () => {
    const { spanOf, records } = await run({ MIRROR: '1' })
    const host = spanOf('invocation')
    const hop = spanOf('load')
    const call = spanOf('service:credits:debit')
    expect(hop).toMatchObject({ traceId: host.traceId, parentId: host.spanId, status: 0, kind: 0 })
    expect(call).toMatchObject({ parentId: host.spanId, status: 2, kind: 2 })
    expect(spanOf('query').parentId).toBe(hop.spanId)
    expect(records.filter(({ duration }) => duration !== undefined)).toHaveLength(3)
  })
})
