import { describe, expect, it } from 'vitest'
import { withTracing } from '../../../src/next/index.ts'
import { captureRecords } from '../../capture.ts'

const context = { params: Promise.resolve({}) }

/** Returns the body of a traced route's answer, with the trace id as `ID`. */
async function answer(body: string, type: string): Promise<string> {
  const respond = () => new Response(body, { status: 400, headers: { 'content-type': type } })
  const { value } = await captureRecords(() =>
    withTracing(respond, { traceIdInBody: 'always' })(
      new Request('http://a.example/') as never,
      context,
    ),
  )
  const response = value as Response
  return (await response.text()).replaceAll(response.headers.get('x-trace-id') as string, 'ID')
}

describe('the trace id in a body', () => {
  it.each([
    'application/json',
    'application/json; charset=utf-8',
    'text/json',
    'application/problem+json',
  ])('is added to an object of the type %s', async (type) => {
    expect(await answer('{"title":"no"}', type)).toBe('{"title":"no","traceId":"ID"}')
  })

  it.each([
    'application/graphql-response+json',
    'application/vnd.api+json',
    'application/vnd.example.v2+json; charset=utf-8',
    'application/jsonl',
    'text/plain; as=application/json',
  ])('is not added to an object of the type %s', async (type) => {
    expect(await answer('{"title":"no"}', type)).toBe('{"title":"no"}')
  })

  it.each([
    ['GraphQL', { errors: [{ message: 'no' }], data: null }],
    ['GraphQL, before execution', { errors: [{ message: 'no' }] }],
    ['GraphQL, with a value', { data: { order: { id: 7 } } }],
    ['JSON-RPC', { jsonrpc: '2.0', id: 1, error: { code: -32_601, message: 'no' } }],
    ['tRPC', { error: { message: 'no', code: -32_004, data: { code: 'NOT_FOUND' } } }],
    ['tRPC with a transformer', { error: { json: { message: 'no', code: -32_004 } } }],
    ['oRPC', { json: { code: 'NOT_FOUND', status: 404 }, meta: [] }],
  ])('is not added to an answer of %s', async (_what, members) => {
    const body = JSON.stringify(members)
    expect(await answer(body, 'application/json')).toBe(body)
  })

  it.each([
    { error: 'no' },
    { error: null },
    { error: { code: 'NOT_FOUND', message: 'no' } },
    { error: { code: 404, message: 'no' } },
  ])('is added to an error of an app’s own: %j', async (members) => {
    const body = JSON.stringify(members)
    expect(await answer(body, 'application/json')).toBe(`${body.slice(0, -1)},"traceId":"ID"}`)
  })
})
