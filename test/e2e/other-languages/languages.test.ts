import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Ajv } from 'ajv'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { consoleBlocksIn } from '../../../local/docs/console-blocks.ts'
import { currentTrace, type TraceRecord } from '../../../src/index.ts'
import { type LambdaTracingOptions, tracing } from '../../../src/middy/index.ts'
import { events, lambdaContext } from '../../../src/testing/index.ts'
import { captureRecords } from '../../capture.ts'
import { loadSample } from '../../docs/page.ts'
import { handlerOf } from '../../middy/invocation.ts'
import { LANGUAGES, type StockService, startStock } from './stock-service.ts'

const PAGE = 'docs/other-languages.md'
const ID = 'req_01a2033f-87ef-7634-8bba-e9bc8f6c8926'
const W3C = '01a2033f87ef76348bbae9bc8f6c8926'
const OTHER_W3C = '4bf92f3577b34da6a3ce929d0e0e4736'
const SPAN = '00f067aa0ba902b7'

const schema = JSON.parse(readFileSync('trace-record.schema.json', 'utf8'))
const accepts = new Ajv().compile<TraceRecord>(schema)

/** What the warehouse was last sent. */
let received: IncomingHttpHeaders = {}
const order = handlerOf([tracing({ service: 'warehouse', action: 'orders:create' })], () => ({
  statusCode: 202,
}))
/** Whether the warehouse is open. */
let isOpen = true
const warehouse = createServer(async ({ headers }, response) => {
  received = headers
  if (!isOpen) return void response.writeHead(503).end()
  const event = events.httpApi({ headers: headers as Record<string, string> })
  const answer = (await order(event, lambdaContext())) as { statusCode: number; headers: object }
  response.writeHead(answer.statusCode, { ...answer.headers }).end()
}).listen(0, '127.0.0.1')
await once(warehouse, 'listening')
afterAll(() => warehouse.close())
const warehouseUrl = `http://127.0.0.1:${(warehouse.address() as AddressInfo).port}/orders`

/** The records of an unsampled request that succeeds. */
const UNSAMPLED: Readonly<Record<string, readonly string[]>> = {
  python: ['complete'],
  go: ['start', 'complete'],
  java: ['start', 'complete'],
}

