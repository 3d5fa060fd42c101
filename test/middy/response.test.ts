import { describe, expect, it } from 'vitest'
import {
  addTraceHeaders,
  createLambdaTraceContext,
  type LambdaTracingOptions,
  tracing,
} from '../../src/middy/index.ts'
import { events } from '../../src/testing/index.ts'
import { captureRecords } from '../capture.ts'
import { handlerOf, httpApiEvent, invoke, lambdaContext } from './invocation.ts'

const ID = 'req_01a20346-79d3-70ee-a555-c76cc1296de5'
const trace = createLambdaTraceContext(httpApiEvent({ 'x-trace-id': ID }), lambdaContext())

const POLICY = {
  principalId: 'user',
  policyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Resource: '*' }] },
}

const NOT_HTTP: readonly (readonly [string, unknown])[] = [
  ['undefined', undefined],
  ['null', null],
  ['a string', '{"statusCode":200}'],
  ['a number', 200],
  ['a Buffer', Buffer.from('image')],
  ['an array', [{ statusCode: 200 }]],
  ['a frozen object', Object.freeze({ id: 17 })],
  ['a batch answer', { batchItemFailures: [{ itemIdentifier: 'm-1' }] }],
  ["an authorizer's policy", POLICY],
  ["an authorizer's simple answer", { isAuthorized: true, context: { tier: 'gold' } }],
  ['an AppSync result', { data: { image: { id: '17' } }, errors: null }],
  ['a v2 response without a status', { message: 'implicit 200', headers: { a: 'b' } }],
]

describe('a value that is not an HTTP response', () => {
  it.each(NOT_HTTP)('is returned as it is: %s', async (_name, response) => {
    expect(addTraceHeaders(response, trace)).toBe(response)
    const { value } = await invoke([tracing()], async () => response)
    expect(value).toBe(response)
  })

  it('is returned as it is if the event is not an HTTP request, even with a status', async () => {
    const response = { statusCode: 200, body: '{}' }
    const { value } = await invoke([tracing()], () => response, { detail: { id: 17 } })
    expect(value).toBe(response)
    expect(Object.keys(response)).toEqual(['statusCode', 'body'])
  })
})

