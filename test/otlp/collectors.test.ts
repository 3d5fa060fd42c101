import { createServer } from 'node:http'
import { describe, expect, it, vi } from 'vitest'
import { currentTrace, type Exporter } from '../../src/index.ts'
import { tracing } from '../../src/middy/index.ts'
import { withNodeTracing } from '../../src/node/index.ts'
import { otlp } from '../../src/otlp/index.ts'
import { captureRecords } from '../capture.ts'
import { handlerOf, lambdaContext } from '../middy/invocation.ts'
import { type Answer, spansIn, startCollector } from './collector.ts'

const WAIT = { timeout: 60_000, interval: 5 }

/** Invokes a handler `count` times. Returns the ids of the requests, and what went to stderr. */
async function invoke(exporter: Exporter, count: number, flushTimeoutMs = 60_000) {
  const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  const handler = handlerOf([tracing({ exporters: [exporter], flushTimeoutMs })], () => 'done')
  const { records, error } = await captureRecords(async () => {
    for (let n = 0; n < count; n += 1) expect(await handler({}, lambdaContext())).toBe('done')
  })
  const reports = stderr.mock.calls.map(([text]) => String(text)).join('')
  stderr.mockRestore()
  if (error !== undefined) throw error
  const ids = records.filter(({ phase }) => phase === 'complete').map(({ spanId }) => spanId)
  return { ids, reports }
}

/** A collector that answers so to its first request, and takes all later ones. */
const firstAnswer = (answer: Answer) => (n: number) => (n === 0 ? answer : { status: 200 })

const SOON = { 'retry-after': '0' }

describe('otlp() sends again what a collector did not take', () => {
  it.each<[string, Answer]>([
    ['429', { status: 429, headers: SOON }],
    ['502', { status: 502, headers: SOON }],
    ['503', { status: 503, headers: SOON }],
    ['504', { status: 504, headers: SOON }],
    [
      'a date in Retry-After',
      { status: 503, headers: { 'retry-after': 'Thu, 01 Jan 1970 00:00:00 GMT' } },
    ],
    ['503 without Retry-After', { status: 503 }],
    ['a broken connection', 'reset'],
  ])('%s', async (_what, answer) => {
    const collector = await startCollector(firstAnswer(answer))
    const { ids } = await invoke(otlp({ endpoint: collector.url }), 1)
    await vi.waitFor(() => expect(collector.received.length).toBeGreaterThan(1), WAIT)
    expect(collector.spans().map(({ spanId }) => spanId)).toEqual(ids)
  })

  it('after a request that hung', async () => {
    const collector = await startCollector(firstAnswer('hang'))
    const { ids } = await invoke(otlp({ endpoint: collector.url, timeoutMs: 50 }), 1)
    await vi.waitFor(() => expect(collector.received.length).toBeGreaterThan(1), WAIT)
    expect(collector.spans().map(({ spanId }) => spanId)).toEqual(ids)
  })

  it('also spans that came while it was dead, each once, without a request for each', async () => {
    const dead = await startCollector()
    await dead.close()
    const exporter = otlp({ endpoint: dead.url })
    const { ids } = await invoke(exporter, 20)
    const collector = await startCollector(undefined, dead.port)
    await vi.waitFor(() => expect(collector.spans()).toHaveLength(20), WAIT)
    expect(collector.received.flatMap(spansIn).map(({ spanId }) => spanId)).toEqual(ids)
  })
})

describe('otlp() never sends again', () => {
  it.each<[string, Answer, string]>([
    ['400', { status: 400, body: 'bad data' }, 'answered 400 (count: 1): "bad data"'],
    ['401', { status: 401, body: 'who' }, 'answered 401 (count: 1): "who"'],
    ['a redirect', { status: 307, headers: { location: 'http://127.0.0.1:9' } }, 'answered 307'],
    [
      'what a partial success rejects',
      { status: 200, body: '{"partialSuccess":{"rejectedSpans":"1","errorMessage":"too old"}}' },
      'the collector rejected a part (count: 1): "1 rejected: too old"',
    ],
    [
      'what a success warns of',
      { status: 200, body: '{"partialSuccess":{"errorMessage":"use TLS"}}' },
      'the collector warns (count: 1): "0 rejected: use TLS"',
    ],
  ])('%s, and tells of it', async (_what, answer, report) => {
    const collector = await startCollector(firstAnswer(answer))
    const exporter = otlp({ endpoint: collector.url })
    const { reports } = await invoke(exporter, 1)
    expect(reports).toContain(report)
    await invoke(exporter, 1)
    expect(collector.received).toHaveLength(2)
    expect(spansIn(collector.received[1] as never)).toHaveLength(1)
  })

  it.each([
    ['no JSON', '<html>'],
    ['null', 'null'],
    ['a long text', 'x'.repeat(1_000_000)],
  ])('after a success with %s', async (_what, body) => {
    const collector = await startCollector(() => ({ status: 200, body }))
    const { reports } = await invoke(otlp({ endpoint: collector.url }), 1)
    expect([collector.received.length, reports]).toEqual([1, ''])
  })
})

