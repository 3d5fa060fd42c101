import { readFileSync } from 'node:fs'
import { describe, expect, it, vi } from 'vitest'
import { currentTrace, type EndedSpan, type Exporter, type StartedSpan } from '../../src/index.ts'
import { tracing } from '../../src/middy/index.ts'
import { withTracing } from '../../src/next/index.ts'
import { events, lambdaContext } from '../../src/testing/index.ts'
import { captureRecords } from '../capture.ts'
import { handlerOf } from '../middy/invocation.ts'

/** A word that no record may have. */
const PRIVATE = 'tabby-of-anna'
const HEADERS = { cookie: PRIVATE, 'x-customer': PRIVATE, 'user-agent': PRIVATE, referer: PRIVATE }

/** An exporter that keeps what it is given. */
function collector() {
  const spans: (StartedSpan | EndedSpan)[] = []
  const exporter: Exporter = {
    onSpanStart: (span) => void spans.push(span),
    onSpanLeftOpen: (span) => void spans.push(span),
    onSpanEnd: (span) => void spans.push(span),
  }
  return { exporter, spans }
}

describe('the content of a request', () => {
  it.each([
    ['an HTTP API', { ...events.httpApi({ headers: HEADERS, body: PRIVATE }), rawPath: PRIVATE }],
    ['a REST API', events.restApi({ headers: HEADERS, body: { note: PRIVATE } })],
    ['SQS', events.sqs({ headers: HEADERS, body: { note: PRIVATE } })],
    ['SNS', events.sns({ headers: HEADERS, body: { note: PRIVATE } })],
    ['EventBridge', events.eventBridge({ body: { note: PRIVATE } })],
    ['Kinesis', events.kinesis({ body: { note: PRIVATE } })],
    ['Kafka', events.kafka({ headers: HEADERS, body: { note: PRIVATE } })],
    ['a direct invocation', events.direct({ body: { note: PRIVATE } })],
  ])('of %s is neither written nor exported', async (_trigger, event) => {
    const query = { rawQueryString: PRIVATE, queryStringParameters: { note: PRIVATE } }
    const { exporter, spans } = collector()
    const handler = handlerOf([tracing({ exporters: [exporter] })], () => {
      throw Object.assign(new Error('failed'), { body: PRIVATE, request: { headers: HEADERS } })
    })
    expect(JSON.stringify(event)).toMatch(new RegExp(`${PRIVATE}|${btoa(PRIVATE).slice(0, 8)}`))
    const { lines } = await captureRecords(() => handler({ ...event, ...query }, lambdaContext()))
    expect(lines).toHaveLength(2)
    expect(lines.join('\n')).not.toContain(PRIVATE)
    expect(spans).toHaveLength(2)
    expect(JSON.stringify(spans)).not.toContain(PRIVATE)
  })

  it('of a Next.js route is not written, and neither is the query of a URL that it fetches', async () => {
    vi.stubGlobal('fetch', async () => Response.json({ note: PRIVATE }))
    const GET = withTracing(async (request: Request) => {
      await request.json()
      return currentTrace().fetch(`https://orders.example/7?note=${PRIVATE}`, { headers: HEADERS })
    })
    const url = `https://shop.example/api?note=${PRIVATE}`
    const body = JSON.stringify({ note: PRIVATE })
    const request = new Request(url, { method: 'POST', headers: HEADERS, body })
    const params = Promise.resolve({})
    const { lines } = await captureRecords(() => GET(request as never, { params }))
    vi.unstubAllGlobals()
    expect(lines).toHaveLength(3)
    expect(lines.join('\n')).not.toContain(PRIVATE)
  })
})

describe('a caller’s header', () => {
  it.each(['x-trace-id', 'traceparent', 'tracestate', 'x-amzn-trace-id', 'x-trace-hops'])(
    '%s is neither written nor sent back, unless its form is valid',
    async (name) => {
      const event = events.httpApi({ headers: { [name]: `<${PRIVATE}>` } })
      const handler = handlerOf([tracing()], () => ({ statusCode: 500, body: '{}' }))
      const { lines, value } = await captureRecords(() => handler(event, lambdaContext()))
      expect(lines).toHaveLength(2)
      expect(JSON.stringify([lines, value])).not.toContain(PRIVATE)
    },
  )
})

describe('a report on stderr', () => {
  it('is one masked line', async () => {
    const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    const identify = () => expect.fail(`password=${PRIVATE}\n\u001b[2Jforged`)
    const handler = handlerOf([tracing({ identify })], () => 1)
    await captureRecords(() => handler({}, lambdaContext()))
    const text = stderr.mock.calls.join('')
    stderr.mockRestore()
    expect(text).toMatch(/^hoptrace: option 'identify' failed .*forged.*\n$/)
    expect(text).not.toContain(PRIVATE)
    expect(text).not.toContain('\u001b')
  })
})

describe('the headers that hoptrace adds to a sent request', () => {
  it('are those of the trace alone', async () => {
    const handler = handlerOf([tracing()], () => [...currentTrace().headers().keys()])
    const event = events.httpApi({ headers: { tracestate: 'vendor=1', ...HEADERS } })
    const { value } = await captureRecords(() => handler(event, lambdaContext()))
    const own = [
      'traceparent',
      'tracestate',
      'x-amzn-trace-id',
      'x-trace-hops',
      'x-trace-id',
      'x-trace-parent',
    ]
    expect(value).toContain('traceparent')
    expect(own).toEqual(expect.arrayContaining(value as string[]))
  })
})

describe('SECURITY.md', () => {
  it('says how to report privately, and which versions are supported', () => {
    const text = readFileSync('SECURITY.md', 'utf8')
    expect(text).toContain('**Report a vulnerability**')
    expect(text).toContain('| the latest release | yes |')
  })
})