describe('an HTTP response', () => {
  it('is copied, and the copy gets the header', () => {
    const headers = Object.freeze({ 'content-type': 'text/plain' })
    const response = Object.freeze({ statusCode: 200, headers, body: 'ok', cookies: ['a=b'] })
    expect(addTraceHeaders(response, trace)).toEqual({
      ...response,
      headers: { ...headers, 'x-trace-id': ID },
    })
    expect(headers).toEqual({ 'content-type': 'text/plain' })
  })

  it('gets the id beside a name that its headers inherit, which is not sent', () => {
    const headers: Record<string, string> = Object.create({ 'X-Trace-Id': 'inherited' })
    const traced = addTraceHeaders({ statusCode: 200, headers }, trace)
    expect(Object.entries(traced.headers)).toEqual([['x-trace-id', ID]])
  })

  it('gets the id of each request that it answers', async () => {
    const cached = Object.freeze({ statusCode: 404, headers: Object.freeze({}), body: '{"a":1}' })
    const handler = handlerOf([tracing()], () => cached)
    const { value } = await captureRecords(() =>
      Promise.all(
        ['one', 'two'].map((id) => handler(httpApiEvent({ 'x-trace-id': id }), lambdaContext())),
      ),
    )
    expect(value).toEqual([
      { statusCode: 404, headers: { 'x-trace-id': 'one' }, body: '{"a":1,"traceId":"one"}' },
      { statusCode: 404, headers: { 'x-trace-id': 'two' }, body: '{"a":1,"traceId":"two"}' },
    ])
    expect(cached).toEqual({ statusCode: 404, headers: {}, body: '{"a":1}' })
  })

  it.each([
    ['no headers', {}, { headers: { 'x-trace-id': ID } }],
    [
      'multi-value headers only',
      { multiValueHeaders: { vary: ['origin'] } },
      { multiValueHeaders: { vary: ['origin'], 'x-trace-id': [ID] } },
    ],
    [
      'the id in another case',
      { headers: { 'X-Trace-Id': 'own' } },
      { headers: { 'X-Trace-Id': 'own' } },
    ],
    [
      'the id in another case among multi-value headers',
      { headers: {}, multiValueHeaders: { 'X-TRACE-ID': ['own'] } },
      { headers: {}, multiValueHeaders: { 'X-TRACE-ID': ['own'] } },
    ],
  ])('has the id once, with %s', (_name, given, expected) => {
    expect(addTraceHeaders({ statusCode: 200, ...given }, trace)).toEqual({
      statusCode: 200,
      ...expected,
    })
  })

  describe.each([
    ['none', {}],
    ['headers, which a load balancer then ignores', { headers: { vary: 'origin' } }],
    ['lists', { multiValueHeaders: { vary: ['origin'] } }],
    ['both', { headers: { a: 'b' }, multiValueHeaders: { vary: ['origin'] } }],
  ])('to a load balancer with multi-value headers, which has %s', (_name, given) => {
    const event = events.albMultiValue({ headers: { 'x-trace-id': ID } })
    const response = { statusCode: 200, ...given }
    const own = 'multiValueHeaders' in given ? given.multiValueHeaders : {}
    const multiValueHeaders = { ...own, 'x-trace-id': [ID] }

    it('has the id in a list', async () => {
      const { value } = await invoke([tracing()], () => response, event)
      expect(value).toEqual({ ...response, multiValueHeaders })
    })

    it('has the id in a list if a handler adds it', () => {
      const own = createLambdaTraceContext(event, lambdaContext())
      expect(addTraceHeaders(response, own)).toEqual({ ...response, multiValueHeaders })
    })
  })

  it('has the id among its headers if the load balancer sends headers', async () => {
    const event = events.alb({ headers: { 'x-trace-id': ID } })
    const { value } = await invoke([tracing()], () => ({ statusCode: 200 }), event)
    expect(value).toEqual({ statusCode: 200, headers: { 'x-trace-id': ID } })
  })

  it.each([
    [{ 'access-control-allow-origin': '*' }, 'access-control-expose-headers', 'x-trace-id'],
    [
      {
        'Access-Control-Allow-Origin': 'https://a.example',
        'Access-Control-Expose-Headers': 'ETag',
      },
      'Access-Control-Expose-Headers',
      'ETag, x-trace-id',
    ],
    [
      { 'access-control-allow-origin': '*', 'access-control-expose-headers': '*' },
      'access-control-expose-headers',
      '*',
    ],
    [{ vary: 'origin' }, 'access-control-expose-headers', undefined],
  ])('exposes the header if CORS is on: %o', (headers, name, expected) => {
    const response = addTraceHeaders({ statusCode: 200, headers }, trace)
    const exposed = Object.entries(response.headers).filter(([key]) => /expose/i.test(key))
    expect(exposed).toEqual(expected === undefined ? [] : [[name, expected]])
  })
})