describe('otlp() on Lambda', () => {
  it('answers each request although the collector hangs, and waits for one of them', async () => {
    const collector = await startCollector(() => 'hang')
    const flushed: boolean[] = []
    const exporter = otlp({ endpoint: collector.url })
    await invoke(exporter, 1, 1)
    for (let n = 0; n < 3; n += 1) {
      await exporter.flush?.()
      flushed.push(true)
    }
    expect(flushed).toHaveLength(3)
  })

  it.each(['0', '-5', '1.5', 'Thu, 01 Jan 1970 00:00:00 GMT'])(
    'leaves a collector alone for a while whose Retry-After is %s',
    async (after) => {
      const refusal = { status: 503, headers: { 'retry-after': after } }
      const collector = await startCollector(firstAnswer(refusal))
      const timers = vi.spyOn(globalThis, 'setTimeout')
      await invoke(otlp({ endpoint: collector.url }), 1)
      const delays = timers.mock.calls.map(([, delay]) => Number(delay))
      timers.mockRestore()
      // Half a second at most, by chance the half of it. Others wait for seconds.
      expect(delays.filter((delay) => delay < 250)).toEqual([])
      expect(delays.filter((delay) => delay <= 500)).not.toEqual([])
    },
  )

  it('waits as long as it is told to, if a timer can', async () => {
    const collector = await startCollector()
    const { ids } = await invoke(otlp({ endpoint: collector.url, timeoutMs: 2 ** 40 }), 1)
    expect(collector.spans().map(({ spanId }) => spanId)).toEqual(ids)
  })

  it('does not wait for a collector that asked to be left alone', async () => {
    const later = { status: 429, headers: { 'retry-after': '3600' } }
    const collector = await startCollector(() => later)
    await invoke(otlp({ endpoint: collector.url }), 5)
    expect(collector.received).toHaveLength(1)
  })

  it('loses what does not fit the queue, and tells of it', async () => {
    const later = { status: 503, headers: { 'retry-after': '3600' } }
    const collector = await startCollector(() => later)
    const { reports } = await invoke(otlp({ endpoint: collector.url, maxQueueSize: 3 }), 5)
    expect(reports).toContain('otlp: spans are lost')
  })
})

describe('otlp() in a server', () => {
  it('sends many spans in few requests, in the background', async () => {
    const collector = await startCollector()
    const exporters = [otlp({ endpoint: collector.url })]
    const listener = withNodeTracing((_request, response) => response.end('ok'), { exporters })
    const { createServer } = await import('node:http')
    const server = createServer(listener)
    await new Promise<void>((resolve) => server.listen(0, resolve))
    const { port } = server.address() as { port: number }
    await captureRecords(async () => {
      for (let n = 0; n < 600; n += 50)
        await Promise.all(
          Array.from({ length: 50 }, async () => (await fetch(`http://127.0.0.1:${port}`)).text()),
        )
      await vi.waitFor(() => expect(collector.spans().length).toBeGreaterThanOrEqual(512), WAIT)
    })
    server.close()
    server.closeAllConnections()
    expect(collector.received.length).toBeLessThanOrEqual(3)
  })
})

describe('otlp() with a collector that lies', () => {
  it.each<[string, Answer]>([
    [
      '429 for longer than numbers are',
      { status: 429, headers: { 'retry-after': '9'.repeat(400) } },
    ],
    ['503 with a Retry-After that is no time', { status: 503, headers: { 'retry-after': 'soon' } }],
    ['415 for gzip', { status: 415, body: 'no gzip' }],
    ['a partial success of odd types', { status: 200, body: '{"partialSuccess":[{"a":1}]}' }],
    [
      'rejected spans that are no number',
      { status: 200, body: '{"partialSuccess":{"rejectedSpans":"many"}}' },
    ],
    ['a body that breaks off', { status: 200, headers: { 'content-length': '1000' }, body: '{"a' }],
  ])('answers each request, and ends its flush: %s', async (_what, answer) => {
    const collector = await startCollector(() => answer)
    const exporter = otlp({ endpoint: collector.url, timeoutMs: 200 })
    const { ids } = await invoke(exporter, 2)
    expect(ids).toHaveLength(2)
    expect(collector.received.length).toBeGreaterThan(0)
  })

  it('reads no more than the begin of an answer without an end', async () => {
    let sent = 0
    const server = createServer((request, response) => {
      request.resume()
      const chunk = 'x'.repeat(100_000)
      const write = (): void => {
        while (!response.destroyed && sent < 1_000_000_000) {
          sent += chunk.length
          if (!response.write(chunk)) return
        }
      }
      response.on('drain', write)
      write()
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as { port: number }
    const exporter = otlp({ endpoint: `http://127.0.0.1:${port}` })
    const { reports } = await invoke(exporter, 1)
    server.close()
    server.closeAllConnections()
    expect(reports).toBe('')
    expect(sent).toBeLessThan(100_000_000)
  })

  it('sends ten thousand spans of one request', async () => {
    const collector = await startCollector()
    const exporter = otlp({ endpoint: collector.url, maxQueueSize: 20_000 })
    const handler = handlerOf([tracing({ exporters: [exporter], flushTimeoutMs: 60_000 })], () => {
      const trace = currentTrace()
      for (let n = 0; n < 10_000; n += 1) trace.check(`step ${n}`, true)
      return 'done'
    })
    await captureRecords(async () => handler({}, lambdaContext()))
    await exporter.flush?.()
    await vi.waitFor(() => expect(collector.spans().length).toBe(10_001), WAIT)
  })
})
