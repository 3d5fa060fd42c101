import { afterEach, describe, expect, it, vi } from 'vitest'
import type { TracingOptions } from '../../src/index.ts'
import { tracing } from '../../src/middy/index.ts'
import { createTraceContext, withTracing } from '../../src/next/index.ts'
import { captureRecords } from '../capture.ts'

const HEADERS = { 'x-trace-id': 'req_caller', 'x-internal': 'yes' }
const TRACEPARENT = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00'

const idWith = (options: TracingOptions) =>
  createTraceContext({ action: 'a', headers: HEADERS, ...options }).id

afterEach(() => vi.unstubAllEnvs())

describe('acceptInbound', () => {
  it('takes up the trace of any caller, unless told otherwise', () => {
    expect(idWith({})).toBe('req_caller')
    expect(idWith({ acceptInbound: true })).toBe('req_caller')
    expect(idWith({ acceptInbound: false })).not.toBe('req_caller')
  })

  it('may be decided by the headers', () => {
    expect(idWith({ acceptInbound: (header) => header('x-internal') === 'yes' })).toBe('req_caller')
    expect(idWith({ acceptInbound: (header) => header('x-other') === 'yes' })).toMatch(
      /^req_[0-9a-f-]{36}$/,
    )
  })

  it('that throws accepts nothing, and the request goes on', async () => {
    const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    const acceptInbound = () => {
      throw new Error('no')
    }
    const GET = withTracing(async (_request: Request, _context, trace) => new Response(trace.id), {
      acceptInbound,
    })
    const request = new Request('http://a.example/', { headers: HEADERS })
    const { value } = await captureRecords(() => GET(request, { params: Promise.resolve({}) }))
    stderr.mockRestore()
    expect(await value?.text()).toMatch(/^req_[0-9a-f-]{36}$/)
  })
})

describe('trustSampling', () => {
  const flagsWith = (options: TracingOptions) =>
    createTraceContext({ action: 'a', headers: { traceparent: TRACEPARENT }, ...options })
      .headers()
      .get('traceparent')
      ?.slice(-2)

  it('sends the caller’s flag on; else every trace counts as sampled', () => {
    expect(flagsWith({})).toBe('01')
    expect(flagsWith({ trustSampling: true })).toBe('00')
  })
})

describe('level', () => {
  it('is none that only all objects have', () => {
    vi.stubEnv('HOPTRACE_LEVEL', 'toString')
    expect(() => createTraceContext({ action: 'a' })).toThrow(
      "hoptrace: HOPTRACE_LEVEL must be debug, info, warn or error, got 'toString'",
    )
  })
})

describe('the environment', () => {
  it.each([
    ['false', false],
    ['0', false],
    ['true', true],
    ['1', true],
  ])('HOPTRACE_ACCEPT_INBOUND=%s is a switch', (text, accepted) => {
    vi.stubEnv('HOPTRACE_ACCEPT_INBOUND', text)
    expect(idWith({}) === 'req_caller').toBe(accepted)
  })

  it('loses against code', () => {
    vi.stubEnv('HOPTRACE_ACCEPT_INBOUND', 'false')
    expect(idWith({ acceptInbound: true })).toBe('req_caller')
  })

  it.each([
    [
      'HOPTRACE_TRUST_SAMPLING',
      'maybe',
      "HOPTRACE_TRUST_SAMPLING must be true or false, got 'maybe'",
    ],
    ['HOPTRACE_FORMAT', 'xml', "HOPTRACE_FORMAT must be json or pretty, got 'xml'"],
    [
      'HOPTRACE_PROPAGATE_TO',
      'a.example,https://b.example',
      "HOPTRACE_PROPAGATE_TO must be a list of hosts, without scheme or path, and patterns, got 'a.example,https://b.example'",
    ],
  ])('%s=%s fails at set-up', (name, value, message) => {
    vi.stubEnv(name, value)
    expect(() => withTracing(() => new Response())).toThrow(new TypeError(`hoptrace: ${message}`))
  })

  it.each([
    ['TRACE', ['debug', 'info', 'warn', 'error']],
    ['DEBUG', ['debug', 'info', 'warn', 'error']],
    ['INFO', ['info', 'warn', 'error']],
    ['WARN', ['warn', 'error']],
    ['ERROR', ['error']],
    ['FATAL', ['error']],
  ])('AWS_LAMBDA_LOG_LEVEL=%s is the level', async (level, written) => {
    vi.stubEnv('AWS_LAMBDA_LOG_LEVEL', level)
    const { records } = await captureRecords(() => {
      const trace = createTraceContext({ action: 'a' })
      for (const one of ['debug', 'info', 'warn', 'error'] as const) trace[one]('line')
    })
    expect(records.map((record) => record.level)).toEqual(written)
  })
})

const ACCEPT_INBOUND = "option 'acceptInbound' must be true, false or a function of the headers"
const TARGETS = "'propagateTo' must be a list of hosts, without scheme or path, and patterns"

