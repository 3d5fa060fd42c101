import { afterEach, describe, expect, it, vi } from 'vitest'
import { tracing } from '../../src/middy/index.ts'
import { type OtlpOptions, otlp } from '../../src/otlp/index.ts'
import { captureRecords } from '../capture.ts'
import { handlerOf, lambdaContext } from '../middy/invocation.ts'
import { startCollector } from './collector.ts'

afterEach(() => vi.unstubAllEnvs())

/** Exports one request with logs. */
async function exportOne(options: OtlpOptions): Promise<void> {
  const exporters = [otlp({ logs: true, ...options })]
  const handler = handlerOf([tracing({ exporters, flushTimeoutMs: 60_000 })], () => {
    throw new Error('broken')
  })
  await captureRecords(() => handler({}, lambdaContext()))
}

describe('the endpoint', () => {
  it.each([
    ['', '/v1/traces', '/v1/logs'],
    ['/', '/v1/traces', '/v1/logs'],
    ['/otlp', '/otlp/v1/traces', '/otlp/v1/logs'],
    ['/otlp/v1/traces', '/otlp/v1/traces', '/otlp/v1/logs'],
    ['/?key=1', '/v1/traces?key=1', '/v1/logs?key=1'],
  ])('%j gets the paths of the signals', async (path, traces, logs) => {
    const urls: string[] = []
    vi.stubGlobal('fetch', (url: string) => {
      urls.push(new URL(url).href.replace('http://localhost:4318', ''))
      return Promise.resolve(new Response('{}'))
    })
    await exportOne({ endpoint: `http://localhost:4318${path}` })
    vi.unstubAllGlobals()
    expect(urls.sort()).toEqual([logs, traces].sort())
  })

  it('comes from the environment, and the endpoint of a signal is used as it is', async () => {
    const collector = await startCollector()
    vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', `${collector.url}/v1/traces`)
    vi.stubEnv('OTEL_EXPORTER_OTLP_LOGS_ENDPOINT', `${collector.url}/v1/logs?own=1`)
    vi.stubEnv('OTEL_EXPORTER_OTLP_HEADERS', 'x-team=shop%2C1, x-stage = prod')
    vi.stubEnv('OTEL_EXPORTER_OTLP_COMPRESSION', 'none')
    const got: string[] = []
    const { fetch } = globalThis
    vi.stubGlobal('fetch', (url: string, init: RequestInit) => {
      got.push(url)
      return fetch(url.replace('?own=1', ''), init)
    })
    await exportOne({})
    vi.unstubAllGlobals()
    expect(got.sort()).toEqual([`${collector.url}/v1/logs?own=1`, `${collector.url}/v1/traces`])
    expect(collector.received[0]?.headers).toMatchObject({ 'x-team': 'shop,1', 'x-stage': 'prod' })
    expect(collector.received[0]?.headers).not.toHaveProperty('content-encoding')
  })
})

describe('a user and password in the endpoint', () => {
  const password = `p@ss:${'ö'}/word`
  const address = (url: string) =>
    url.replace('//', `//${encodeURIComponent('shop')}:${encodeURIComponent(password)}@`)
  const basic = `Basic ${Buffer.from(`shop:${password}`).toString('base64')}`

  it.each([
    ['the option', {}, (url: string) => ({ endpoint: address(url) })],
    ['the variable', { ENDPOINT: address }, () => ({})],
    [
      'the variable of a signal',
      {
        TRACES_ENDPOINT: (url: string) => address(`${url}/v1/traces`),
        LOGS_ENDPOINT: (url: string) => address(`${url}/v1/logs`),
      },
      () => ({}),
    ],
  ] satisfies [string, Record<string, (url: string) => string>, (url: string) => OtlpOptions][])(
    'are sent as a header: %s',
    async (_name, variables, options) => {
      const collector = await startCollector()
      for (const [name, value] of Object.entries(variables))
        vi.stubEnv(`OTEL_EXPORTER_OTLP_${name}`, value(collector.url))
      await exportOne(options(collector.url))
      const sent = collector.received.map(({ headers }) => headers.authorization)
      expect(sent).toEqual([basic, basic])
    },
  )

  it('give way to an own header', async () => {
    const collector = await startCollector()
    await exportOne({ endpoint: address(collector.url), headers: { Authorization: 'Api-Key 1' } })
    const sent = collector.received.map(({ headers }) => headers.authorization)
    expect(sent).toEqual(['Api-Key 1', 'Api-Key 1'])
  })

  it('are in no report of a collector that can’t be reached', async () => {
    const collector = await startCollector()
    await collector.close()
    const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    await exportOne({ endpoint: address(collector.url) })
    const written = stderr.mock.calls.flat().join('')
    stderr.mockRestore()
    expect(written).toContain("the collector can't be reached")
    expect(written).not.toMatch(/word|Basic/)
  })

  it.each([
    ['htps', 'word', 'a.example'],
    ['https', 'wo/rd', 'a.example'],
    ['https', 'word', ''],
  ])('are in no error: %s, %s, at %s', (scheme, password, host) => {
    const endpoint = `${scheme}://${['shop', password].join(':')}@${host}`
    const shown = endpoint.replace(/shop.*@/, '…@')
    const expected = `must be a URL of http or https, or 'xray', got '${shown}'`
    expect(() => otlp({ endpoint })).toThrow(`hoptrace: option 'otlp.endpoint' ${expected}`)
    vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', endpoint)
    expect(() => otlp()).toThrow(`hoptrace: OTEL_EXPORTER_OTLP_ENDPOINT ${expected}`)
  })
})

