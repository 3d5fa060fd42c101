import { afterEach, describe, expect, it, vi } from 'vitest'
import { tracing } from '../../../src/middy/index.ts'
import { createTraceContext, withTracing } from '../../../src/next/index.ts'

/** Whether the caller's trace is continued with these options. */
const accepts = (options: object = {}): boolean =>
  createTraceContext({ action: 'a', headers: { 'x-trace-id': 'req_caller' }, ...options }).id ===
  'req_caller'

afterEach(() => vi.unstubAllEnvs())

describe('an environment variable of an option', () => {
  it.each([
    ['false', false],
    ['0', false],
    ['true', true],
    ['1', true],
  ])('switches a boolean option: HOPTRACE_ACCEPT_INBOUND=%s', (text, accepted) => {
    vi.stubEnv('HOPTRACE_ACCEPT_INBOUND', text)
    expect(accepts()).toBe(accepted)
  })

  it('does not override the option in code', () => {
    vi.stubEnv('HOPTRACE_ACCEPT_INBOUND', 'false')
    expect(accepts({ acceptInbound: true })).toBe(true)
  })

  it.each([
    [
      'HOPTRACE_TRUST_SAMPLING',
      'maybe',
      "HOPTRACE_TRUST_SAMPLING must be true or false, got 'maybe'",
    ],
    ['HOPTRACE_FORMAT', 'xml', "HOPTRACE_FORMAT must be json, pretty or none, got 'xml'"],
    [
      'HOPTRACE_PROPAGATE_TO',
      'a.example,ftp://b.example',
      "HOPTRACE_PROPAGATE_TO must be a list of hosts, URLs and patterns, got 'a.example,ftp://b.example'",
    ],
  ])('throws a TypeError at set-up if its value is wrong: %s=%s', (name, value, message) => {
    vi.stubEnv(name, value)
    expect(() => withTracing(() => new Response())).toThrow(new TypeError(`hoptrace: ${message}`))
  })
})

describe('an environment variable of a switch or an object', () => {
  it.each(['__proto__', 'constructor', 'yes'])(
    'throws a TypeError at set-up if it is %s',
    (value) => {
      vi.stubEnv('HOPTRACE_METRICS', value)
      const message = `hoptrace: HOPTRACE_METRICS must be true, false or an object, got '${value}'`
      expect(() => tracing()).toThrow(new TypeError(message))
    },
  )
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