describe('an environment variable with an old name', () => {
  it.each([
    ['HOPTRACE_ON_ERROR', 'HOPTRACE_FAILURE_LEVEL'],
    ['HOPTRACE_BODY', 'HOPTRACE_TRACE_ID_IN_BODY'],
    ['HOPTRACE_TIMEOUT_MARGIN', 'HOPTRACE_TIMEOUT_MARGIN_MS'],
    ['HOPTRACE_MAX_HOPS', 'HOPTRACE_MAX_SERVICES'],
    ['HOPTRACE_SAMPLE_RATE', 'HOPTRACE_SAMPLING_RATE'],
  ])('%s is refused, since it would have no effect', (oldName, newName) => {
    vi.stubEnv(oldName, '1')
    expect(() => tracing()).toThrow(
      new TypeError(`hoptrace: unknown ${oldName}; it is now called ${newName}`),
    )
  })

  it('of another adapter is none of ours', () => {
    vi.stubEnv('HOPTRACE_ERRORS', 'json')
    expect(() => tracing()).not.toThrow()
    expect(() => withTracing(() => new Response())).toThrow('HOPTRACE_ERROR_RESPONSE')
  })
})

describe('an option that is wrong', () => {
  it.each<[object, string]>([
    [{ acceptInbound: 'yes' }, `${ACCEPT_INBOUND}, got 'yes'`],
    [{ trustSampling: 1 }, "option 'trustSampling' must be true or false, got 1"],
    [{ acceptInbound: {} }, `${ACCEPT_INBOUND}, got object`],
    [{ trustSampling: () => true }, "option 'trustSampling' must be true or false, got function"],
    [{ propagateTo: 'a.example' }, `option ${TARGETS}, got 'a.example'`],
    [{ propagateTo: [''] }, `option ${TARGETS}, got ['']`],
    [{ propagateTo: ['http://a.example'] }, `option ${TARGETS}, got ['http://a.example']`],
    [{ propagateTo: [/a/, 'a.example/'] }, `option ${TARGETS}, got [/a/, 'a.example/']`],
    [
      { metrics: { namespace: 'AWS/Shop' } },
      "option 'metrics.namespace' must be 1 to 255 letters, digits, spaces and . - _ / # :, without the reserved prefix AWS/, got 'AWS/Shop'",
    ],
  ])('fails at set-up: %j', (options, message) => {
    expect(() => withTracing(() => new Response(), options)).toThrow(
      new TypeError(`hoptrace: ${message}`),
    )
  })
})

describe('a list that contains itself', () => {
  it('is refused as any wrong option is', () => {
    const list: unknown[] = ['a.example/']
    list.push(list)
    expect(() => tracing({ propagateTo: list } as never)).toThrow(
      "got ['a.example/', ['a.example/', ['a.example/', object]]]",
    )
  })
})

describe('an unknown option', () => {
  it('fails at set-up with the names of all options', () => {
    const known =
      'service, action, layer, level, failureLevel, acceptInbound, trustSampling, propagateTo, traceIdInBody, redact, sampling, metrics, exporters'
    expect(() => createTraceContext({ action: 'a', servise: 'shop' } as never)).toThrow(
      new TypeError(`hoptrace: unknown option 'servise'; known are ${known}`),
    )
  })
})

describe('an option under the name that it had before', () => {
  const LAMBDA = [
    ['onError', 'failureLevel'],
    ['body', 'traceIdInBody'],
    ['timeoutMargin', 'timeoutMarginMs'],
    ['maxHops', 'maxServices'],
  ]
  it.each(LAMBDA)('is refused by tracing() with the new one: %s', (old, name) => {
    const message = `hoptrace: unknown option '${old}'; it is now called '${name}'`
    expect(() => tracing({ [old ?? '']: 1 } as never)).toThrow(new TypeError(message))
  })

  it.each([
    ['onError', 'failureLevel'],
    ['body', 'traceIdInBody'],
    ['errors', 'errorResponse'],
  ])('is refused by withTracing() with the new one: %s', (old, name) => {
    const message = `hoptrace: unknown option '${old}'; it is now called '${name}'`
    const setUp = () => withTracing(() => new Response(), { [old]: 1 } as never)
    expect(setUp).toThrow(new TypeError(message))
  })

  it('is refused with the known ones by an adapter that has neither', () => {
    expect(() => tracing({ errors: 'json' } as never)).toThrow(/'errors'; known are service/)
  })
})

describe('a switch in the environment', () => {
  it.each(['__proto__', 'constructor', 'yes'])('is refused if it is %s', (value) => {
    vi.stubEnv('HOPTRACE_METRICS', value)
    const message = `hoptrace: HOPTRACE_METRICS must be true, false or an object, got '${value}'`
    expect(() => tracing()).toThrow(new TypeError(message))
  })
})