describe('headers', () => {
  it('may be an object of the class Headers', async () => {
    const collector = await startCollector()
    const headers = new Headers({ 'x-team': 'shop' }) as unknown as Record<string, string>
    await exportOne({ endpoint: collector.url, headers })
    expect(collector.received.map(({ headers: sent }) => sent['x-team'])).toEqual(['shop', 'shop'])
  })
})

describe('variables of a signal', () => {
  it('win over those of all signals, and options in code over both', async () => {
    const collector = await startCollector()
    vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', collector.url)
    vi.stubEnv('OTEL_EXPORTER_OTLP_HEADERS', 'x-team=all')
    vi.stubEnv('OTEL_EXPORTER_OTLP_TRACES_HEADERS', 'x-team=traces')
    vi.stubEnv('OTEL_EXPORTER_OTLP_LOGS_COMPRESSION', 'none')
    await exportOne({})
    await exportOne({ headers: { 'x-team': 'code' }, compression: 'gzip' })
    const sent = collector.received.map(({ path, headers }) => [
      path,
      headers['x-team'],
      headers['content-encoding'],
    ])
    expect(sent.sort()).toEqual([
      ['/v1/logs', 'all', undefined],
      ['/v1/logs', 'code', 'gzip'],
      ['/v1/traces', 'code', 'gzip'],
      ['/v1/traces', 'traces', 'gzip'],
    ])
  })
})

describe('a wrong option', () => {
  it.each<[object, string]>([
    [
      { endpoint: 'collector:4318' },
      "option 'otlp.endpoint' must be a URL of http or https, or 'xray', got 'collector:4318'",
    ],
    [
      { headers: { 'bad name': 'x' } },
      "option 'otlp.headers' must be an object of valid names and values of headers, got object",
    ],
    [{ timeoutMs: 0 }, "option 'otlp.timeoutMs' must be a whole number of 1 or more, got 0"],
    [{ compression: 'zstd' }, "option 'otlp.compression' must be gzip or none, got 'zstd'"],
    [
      { url: 'x' },
      "unknown option 'otlp.url'; known are otlp.endpoint, otlp.headers, otlp.compression, otlp.timeoutMs, otlp.logs, otlp.maxQueueSize, otlp.credentials",
    ],
  ])('throws a TypeError that names it: %j', (options, message) => {
    expect(() => otlp(options as OtlpOptions)).toThrow(new TypeError(`hoptrace: ${message}`))
  })

  it.each([
    ['ENDPOINT', 'nonsense', "a URL of http or https, or 'xray', got 'nonsense'"],
    ['TRACES_ENDPOINT', 'nonsense', "a URL of http or https, or 'xray', got 'nonsense'"],
    ['TIMEOUT', 'soon', "a whole number of 1 or more, got 'soon'"],
    ['TRACES_TIMEOUT', '-1', "a whole number of 1 or more, got '-1'"],
    ['LOGS_COMPRESSION', 'zstd', "gzip or none, got 'zstd'"],
    ['TRACES_HEADERS', 'bad name=x', 'an object of valid names and values of headers, got a text'],
    ['HEADERS', 'x-a=a%0D%0Ab', 'an object of valid names and values of headers, got a text'],
  ])('of the environment throws a TypeError that names it: %s=%s', (name, value, problem) => {
    vi.stubEnv(`OTEL_EXPORTER_OTLP_${name}`, value)
    const message = `hoptrace: OTEL_EXPORTER_OTLP_${name} must be ${problem}`
    expect(() => otlp({ logs: true })).toThrow(new TypeError(message))
  })

  it('of the environment does not count if it is about logs and none are sent', () => {
    vi.stubEnv('OTEL_EXPORTER_OTLP_LOGS_ENDPOINT', 'nonsense')
    vi.stubEnv('OTEL_EXPORTER_OTLP_LOGS_TIMEOUT', 'soon')
    expect(otlp()).toHaveProperty('onSpanEnd')
    expect(() => otlp({ logs: true })).toThrow(/_LOGS_TIMEOUT must be a whole number/)
  })

  it('of the environment does not count if it is empty', async () => {
    const collector = await startCollector()
    vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', collector.url)
    for (const name of ['TRACES_ENDPOINT', 'LOGS_ENDPOINT', 'HEADERS', 'TIMEOUT', 'COMPRESSION'])
      vi.stubEnv(`OTEL_EXPORTER_OTLP_${name}`, '')
    await exportOne({})
    expect(collector.received.map(({ path }) => path).sort()).toEqual(['/v1/logs', '/v1/traces'])
  })
})