describe.each(LANGUAGES)('the sample in %s', (language) => {
  let stock: StockService
  beforeAll(async () => {
    stock = await startStock(language, warehouseUrl)
  })
  afterAll(() => stock.stop())

  /** What a request to the sample gets, and the records that the sample and the warehouse write. */
  async function get(sku: string, headers: Record<string, string> = {}) {
    const { value, records } = await captureRecords(async () => {
      const response = await fetch(`${stock.url}/stock/${sku}`, { headers })
      return { status: response.status, headers: response.headers, body: await response.json() }
    })
    return { response: value, records: await stock.take(1), ofWarehouse: records }
  }

  /** Calls the sample by `trace.fetch` of a traced function. */
  async function fromShop(sku: string, options: LambdaTracingOptions = {}) {
    const shop = handlerOf(
      [tracing({ service: 'shop', action: 'articles:show', ...options })],
      () =>
        currentTrace()
          .fetch(`${stock.url}/stock/${sku}`)
          .then(() => ({ statusCode: 200 })),
    )
    const { records } = await captureRecords(() => shop(events.httpApi(), lambdaContext()))
    return { own: records, ofStock: await stock.take(1) }
  }

  it('stands in the waterfall below the call that reached it, and above its own', async () => {
    const { own, ofStock } = await fromShop('18')
    const ofShop = own.filter(({ service }) => service === 'shop')
    const ofWarehouse = own.filter(({ service }) => service === 'warehouse')
    const { traces } = JSON.parse(trace({ ofShop, ofStock, ofWarehouse }, '--json'))
    const [{ steps }] = traces
    expect(chainOf(steps)).toEqual([
      'articles:show in shop',
      'service:http:get in shop',
      'GET /stock/{sku} in stock',
      'service:warehouse:order in stock',
      'orders:create in warehouse',
    ])
  })

  it('is where the command finds the step that failed', async () => {
    isOpen = false
    process.env.STOCK_URL = stock.url
    const { handler } = await loadSample(PAGE, 'STOCK_URL')
    const { records } = await captureRecords(() => handler(events.httpApi(), lambdaContext()))
    isOpen = true
    const [shown] = consoleBlocksIn(readFileSync(PAGE, 'utf8'))
    const printed = trace({ shop: records, stock: await stock.take(1) })
    expect(waterfallOf(printed)).toBe(waterfallOf(shown?.output))
    expect(waterfallOf(shown?.output)).toContain('Failed at service:warehouse:order in stock')
  })

  it.each([
    ['an answer', '17'],
    ['a call', '18'],
    ['an unknown article', '99'],
  ])('writes records that the schema accepts: %s', async (_name, sku) => {
    const { records } = await get(sku)
    expect(records.map((record) => accepts(record) || accepts.errors)).toEqual(
      records.map(() => true),
    )
  })

  it('continues the trace of traceparent, and sends it on', async () => {
    const traceparent = `00-${W3C}-${SPAN}-03`
    const sent = { traceparent, tracestate: 'vendor=value', 'x-trace-hops': '4' }
    const { response, records, ofWarehouse } = await get('18', sent)
    const [start, call, ending] = records
    expect(start).toMatchObject({ traceId: ID, parentId: SPAN, phase: 'start' })
    expect(call).toMatchObject({ traceId: ID, parentId: start?.spanId, phase: 'call' })
    expect(ending).toMatchObject({ traceId: ID, spanId: start?.spanId, phase: 'complete' })
    expect(ofWarehouse[0]).toMatchObject({ traceId: ID, parentId: call?.spanId })
    expect(received).toMatchObject({
      traceparent: `00-${W3C}-${call?.spanId}-03`,
      tracestate: 'vendor=value',
      'x-trace-hops': '5',
    })
    expect(response?.headers.get('x-trace-id')).toBe(ID)
  })

  it("keeps a caller's own id beside its W3C id", async () => {
    const traceparent = `00-${OTHER_W3C}-${SPAN}-01`
    const { records } = await get('18', { 'x-trace-id': 'checkout-17', traceparent })
    expect(records.map(({ traceId }) => traceId)).toEqual(Array(3).fill('checkout-17'))
    expect(records[0]?.parentId).toBe(SPAN)
    expect(received).toMatchObject({
      'x-trace-id': 'checkout-17',
      traceparent: `00-${OTHER_W3C}-${records[1]?.spanId}-01`,
      'x-trace-hops': '1',
    })
  })

  it('leaves out the parent of a traceparent that names another trace', async () => {
    const traceparent = `00-${OTHER_W3C}-${SPAN}-01`
    const sent = { 'x-trace-id': ID, traceparent, tracestate: 'vendor=value' }
    const { records } = await get('18', sent)
    expect(records[0]).toMatchObject({ traceId: ID })
    expect(records[0]).not.toHaveProperty('parentId')
    expect(received.traceparent).toBe(`00-${W3C}-${records[1]?.spanId}-03`)
    expect(received).not.toHaveProperty('tracestate')
  })

  it.each([
    ['no headers', {}],
    ['an id with other characters', { 'x-trace-id': 'a b', traceparent: '' }],
    ['ids of zeros', { traceparent: `00-${'0'.repeat(32)}-${SPAN}-01` }],
    ['a traceparent in capitals', { traceparent: `00-${OTHER_W3C.toUpperCase()}-${SPAN}-01` }],
  ])('begins a trace of its own for %s', async (_name, headers) => {
    const { records } = await get('18', headers)
    expect(records[0]?.traceId).toMatch(/^req_[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
    expect(records[0]).not.toHaveProperty('parentId')
    const w3c = records[0]?.traceId?.slice(4).replaceAll('-', '')
    expect(received.traceparent).toBe(`00-${w3c}-${records[1]?.spanId}-03`)
  })

  it('says in its answer and in its ending what failed', async () => {
    const { response, records } = await get('99', { traceparent: `00-${W3C}-${SPAN}-01` })
    expect(response).toMatchObject({ status: 404, body: { error: 'NOT_FOUND', traceId: ID } })
    expect(records.at(-1)).toMatchObject({
      level: 'warn',
      result: 'error',
      error: { code: 'NOT_FOUND' },
      metadata: { method: 'GET', path: '/stock/{sku}', statusCode: 404 },
    })
  })

  it('has an unsampled caller keep its records if it fails', async () => {
    const options = { sampling: { rate: 0 } }
    const failed = await fromShop('99', options)
    expect(failed.ofStock.map(({ phase }) => phase)).toEqual(['start', 'complete'])
    expect(failed.own.map(({ phase }) => phase)).toEqual(['start', 'call', 'complete'])
    const { own, ofStock } = await fromShop('17', options)
    expect(own.map(({ phase }) => phase)).toEqual(['complete'])
    expect(ofStock.map(({ phase }) => phase)).toEqual(UNSAMPLED[language])
  })
})

/** Runs `hoptrace trace` over these records, one file for each list. */
function trace(
  files: Readonly<Record<string, readonly TraceRecord[]>>,
  ...flags: string[]
): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'hoptrace-languages-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const words = Object.entries(files).flatMap(([name, records]) => {
    const file = path.join(folder, `${name}.ndjson`)
    writeFileSync(file, records.map((record) => `${JSON.stringify(record)}\n`).join(''))
    return ['--file', file]
  })
  const [first] = Object.values(files).flat()
  const command = ['src/cli/main.ts', 'trace', first?.traceId ?? '', ...words, ...flags]
  return execFileSync(process.execPath, command, { encoding: 'utf8' })
}

interface Step {
  readonly record: TraceRecord
  readonly children: readonly Step[]
}

/** The steps of which each contains the next one. */
function chainOf([step, ...others]: readonly Step[]): string[] {
  if (step === undefined) return []
  expect(others).toEqual([])
  const { record, children } = step
  return [`${record.action} in ${record.service}`, ...chainOf(children)]
}

/** The rows of a printed waterfall and the failed step, without ids, times and bars. */
function waterfallOf(output = ''): string {
  const [, rows = ''] = /\n\n(.*?^Failed at .*?)\n/ms.exec(output) ?? []
  return rows.replace(/ *━+ */g, ' ').replace(/ +\d+\.\d ms/g, ' 0.0 ms')
}
