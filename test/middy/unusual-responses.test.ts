import { describe, expect, it } from 'vitest'
import { addTraceHeaders, createLambdaTraceContext, tracing } from '../../src/middy/index.ts'
import { httpApiEvent, invoke, lambdaContext } from './invocation.ts'

const trace = createLambdaTraceContext(httpApiEvent({ 'x-trace-id': 'abc' }), lambdaContext())

describe('an unusual response', () => {
  it.each([[{ headers: null }], [{ headers: {}, multiValueHeaders: null }]])(
    'gets the id if members are null: %j',
    (given) => {
      expect(addTraceHeaders({ statusCode: 200, ...given } as object, trace)).toMatchObject({
        headers: { 'x-trace-id': 'abc' },
      })
    },
  )
  it.each(['Content-Length', 'ETag', 'Content-Encoding'])(
    'keeps its body if its multi-value headers have %s',
    (name) => {
      const response = { statusCode: 400, body: '{"a":1}', multiValueHeaders: { [name]: ['x'] } }
      expect(addTraceHeaders(response, trace).body).toBe('{"a":1}')
    },
  )
  it('keeps its body if its multi-value headers say that it is text', () => {
    const response = {
      statusCode: 400,
      body: '{"a":1}',
      multiValueHeaders: { 'Content-Type': ['text/plain'] },
    }
    expect(addTraceHeaders(response, trace).body).toBe('{"a":1}')
  })
  it('gets the id in its multi-value headers if the others are empty', () => {
    const multiValueHeaders = { 'content-type': ['text/html'] }
    expect(addTraceHeaders({ statusCode: 200, headers: {}, multiValueHeaders }, trace)).toEqual({
      statusCode: 200,
      headers: {},
      multiValueHeaders: { ...multiValueHeaders, 'x-trace-id': ['abc'] },
    })
  })
  it.each([undefined, null])('gets the id if its header is %s', (nothing) => {
    const headers = {
      'X-Trace-Id': nothing,
      'access-control-allow-origin': '*',
      'access-control-expose-headers': nothing,
    }
    expect(addTraceHeaders({ statusCode: 200, headers }, trace).headers).toEqual({
      'X-Trace-Id': 'abc',
      'access-control-allow-origin': '*',
      'access-control-expose-headers': 'x-trace-id',
    })
  })
  it('may have a text as its status, and keeps it', async () => {
    const response = { statusCode: '500', body: '{"error":"down"}' }
    const { value, ending } = await invoke([tracing()], () => response)
    expect(ending).toMatchObject({ level: 'error', metadata: { statusCode: 500 } })
    expect(value).toEqual({
      statusCode: '500',
      headers: { 'x-trace-id': ending.traceId },
      body: JSON.stringify({ error: 'down', traceId: ending.traceId }),
    })
  })
  it.each(['200 OK', '2xx', '99', ''])(
    'is not an HTTP response with the status %j',
    async (statusCode) => {
      const response = { statusCode, body: '{}' }
      const { value, ending } = await invoke([tracing()], () => response)
      expect(value).toBe(response)
      expect(ending.metadata).not.toHaveProperty('statusCode')
    },
  )
  it('keeps its class', async () => {
    class Answer {
      readonly statusCode = 201
      readonly headers = { a: 'b' }
      get isDone(): boolean {
        return this.statusCode === 201
      }
    }
    const { value, ending } = await invoke([tracing()], () => new Answer())
    expect(value).toBeInstanceOf(Answer)
    expect(value).toMatchObject({ isDone: true, headers: { a: 'b', 'x-trace-id': ending.traceId } })
  })
  it.each(['content-md5', 'repr-digest', 'signature', 'x-signature', 'x-hub-signature-256'])(
    'keeps its body if it has the header %s',
    (name) => {
      expect(
        addTraceHeaders({ statusCode: 400, body: '{"a":1}', headers: { [name]: 'x' } }, trace).body,
      ).toBe('{"a":1}')
    },
  )
  it('keeps the white space after a JSON body', () => {
    expect(addTraceHeaders({ statusCode: 400, body: '{"a":1}\r\n' }, trace).body).toBe(
      '{"a":1,"traceId":"abc"}\r\n',
    )
  })
  it('exposes the header once', () => {
    const headers = {
      'access-control-allow-origin': '*',
      'access-control-expose-headers': 'ETag, X-Trace-Id',
    }
    expect(addTraceHeaders({ statusCode: 200, headers }, trace).headers).toEqual({
      ...headers,
      'x-trace-id': 'abc',
    })
  })
  it('exposes the header in multi-value headers', () => {
    const multiValueHeaders = { 'access-control-allow-origin': ['*'] }
    expect(
      addTraceHeaders({ statusCode: 200, multiValueHeaders }, trace).multiValueHeaders,
    ).toHaveProperty('access-control-expose-headers')
  })
  it('keeps the bytes of a response with a toJSON', async () => {
    class Answer {
      statusCode = 200
      secret = 'internal'
      toJSON() {
        return { statusCode: this.statusCode, body: 'public' }
      }
    }
    const { value } = await invoke([tracing()], () => new Answer())
    expect(JSON.stringify(value)).toMatch('public')
    expect(JSON.stringify(value)).not.toMatch('internal')
  })
})
