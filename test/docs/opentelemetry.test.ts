import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { parse } from 'yaml'
import { serviceResources } from '../../src/cloudformation/index.ts'
import { currentTrace } from '../../src/index.ts'
import { withLambdaTracing } from '../../src/middy/index.ts'
import { type OtlpOptions, otlp } from '../../src/otlp/index.ts'
import { captureRecords } from '../capture.ts'
import { runModule } from '../child.ts'
import { lambdaContext } from '../middy/invocation.ts'
import { plain, startCollector } from '../otlp/collector.ts'
import { subscriptionData } from '../otlp/subscription.ts'
import { blocksOf, loadSample, rowsOf, sectionOf } from './page.ts'

const PAGE = 'docs/opentelemetry.md'

afterEach(() => vi.unstubAllEnvs())

describe('docs/opentelemetry.md', () => {
  it('lists every option of otlp()', () => {
    const listed = rowsOf(sectionOf(PAGE, 'Servers: otlp()')).map(([name = '']) =>
      name.slice(1, -1),
    )
    const known = () => otlp({ other: 1 } as OtlpOptions)
    expect(known).toThrow(listed.map((name) => `otlp.${name}`).join(', '))
  })

  it('shows a server that sends what waits before it exits by itself', async () => {
    const collector = await startCollector()
    vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', collector.url)
    const sample = blocksOf(PAGE, 'ts').find((code) => code.includes('process.exit()'))
    const child = runModule(`${sample}
      server.listen(0, '127.0.0.1', async () => {
        const headers = { connection: 'close' }
        await fetch('http://127.0.0.1:' + server.address().port, { headers })
        process.kill(process.pid, 'SIGTERM')
      })
    `)
    expect(await once(child, 'exit')).toEqual([0, null])
    expect(collector.spans().map(({ name }) => name)).toEqual(['GET'])
  })

  it('shows a forwarder that sends the spans of lines', async () => {
    const collector = await startCollector()
    const { lines } = await captureRecords(() =>
      withLambdaTracing(async (_event: unknown, _context: unknown) => 1)({}, lambdaContext()),
    )
    const { handler } = await loadSample(PAGE, 'forwarder({')
    const { fetch } = globalThis
    vi.stubGlobal('fetch', (url: string, init: RequestInit) =>
      fetch(url.replace('https://otlp.example.com', collector.url), init),
    )
    await handler({ awslogs: { data: subscriptionData(lines) } })
    vi.unstubAllGlobals()
    expect(collector.spans()).toHaveLength(1)
  })

  it('shows an option of the plugin that hoptrace/cloudformation takes too', () => {
    const [yaml = ''] = blocksOf(PAGE, 'yaml')
    const { otlp: option } = parse(yaml).custom.hoptrace
    const resources = serviceResources({ service: 'shop', functions: { orders: {} }, otlp: option })
    expect(resources.HoptraceForwarder?.Properties.FunctionName).toBe('shop-dev-otlp')
    const [, size] = /a part of the template, (\d+) KB/.exec(readFileSync(PAGE, 'utf8')) ?? []
    const { length } = readFileSync('dist/otlp/function.cjs')
    expect(Math.abs(length / 1000 - Number(size))).toBeLessThan(3)
  })

  it('names attributes that spans have', async () => {
    const collector = await startCollector()
    const handler = withLambdaTracing(
      async (_event: unknown, _context: unknown) => {
        const trace = currentTrace()
        trace.set({ jobId: 'j', tenantId: 't', userId: 'u' })
        const region = 'eu-central-1'
        const call = (service: string, operation: string, metadata: object) =>
          trace.call(service, operation, () => 1, { region, awsRequestId: 'r', ...metadata })
        call('s3', 'getObject', { bucket: 'b' })
        call('dynamodb', 'getItem', { table: 't' })
        call('sqs', 'sendMessage', { queue: 'q' })
        call('http', 'get', { method: 'GET', host: 'a.example', path: '/', statusCode: 404 })
        call('bedrock', 'converse', {
          modelId: 'm',
          inputTokens: 1,
          outputTokens: 2,
          stopReason: 's',
        })
        throw new Error('broken')
      },
      {
        service: 'shop',
        version: '7',
        stage: 'prod',
        flushTimeoutMs: 60_000,
        exporters: [otlp({ endpoint: collector.url })],
      },
    )
    const event = { Records: [{ eventSource: 'aws:sqs', body: '{}' }] }
    const route = {
      routeKey: 'GET /orders/{id}',
      requestContext: { http: { method: 'GET' } },
      headers: {},
    }
    const context = lambdaContext({ functionName: 'shop-orders' })
    for (const one of [event, route])
      await captureRecords(() => handler(one, { ...context }).catch(() => undefined))
    const names = new Set(
      collector.received.flatMap(({ json }) => [
        ...Object.keys(plain(json.resourceSpans[0].resource.attributes)),
      ]),
    )
    for (const span of collector.spans())
      for (const name of [
        ...Object.keys(plain(span.attributes)),
        ...span.events.map((one) => one.name),
      ])
        names.add(name)
    const shown = rowsOf(sectionOf(PAGE, 'What spans have').split('###')[0] ?? '').flatMap(
      ([, cell = '']) => cell.match(/(?<=`)[\w.]+\.[\w.]+(?=`)/g) ?? [],
    )
    expect(shown.filter((name) => !names.has(name) && name !== 'url.path')).toEqual([])
    expect(names).toContain('exception')
  })
})
