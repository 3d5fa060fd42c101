import { afterEach, describe, expect, it, vi } from 'vitest'
import type { TracingOptions } from '../../src/index.ts'
import { createTraceContext, withTracing } from '../../src/next/index.ts'
import { captureRecords } from '../capture.ts'

const HEADERS = { 'x-trace-id': 'req_caller', 'x-internal': 'yes' }
const TRACEPARENT = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00'

const idWith = (options: TracingOptions) =>
  createTraceContext({ action: 'a', headers: HEADERS, ...options }).id

afterEach(() => vi.unstubAllEnvs())

describe('acceptInbound', () => {
  it('continues the trace of every caller by default and with true, and of none with false', () => {
    expect(idWith({})).toBe('req_caller')
    expect(idWith({ acceptInbound: true })).toBe('req_caller')
    expect(idWith({ acceptInbound: false })).not.toBe('req_caller')
  })

  it('continues the trace if its function returns true for the headers', () => {
    expect(idWith({ acceptInbound: (header) => header('x-internal') === 'yes' })).toBe('req_caller')
    expect(idWith({ acceptInbound: (header) => header('x-other') === 'yes' })).toMatch(
      /^req_[0-9a-f-]{36}$/,
    )
  })
})

describe('trustSampling', () => {
  const flagsWith = (options: TracingOptions) =>
    createTraceContext({ action: 'a', headers: { traceparent: TRACEPARENT }, ...options })
      .headers()
      .get('traceparent')
      ?.slice(-2)

  it('sends the caller’s sampled flag on; without it every trace is sent as sampled', () => {
    expect(flagsWith({})).toBe('01')
    expect(flagsWith({ trustSampling: true })).toBe('00')
  })
})

describe('level', () => {
  it('refuses toString, a name that every object inherits', () => {
    vi.stubEnv('HOPTRACE_LEVEL', 'toString')
    expect(() => createTraceContext({ action: 'a' })).toThrow(
      "hoptrace: HOPTRACE_LEVEL must be debug, info, warn, error or silent, got 'toString'",
    )
  })

  it.each([
    ['TRACE', ['debug', 'info', 'warn', 'error']],
    ['DEBUG', ['debug', 'info', 'warn', 'error']],
    ['INFO', ['info', 'warn', 'error']],
    ['WARN', ['warn', 'error']],
    ['ERROR', ['error']],
    ['FATAL', ['error']],
  ])('is the default AWS_LAMBDA_LOG_LEVEL=%s if no option sets it', async (level, written) => {
    vi.stubEnv('AWS_LAMBDA_LOG_LEVEL', level)
    const { records } = await captureRecords(() => {
      const trace = createTraceContext({ action: 'a' })
      for (const one of ['debug', 'info', 'warn', 'error'] as const) trace[one]('line')
    })
    expect(records.map((record) => record.level)).toEqual(written)
  })
})

const ACCEPT_INBOUND = "option 'acceptInbound' must be true, false or a function of the headers"
const TARGETS = "'propagateTo' must be a list of hosts, URLs and patterns"

describe('an option with a wrong value', () => {
  it.each<[object, string]>([
    [{ acceptInbound: 'yes' }, `${ACCEPT_INBOUND}, got 'yes'`],
    [{ trustSampling: 1 }, "option 'trustSampling' must be true or false, got 1"],
    [{ acceptInbound: {} }, `${ACCEPT_INBOUND}, got object`],
    [{ trustSampling: () => true }, "option 'trustSampling' must be true or false, got function"],
    [{ propagateTo: 'a.example' }, `option ${TARGETS}, got 'a.example'`],
    [{ propagateTo: [''] }, `option ${TARGETS}, got ['']`],
    [{ propagateTo: ['ftp://a.example'] }, `option ${TARGETS}, got ['ftp://a.example']`],
    [{ propagateTo: ['a.example:3000/v1'] }, `option ${TARGETS}, got ['a.example:3000/v1']`],
    [{ propagateTo: ['a.example:x'] }, `option ${TARGETS}, got ['a.example:x']`],
    [{ propagateTo: [/a/, 'a.example/'] }, `option ${TARGETS}, got [/a/, 'a.example/']`],
    [
      { metrics: { namespace: 'AWS/Shop' } },
      "option 'metrics.namespace' must be 1 to 255 letters, digits, spaces and . - _ / # :; not AWS/…, got 'AWS/Shop'",
    ],
  ])('throws a TypeError at set-up that names the option and the value: %j', (options, message) => {
    expect(() => withTracing(() => new Response(), options)).toThrow(
      new TypeError(`hoptrace: ${message}`),
    )
  })
})

describe('an unknown option', () => {
  it('throws a TypeError at set-up that lists the known options', () => {
    const known =
      'service, version, stage, action, layer, level, failureLevel, acceptInbound, trustSampling, propagateTo, calls, traceIdInBody, redact, sampling, metrics, exporters, exportAttributes, flushTimeoutMs'
    expect(() => createTraceContext({ action: 'a', servise: 'shop' } as never)).toThrow(
      new TypeError(`hoptrace: unknown option 'servise'; known are ${known}`),
    )
  })
})
