import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { build } from 'esbuild'
import { NextRequest } from 'next/server.js'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { NINE_HOPS } from '../local/nine-hops.ts'
import { estimate, estimateXray, total } from '../src/cli/cost/estimate.ts'
import { tracing } from '../src/middy/index.ts'
import { events, lambdaContext } from '../src/testing/index.ts'
import { captureRecords } from './capture.ts'
import { findProblems } from './cloudformation/schema.ts'
import { handlerOf } from './middy/invocation.ts'

const README = readFileSync('README.md', 'utf8')
const SNIPPETS = path.resolve('build/readme')

const blocks = (language: string) =>
  [...README.matchAll(new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``, 'g'))].map(
    ([, code = '']) => code,
  )

/** The README's example in which this stands, run against the built package. */
async function load(text: string) {
  mkdirSync(SNIPPETS, { recursive: true })
  const index = blocks('ts').findIndex((block) => block.includes(text))
  const outfile = path.join(SNIPPETS, `${index}.mjs`)
  const contents = blocks('ts')[index] ?? ''
  await build({
    stdin: { contents, loader: 'ts', resolveDir: process.cwd() },
    outfile,
    format: 'esm',
    bundle: true,
    platform: 'node',
    packages: 'external',
  })
  return import(outfile)
}

/** A record with what differs from run to run made the same. */
const steady = (record: object) =>
  JSON.parse(JSON.stringify(record), (key, value) => {
    if (['timestamp', 'traceId', 'spanId', 'parentId', 'duration', 'host'].includes(key))
      return typeof value
    return value
  })

let server: Server
let respond: (response: ServerResponse) => unknown

beforeEach(() => {
  respond = (response) => response.setHeader('x-amz-request-id', '5A8C7F1D2E3B4A69').end('{}')
})

