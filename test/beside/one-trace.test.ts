import path from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { startChild } from '../../local/child.ts'
import { freePort } from '../../local/ports.ts'
import { events } from '../../src/testing/index.ts'
import { RecordLog } from '../e2e/record-log.ts'
import { FOLDER } from './folder.ts'
import {
  expectOneTree,
  hasHeader,
  type Order,
  repeatsTraceparent,
  replacesAttribute,
  replacesTraceparent,
} from './order.ts'
import { type Service, startSurroundings } from './surroundings.ts'

/** A tracer in the process of the service. */
interface SetUp {
  /** The modules that are imported first. */
  readonly preload: readonly string[]
  readonly env: Readonly<Record<string, string>>
  /** Whether the tracer has changed what the service sends. */
  isAtWork(order: Order): boolean
}

const app = (name: string): string => path.join(FOLDER, 'apps', name)

const DATADOG = {
  preload: [path.join(FOLDER, 'node_modules/dd-trace/initialize.mjs')],
  env: {
    DD_TRACE_AGENT_URL: 'http://127.0.0.1:9',
    DD_REMOTE_CONFIGURATION_ENABLED: 'false',
    DD_INSTRUMENTATION_TELEMETRY_ENABLED: 'false',
    DD_TRACE_STARTUP_LOGS: 'false',
  },
  isAtWork: (order: Order) => hasHeader(order, 'x-datadog-trace-id'),
}

const opentelemetry = (
  INSTRUMENTATION: string | undefined,
  isAtWork: SetUp['isAtWork'],
): SetUp => ({
  preload: [app('opentelemetry.ts')],
  env: {
    OTEL_LOGS_EXPORTER: 'none',
    OTEL_METRICS_EXPORTER: 'none',
    ...(INSTRUMENTATION !== undefined && { INSTRUMENTATION }),
  },
  isAtWork,
})

const SET_UPS: Readonly<Record<string, SetUp>> = {
  'OpenTelemetry’s instrumentation of undici': opentelemetry('undici', repeatsTraceparent),
  'OpenTelemetry’s instrumentation of http': opentelemetry('http', replacesTraceparent),
  'OpenTelemetry’s instrumentation of aws-sdk': opentelemetry('aws-sdk', replacesAttribute),
  'all three of OpenTelemetry’s instrumentations': opentelemetry(
    undefined,
    (order) => repeatsTraceparent(order) && replacesTraceparent(order) && replacesAttribute(order),
  ),
  '@sentry/aws-serverless': {
    preload: [app('sentry.ts')],
    env: {
      WRAPPER: 'sentry',
      PROPAGATE_TRACEPARENT: '1',
      SENTRY_DSN: 'http://key@127.0.0.1:9/1',
    },
    isAtWork: (order) => hasHeader(order, 'sentry-trace') && replacesAttribute(order),
  },
  'dd-trace': DATADOG,
  'datadog-lambda-js': { ...DATADOG, env: { ...DATADOG.env, WRAPPER: 'datadog' } },
}

/** Runs the service beside a tracer. */
async function startService(
  { preload, env }: SetUp,
  surroundings: Readonly<Record<string, string>>,
): Promise<Service> {
  const log = new RecordLog()
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const child = await startChild({
    name: 'the service',
    args: [...preload.flatMap((file) => ['--import', file]), app('service.ts')],
    env: { ...surroundings, ...env, PORT: String(port) },
    url,
    signal: undefined,
    onLine: (line) => log.take(line),
    onExit: (death) => log.fail(death),
  })
  onTestFinished(() => child.stop())
  const answered = async (response: Response): Promise<void> =>
    expect([response.status, await response.text()]).toEqual([200, '{}'])
  const invoke = async (event: unknown): Promise<void> =>
    answered(await fetch(`${url}/invoke`, { method: 'POST', body: JSON.stringify(event) }))
  return {
    log,
    endings: 2,
    place: (trace) =>
      env.WRAPPER === undefined
        ? trace.fetch(`${url}/orders`).then(answered)
        : trace.call('shop', 'invoke', () =>
            invoke(events.httpApi({ headers: Object.fromEntries(trace.headers()) })),
          ),
    consume: invoke,
  }
}

const orders = new Map<string, Promise<Order>>()

/** An order beside a tracer, which is made once. */
function orderBeside(name: string): Promise<Order> {
  const made = orders.get(name) ?? order(SET_UPS[name] as SetUp)
  orders.set(name, made)
  return made
}

async function order(setUp: SetUp): Promise<Order> {
  const surroundings = await startSurroundings()
  onTestFinished(() => surroundings.stop())
  return surroundings.order(await startService(setUp, surroundings.env))
}

describe('an order through services of which one has another tracer', () => {
  it.each(Object.keys(SET_UPS))('is one tree under one id beside %s', async (name) => {
    const made = await orderBeside(name)
    const own = ['shop', 'shop', 'stock', 'stock', 'stock']
    expectOneTree(made, ['caller', 'consumer', ...own])
    expect(SET_UPS[name]?.isAtWork(made)).toBe(true)
  })

  it('has a link to the trace of the other tracer', async () => {
    const { records, attributes } = await orderBeside('OpenTelemetry’s instrumentation of aws-sdk')
    const consumed = records.find(
      ({ service, phase }) => service === 'consumer' && phase === 'start',
    )
    const [, other = ''] = attributes.traceparent?.split('-') ?? []
    expect(consumed?.links?.map((id) => id.replaceAll(/req_|-/g, ''))).toEqual([other])
  })
})
