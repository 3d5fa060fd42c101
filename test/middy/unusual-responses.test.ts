import { describe, expect, it } from 'vitest'
import { addTraceHeaders, createLambdaTraceContext, tracing } from '../../src/middy/index.ts'
import { httpApiEvent, invoke, lambdaContext } from './invocation.ts'

const trace = createLambdaTraceContext(httpApiEvent({ 'x-trace-id': 'abc' }), lambdaContext())

describe('an unusual response', () => {
  it.each([[{ headers: null }], [{ headers: {}, multiValueHeaders: null }]])(
    'has the id when members are null: %j',
    (given) => {
      expect(addTraceHeaders({ statusCode: 200, ...given } as object, trace)).toMatchObject({
        headers: { 'x-trace-id': 'abc' },
      })
    },
  )
  it.each(['Content-Length', 'ETag', 'Content-Encoding'])(
    'leaves a body alone whose multi-value headers have %s',
    (name) => {
      const response = { statusCode: 400, body: '{"a":1}', multiValueHeaders: { [name]: ['x'] } }
      expect(addTraceHeaders(response, trace).body).toBe('{"a":1}')
    },
  )
  it('leaves a body alone whose multi-value headers say that it is text', () => {
    const response = {
      statusCode: 400,
      body: '{"a":1}',
      multiValueHeaders: { 'Content-Type': ['text/plain'] },
    }
    expect(addTraceHeaders(response, trace).body).toBe('{"a":1}')
  })
  it.each(['content-md5', 'repr-digest'])('leaves a body alone with %s', (name) => {
    expect(
      addTraceHeaders({ statusCode: 400, body: '{"a":1}', headers: { [name]: 'x' } }, trace).body,
    ).toBe('{"a":1}')
  })
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
  it('exposes the header among multi-value headers', () => {
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
