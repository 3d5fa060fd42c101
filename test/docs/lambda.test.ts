import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import middy from '@middy/core'
import httpErrorHandler from '@middy/http-error-handler'
import { describe, expect, it, vi } from 'vitest'
import { currentTrace } from '../../src/index.ts'
import { tracing } from '../../src/middy/index.ts'
import { events, lambdaContext } from '../../src/testing/index.ts'
import { captureRecords } from '../capture.ts'
import { handlerOf, invoke } from '../middy/invocation.ts'
import { blocksOf, loadSample, rowsOf, SHOWN_INVOCATION, sectionOf, steady } from './page.ts'

const PAGE = 'docs/lambda.md'

/** The words in backticks in a text. */
const namesIn = (text = ''): string[] =>
  [...text.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name)

describe('the page of Lambda handlers', () => {
  it('shows the ending that its first sample writes', async () => {
    const { handler } = await loadSample(PAGE, 'orders:get')
    const { records } = await captureRecords(() => handler(...SHOWN_INVOCATION))
    expect(records.map(({ phase }) => phase)).toEqual(['start', 'complete'])
    expect(steady(records[1] ?? {})).toEqual(steady(JSON.parse(blocksOf(PAGE, 'json')[0] ?? '')))
  })

  it('says what is written with http-error-handler, and if nothing answers an error', async () => {
    const handle = () => Promise.reject(Object.assign(new Error('no'), { statusCode: 404 }))
    const answering = httpErrorHandler({ logger: false })
    for (const [chain, level, statusCode] of [
      [[tracing(), answering], 'warn', 404],
      [[answering, tracing()], 'error', 500],
      [[tracing()], 'error', 500],
    ] as const) {
      const { records } = await captureRecords(() =>
        handlerOf([...chain], handle)(events.httpApi(), lambdaContext()),
      )
      expect(records[1]).toMatchObject({ level, metadata: { statusCode } })
    }
  })

  it('shows a CommonJS function that loads Middy, which cannot be required', () => {
    const run = (code: string) =>
      spawnSync(process.execPath, ['--input-type=commonjs'], { input: code, encoding: 'utf8' })
    const [sample = ''] = blocksOf(PAGE, 'js')
    const call = 'exports.handler({}, {}).then(({ statusCode }) => console.error(statusCode))'
    expect(run(`${sample}\n${call}`).stderr).toMatch(/^200$/m)
    const { stderr } = run(`require('@middy/core')`)
    const [code = 'no code'] = /ERR_\w+/.exec(stderr) ?? []
    expect(sectionOf(PAGE, 'CommonJS')).toContain(code)
  })

  it('shows a plain handler that finds its trace', async () => {
    const { handler } = await loadSample(PAGE, 'getOrder')
    const event = { ...events.httpApi(), pathParameters: { id: '17' } }
    const { value, records } = await captureRecords(() => handler(event, lambdaContext()))
    expect(value).toMatchObject({ statusCode: 200, body: '{"id":"17"}' })
    expect(records.map(({ phase, message }) => [phase, message])).toEqual([
      ['start', 'Lambda start'],
      ['log', 'Looking up an order'],
      ['complete', 'Lambda success'],
    ])
    expect(new Set(records.map(({ traceId }) => traceId)).size).toBe(1)
  })

  it('says when Middy rejects an invocation, and how to avoid it', async () => {
    const context = lambdaContext({ getRemainingTimeInMillis: () => 15 })
    const never = () => new Promise(() => undefined)
    const { error } = await captureRecords(() => handlerOf([], never)(events.direct(), context))
    expect(error).toMatchObject({ name: 'TimeoutError' })
    expect(sectionOf(PAGE, 'Plain handlers')).toContain('5 ms before')
    const untimed = middy({ timeoutEarlyInMillis: 0 }).handler(async () => 'done')
    expect(await untimed(events.direct(), context as never)).toBe('done')
  })

  it('names every function of hoptrace/middy', async () => {
    const rows = rowsOf(sectionOf(PAGE, 'Plain handlers')).map(([call]) => call?.match(/\w+/)?.[0])
    const names = [...rows, 'tracing', 'withLambdaTracing', 'eachRecord']
    expect(names.toSorted()).toEqual(Object.keys(await import('hoptrace/middy')).toSorted())
  })

  it('names every member of a trace', () => {
    const [, body = ''] = readFileSync('src/core/trace.ts', 'utf8').split(
      'export interface Trace {',
    )
    const members = [...body.matchAll(/^ {2}(?:readonly )?(\w+)[(<:]/gm)].map(([, name]) => name)
    const rows = rowsOf(sectionOf(PAGE, 'Inside a request')).flatMap(([cell]) => namesIn(cell))
    const named = rows.map((name) => /^trace\.(\w+)/.exec(name)?.[1])
    expect([...new Set(named)].toSorted()).toEqual(members.toSorted())
  })

  it('says which fetch of a client that all requests share sends the trace', async () => {
    vi.stubGlobal('fetch', async (_url: string, init: RequestInit) =>
      Response.json(new Headers(init.headers).get('x-trace-id')),
    )
    const bound = currentTrace().fetch
    const perRequest: typeof bound = (url, init) => currentTrace().fetch(url, init)
    for (const [send, isSent] of [
      [bound, false],
      [perRequest, true],
    ] as const) {
      const { value, start } = await invoke([tracing()], async () =>
        (await send('https://orders.example/7')).json(),
      )
      expect(value).toBe(isSent ? start.traceId : null)
    }
    vi.unstubAllGlobals()
  })

  it('shows a router whose routes have their own actions', async () => {
    const { handler } = await loadSample(PAGE, 'new Map')
    const actionOf = async (method: string, path: string) => {
      const event = events.functionUrl()
      Object.assign(event.requestContext.http, { method, path })
      const { value, records } = await captureRecords(() => handler(event, lambdaContext()))
      const endings = records.filter(({ phase }) => phase === 'complete')
      return [...endings.map(({ action }) => action), (value as { statusCode: number }).statusCode]
    }
    expect(await actionOf('GET', '/orders')).toEqual(['orders:list', 200])
    expect(await actionOf('POST', '/orders')).toEqual(['orders:create', 201])
    expect(await actionOf('GET', '/elsewhere')).toEqual(['not-found', 404])
  })

  it('says what is written if the router is traced too', async () => {
    const { handler: router } = await loadSample(PAGE, 'new Map')
    const handler = handlerOf([tracing()], router)
    const { records } = await captureRecords(() => handler(events.functionUrl(), lambdaContext()))
    expect(records.map(({ phase, action }) => [phase, action])).toEqual([
      ['start', 'orders'],
      ['complete', 'not-found'],
    ])
  })
})

describe('the identity of a request on the page', () => {
  const SECTION = sectionOf(PAGE, 'Who a request is about')
  const rows = rowsOf(SECTION).map(([field = '', source = '']) => {
    const [name = ''] = namesIn(field)
    return {
      name,
      claims: namesIn(source).filter((claim) => !/^(context|pathParameters)\./.test(claim)),
    }
  })
  const claims = rows.flatMap(({ name, claims }) => claims.map((claim) => ({ name, claim })))

  const startOf = async (members: object, context: object = {}) => {
    const event = { ...events.httpApi(), ...members }
    const { start } = await invoke([tracing()], () => undefined, event, lambdaContext(context))
    return start as object
  }

  it.each(claims)('is read from the claim $claim', async ({ name, claim }) => {
    const ids = { [claim]: 'someone' }
    expect(
      await startOf({ requestContext: { authorizer: { jwt: { claims: ids } } } }),
    ).toHaveProperty(name, 'someone')
    expect(await startOf({ identity: { claims: ids } })).toHaveProperty(name, 'someone')
    expect(await startOf({ request: { userAttributes: ids } })).toHaveProperty(name, 'someone')
  })

  it.each(rows.filter(({ claims }) => claims.length > 0))(
    'has the first existing claim as its $name',
    async ({ name, claims }) => {
      const ids = Object.fromEntries(claims.toReversed().map((claim) => [claim, `by ${claim}`]))
      const start = await startOf({ requestContext: { authorizer: { jwt: { claims: ids } } } })
      expect(start).toHaveProperty(name, `by ${claims[0]}`)
    },
  )

  it('has the tenant of Lambda’s tenant isolation, and the job of the route', async () => {
    const start = await startOf({ pathParameters: { jobId: 'job' } }, { tenantId: 'isolated' })
    expect(start).toMatchObject({ tenantId: 'isolated', jobId: 'job' })
  })

  it('has the values that identify returns', async () => {
    const { traced } = await loadSample(PAGE, 'identify:')
    const event = {
      ...events.httpApi(),
      requestContext: { authorizer: { jwt: { claims: { org: 'acme', sub: 'someone' } } } },
      queryStringParameters: { job: 'job' },
    }
    const { start } = await invoke([traced], () => undefined, event)
    expect(start).toMatchObject({ tenantId: 'acme', jobId: 'job' })
    expect(start).not.toHaveProperty('userId')
  })
})

describe('a response on the page', () => {
  const SECTION = sectionOf(PAGE, 'Responses')
  const answerWith = async (response: unknown) => {
    const { value, start } = await invoke([tracing()], () => response, events.httpApi())
    return { value: value as { headers: object; body: string }, traceId: start.traceId }
  }
  const body = '{"error":"No such order"}'

  it('has the trace id where the page says', async () => {
    const response = { statusCode: 404, headers: { 'access-control-allow-origin': '*' }, body }
    const { value, traceId } = await answerWith(response)
    expect(value.headers).toMatchObject({
      'x-trace-id': traceId,
      'access-control-expose-headers': 'x-trace-id',
    })
    expect(JSON.parse(value.body)).toEqual({ error: 'No such order', traceId })
    expect(response).toEqual({
      statusCode: 404,
      headers: { 'access-control-allow-origin': '*' },
      body,
    })
  })

  const [, list = ''] = /^- bodies of responses with the header (.*)$/m.exec(SECTION) ?? []
  it.each(namesIn(list))('keeps its body unchanged with the header %s', async (header) => {
    const { value } = await answerWith({ statusCode: 404, headers: { [header]: '1' }, body })
    expect(value.body).toBe(body)
  })

  it('has every header that keeps a body unchanged in its list', () => {
    expect(namesIn(list)).toEqual(['content-encoding', 'content-length', 'content-md5', 'etag'])
  })

  it.each<[string, object]>([
    ['is no JSON object', { body: '["no"]' }],
    ['has a traceId', { body: '{"traceId":"own"}' }],
    ['is in base64', { body: 'e30=', isBase64Encoded: true }],
    ['is of another type', { body, headers: { 'content-type': 'text/plain' } }],
    ['is of a vendor’s type', { body, headers: { 'content-type': 'application/vnd.api+json' } }],
    ['is an answer of GraphQL', { body: '{"errors":[{"message":"no"}]}' }],
    ['is an answer of JSON-RPC', { body: '{"jsonrpc":"2.0","error":{"code":1}}' }],
    ['is an answer of tRPC', { body: '{"error":{"code":-32004}}' }],
  ])('keeps a body that %s', async (_what, members) => {
    const { value } = await answerWith({ statusCode: 404, ...members })
    expect(value.body).toBe((members as { body: string }).body)
  })

  it('of http-error-handler is plain text, unless the message is JSON', async () => {
    const answerTo = async (message: string) => {
      const error = Object.assign(new Error(message), { statusCode: 404 })
      const handle = () => Promise.reject(error)
      const chain = [tracing(), httpErrorHandler({ logger: false })]
      const { value, start } = await invoke(chain, handle, events.httpApi())
      return { ...(value as { body: string }), traceId: start.traceId }
    }
    expect((await answerTo('No such order')).body).toBe('No such order')
    const { body: json, traceId } = await answerTo(body)
    expect(JSON.parse(json)).toEqual({ error: 'No such order', traceId })
  })
})