describe('an error body', () => {
  const json = { 'Content-Type': 'application/json; charset=utf-8' }
  const added = `"traceId":"${ID}"`

  it.each([
    ['{"error":"no"}', `{"error":"no",${added}}`],
    ['{"error":{"code":1,"of":{}}}', `{"error":{"code":1,"of":{}},${added}}`],
    [' {\n\t"a" : 1.0,  "b":"}" ,"a":2\r\n}', ` {\n\t"a" : 1.0,  "b":"}" ,"a":2\r\n,${added}}`],
    [
      '{"\\u00e4":"\u2028 \\ud800","big":12345678901234567890}',
      `{"\\u00e4":"\u2028 \\ud800","big":12345678901234567890,${added}}`,
    ],
    ['{}', `{${added}}`],
    ['{ }', `{ ${added}}`],
  ])('gets the id at its end, and is otherwise the same: %j', async (body, expected) => {
    for (const headers of [json, {}, { 'content-type': 'application/problem+json' }]) {
      expect(addTraceHeaders({ statusCode: 400, headers, body }, trace).body).toBe(expected)
    }
    const { value } = await invoke(
      [tracing()],
      () => ({ statusCode: 500, headers: json, body }),
      httpApiEvent({ 'x-trace-id': ID }),
    )
    expect(value).toHaveProperty('body', expected)
  })

  it.each([
    ['has a traceId already', { body: '{"traceId":"own"}' }],
    ['has a traceId that is null', { body: '{"traceId":null}' }],
    ['is an array', { body: '[{"a":1}]' }],
    ['is a JSON string', { body: '"{}"' }],
    ['is null', { body: 'null' }],
    ['is not JSON', { body: '{oops}' }],
    ['is empty', { body: '' }],
    ['is text', { body: '{"a":1}', headers: { 'content-type': 'text/plain' } }],
    ['is base64', { body: 'eyJhIjoxfQ==', isBase64Encoded: true }],
    ['is marked as base64', { body: '{"a":1}', isBase64Encoded: true }],
    ['has an etag', { body: '{"a":1}', headers: { ...json, ETag: '"33a6"' } }],
    ['is compressed', { body: '{"a":1}', headers: { ...json, 'content-encoding': 'gzip' } }],
    ['has a length', { body: '{"a":1}', headers: { ...json, 'Content-Length': '7' } }],
    ['is signed', { body: '{"a":1}', headers: { ...json, Signature: 'sig1=:X:' } }],
    ['has a digest', { body: '{"a":1}', headers: { ...json, 'content-digest': 'sha-256=:X:' } }],
    ['is an object', { body: { a: 1 } }],
    ['is missing', {}],
  ])('stays as it is if it %s', (_name, given: { body?: unknown; headers?: object }) => {
    const response = addTraceHeaders({ statusCode: 400, ...given }, trace)
    expect(response.body).toBe(given.body)
    expect(response.headers).toEqual({ ...given.headers, 'x-trace-id': ID })
  })

  it.each([200, 201, 204, 302, 304, 399])('is not that of a %i', (statusCode) => {
    const body = '{"error":"none"}'
    expect(addTraceHeaders({ statusCode, headers: json, body }, trace).body).toBe(body)
  })
})

describe('the option traceIdInBody', () => {
  const bodyOf = async (options: LambdaTracingOptions, statusCode: number, body = '{"a":1}') => {
    const event = httpApiEvent({ 'x-trace-id': ID })
    const { value } = await invoke([tracing(options)], () => ({ statusCode, body }), event)
    return (value as { body: string }).body
  }
  const withId = `{"a":1,"traceId":"${ID}"}`

  it('adds the id to JSON bodies of errors by default', async () => {
    expect(await bodyOf({}, 500)).toBe(withId)
    expect(await bodyOf({}, 200)).toBe('{"a":1}')
    expect(await bodyOf({ traceIdInBody: 'errors' }, 404)).toBe(withId)
  })

  it('adds the id to all JSON bodies with `always`, and to none with `never`', async () => {
    expect(await bodyOf({ traceIdInBody: 'always' }, 200)).toBe(withId)
    expect(await bodyOf({ traceIdInBody: 'always' }, 500)).toBe(withId)
    expect(await bodyOf({ traceIdInBody: 'always' }, 200, '[1]')).toBe('[1]')
    expect(await bodyOf({ traceIdInBody: 'always' }, 204, '')).toBe('')
    expect(await bodyOf({ traceIdInBody: 'never' }, 500)).toBe('{"a":1}')
  })

  it('throws a TypeError at set-up for any other value', () => {
    expect(() => tracing({ traceIdInBody: 'some' } as never)).toThrow(
      new TypeError("hoptrace: option 'traceIdInBody' must be errors, always or never, got 'some'"),
    )
  })
})