beforeAll(async () => {
  server = createServer((_request, response) => respond(response)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  process.env.ORDERS_URL = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})

afterAll(() => server.close())

describe('the documents', () => {
  it.each(['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md'])(
    '%s names files that exist',
    (document) => {
      const paths = readFileSync(document, 'utf8').matchAll(
        /`((?:src|test|local|handlers|frontend|bench)\/[\w./-]*)`/g,
      )
      const missing = [...paths].map(([, name = '']) => name).filter((name) => !existsSync(name))
      expect(missing).toEqual([])
    },
  )
})

describe('the README', () => {
  it('shows the line that its Lambda handler writes', async () => {
    const { handler } = await load('orders:get')
    const event = {
      headers: { traceparent: '00-01a2033f87ef76348bbae9bc8f6c8926-00f067aa0ba902b7-03' },
      requestContext: { http: { method: 'GET' } },
      routeKey: 'GET /orders/{id}',
    }
    const context = {
      awsRequestId: 'c6af9ac6-7b61-11e6-9a41-93e8deadbeef',
      functionName: 'shop-orders',
    }
    const { records } = await captureRecords(() => handler(event, context))
    expect(steady(records[1] ?? {})).toEqual(steady(JSON.parse(blocks('json')[0] ?? '')))
  })

  it('shows the line that its route writes', async () => {
    const { GET } = await load('trace.fetch(')
    const request = new Request('http://a.example/api/orders')
    const { records } = await captureRecords(() => GET(request, { params: Promise.resolve({}) }))
    expect(steady(records[1] ?? {})).toEqual(steady(JSON.parse(blocks('json')[1] ?? '')))
  })

  it('shows a handler and a route that pass an error on together', async () => {
    const { handler } = await load('orders:get')
    const { GET } = await load('trace.fetch(')
    const missing = Object.assign(new Error('No such order'), { statusCode: 404 })
    const lambda = handler.handler(() => Promise.reject(missing))
    respond = async (response) => {
      const { statusCode, headers, body } = await lambda({}, lambdaContext())
      response.writeHead(statusCode, headers).end(body)
    }
    const request = new Request('http://a.example/api/orders')
    const { value } = await captureRecords(() => GET(request, { params: Promise.resolve({}) }))
    const answer = value as Response
    expect([answer.status, await answer.text()]).toEqual([404, 'No such order'])
    expect(answer.headers.get('content-type')).toBe('text/plain')
  })

  it('shows a proxy that passes files by that are kept with their headers', async () => {
    const { default: proxy, config } = await load('withProxyTracing')
    const passes = (path: string) => new RegExp(`^${config.matcher}$`).test(path)
    const kept = ['/_next/static/chunks/main.js', '/_next/image', '/favicon.ico']
    expect(['/', '/orders/7', '/api/orders', ...kept].filter(passes)).toEqual([
      '/',
      '/orders/7',
      '/api/orders',
    ])
    const request = new NextRequest('http://a.example/orders')
    expect((await proxy(request, {})).headers.has('x-trace-id')).toBe(true)
  })

  it('shows a batch whose records have their own traces', async () => {
    const { handler } = await load('eachRecord')
    const event = events.sqs({ body: { orderId: '7' } }, { body: 'no JSON' })
    const { value, records } = await captureRecords(() => handler(event, lambdaContext()))
    expect(value).toEqual({ batchItemFailures: [{ itemIdentifier: event.Records[1]?.messageId }] })
    const endings = records.filter(({ phase }) => phase === 'complete')
    expect(endings.map(({ jobId, result }) => [jobId, result])).toEqual([
      ['7', 'success'],
      [undefined, 'error'],
      [undefined, 'partial'],
    ])
  })

  it('shows the line that its AWS client writes', async () => {
    process.env.AWS_ENDPOINT_URL_S3 = process.env.ORDERS_URL
    process.env.AWS_REGION = 'eu-central-1'
    process.env.AWS_ACCESS_KEY_ID = 'local'
    process.env.AWS_SECRET_ACCESS_KEY = 'local'
    const { store } = await load('traceClient')
    const handler = handlerOf([tracing({ service: 'shop' })], () =>
      store('cats/tabby.png', new Uint8Array(4)),
    )
    const context = {
      awsRequestId: 'c6af9ac6-7b61-11e6-9a41-93e8deadbeef',
      functionName: 'shop-orders',
    }
    const { records } = await captureRecords(() => handler({}, context))
    expect(steady(records[1] ?? {})).toEqual(steady(JSON.parse(blocks('json')[2] ?? '')))
  })

  it('shows resources that CloudFormation accepts', async () => {
    const { template } = await load('serviceResources')
    expect(Object.keys(template.Resources).length).toBeGreaterThan(20)
    expect(findProblems(template.Resources)).toEqual([])
  })

  it('shows how X-Ray is told', async () => {
    const { traced } = await load('hoptrace/xray')
    const { value } = await captureRecords(() => handlerOf([traced], () => 1)({}, lambdaContext()))
    expect(value).toBe(1)
  })

  it('works an estimate out as the tool does', () => {
    const traffic = { requests: 1, bytes: 11_856, endingBytes: 2_749, metrics: 0 }
    const items = estimate(traffic, 1_740_000, 0.1).filter(({ cost }) => cost > 0)
    const rows = items.map(
      ({ name, amount, cost }) => `| ${name} | ${amount} | $${cost.toFixed(2)} |`,
    )
    const { amount, cost } = estimateXray(1_740_000, 0.1)
    const whole = [
      `| Total | | $${total(items).toFixed(2)} |`,
      `| Total with X-Ray | ${amount} | $${(total(items) + cost).toFixed(2)} |`,
    ]
    expect(README).toContain([...rows, ...whole].join('\n'))
    expect(README).toContain(
      'writes 11,856 bytes through all three services, 2,749 of them endings',
    )
    expect(README).toContain('1,740,000 requests a month')
  })

  it('links to its own headings, all of them', () => {
    const headings = [...README.matchAll(/^## (.+)$/gm)].map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replace(/[^\w\- ]/g, '')
        .replaceAll(' ', '-'),
    )
    const links = [...README.matchAll(/\]\(#([^)]+)\)/g)].map(([, name]) => name)
    expect([...new Set(links)].sort()).toEqual(headings.sort())
  })

  it('has the fields of its records in their order', () => {
    for (const line of blocks('json')) {
      expect(Object.keys(JSON.parse(line)).slice(0, 4)).toEqual([
        'timestamp',
        'level',
        'message',
        'traceId',
      ])
    }
  })

  it('has every field of the record, in the order in which they are written', () => {
    const source = readFileSync('src/core/record.ts', 'utf8')
    const [, body = ''] = source.split('export interface TraceRecord extends Identity {')
    const fields = [...body.matchAll(/^ {2}readonly (\w+)/gm)].map(([, name]) => name)
    fields.splice(fields.indexOf('action') + 1, 0, 'jobId', 'tenantId', 'userId')
    const [, table = ''] = README.split('## The record')
    const rows = table.split('## ')[0]?.match(/^\| `[^|]*\|/gm) ?? []
    expect(rows.flatMap((row) => row.match(/\w+/g))).toEqual(fields)
  })

  it('shows the waterfall of the nine hops', () => {
    const steps = [...README.matchAll(/^ {2}(\d) +(\S+) /gm)].map(([, , name]) => name)
    expect(steps).toEqual(NINE_HOPS)
  })

  it.each(['Lambda', 'Next.js', 'the proxy'])('names every option of %s', async (host) => {
    const [{ tracing }, { withProxyTracing, withTracing }] = await Promise.all([
      import('hoptrace/middy'),
      import('hoptrace/next'),
    ])
    const setUps: Record<string, (options: never) => unknown> = {
      Lambda: tracing,
      'Next.js': (options) => withTracing(() => new Response(), options),
      'the proxy': (options) => withProxyTracing(undefined, options),
    }
    const [, table = ''] = README.split('## Options')
    const rows = (table.split('## ')[0] ?? '').matchAll(/^\| `(\w+)`(?: \((.+)\))? \|/gm)
    const named = [...rows].flatMap(([, name, only = host]) => (only === host ? name : []))
    const unknown = `hoptrace: unknown option 'other'; known are ${named.join(', ')}`
    expect(() => setUps[host]?.({ other: 1 } as never)).toThrow(new TypeError(unknown))
  })
})
