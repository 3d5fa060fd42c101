import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import type { NextApiRequest } from 'next'
import { NextRequest } from 'next/server.js'
import { describe, expect, it, onTestFinished } from 'vitest'
import { lambdaContext } from '../../src/testing/index.ts'
import { captureRecords } from '../capture.ts'
import { blocksOf, loadSample, rowsOf, sectionOf, steady } from './page.ts'

const PAGE = 'docs/nextjs.md'

/** Serves until the test has finished; gives the server's URL. */
async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const context = { params: Promise.resolve({}) }
const request = () => new Request('http://a.example/api/orders')

describe('the page of Next.js', () => {
  it('shows the line that its route writes', async () => {
    process.env.ORDERS_URL = await serve((_request, response) => response.end('{}'))
    const { GET } = await loadSample(PAGE, 'trace.fetch(')
    const { records } = await captureRecords(() => GET(request(), context))
    expect(records.map(({ phase }) => phase)).toEqual(['start', 'call', 'complete'])
    expect(steady(records[1] ?? {})).toEqual(steady(JSON.parse(blocksOf(PAGE, 'json')[0] ?? '')))
  })

  it('shows a route that returns the answer of the handler in docs/lambda.md', async () => {
    const { handler } = await loadSample('docs/lambda.md', 'orders:get')
    const missing = Object.assign(new Error('No such order'), { statusCode: 404 })
    const lambda = handler.handler(() => Promise.reject(missing))
    process.env.ORDERS_URL = await serve(async (_request, response) => {
      const { statusCode, headers, body } = await lambda({}, lambdaContext())
      response.writeHead(statusCode, headers).end(body)
    })
    const { GET } = await loadSample(PAGE, 'trace.fetch(')
    const { value } = await captureRecords(() => GET(request(), context))
    const answer = value as Response
    expect([answer.status, await answer.text()]).toEqual([404, 'No such order'])
    expect(answer.headers.get('content-type')).toBe('text/plain')
  })

  it('says which handlers get the trace as their third argument', async () => {
    const rows = rowsOf(sectionOf(PAGE, 'Routes'))
    const shapes = rows.flatMap(([handlers = '', gets]) =>
      [...handlers.matchAll(/`(\(.*?\)) => …`/g)].map(([, parameters]) => ({ parameters, gets })),
    )
    expect(shapes.map(({ gets }) => gets)).toEqual([
      'the trace',
      ...Array.from({ length: 5 }, () => 'two arguments'),
    ])
    const { withTracing } = await import('hoptrace/next')
    for (const { parameters, gets } of shapes) {
      const names = parameters?.match(/\w+/g) ?? []
      const last = names.at(-1) ?? 'undefined'
      const code = `${parameters} => keep(${parameters?.includes('...') ? `...${last}` : last})`
      const given: unknown[] = []
      const keep = (...all: unknown[]) => {
        given.push(...all)
        return new Response()
      }
      const handler = new Function('keep', `return ${code}`)(keep)
      await captureRecords(() => withTracing(handler)(request() as NextRequest, context))
      const hasTrace = given.some((one) => one instanceof Object && 'traceparent' in one)
      expect([parameters, hasTrace]).toEqual([parameters, gets === 'the trace'])
    }
  })

  it('shows a proxy that leaves out static files', async () => {
    const { default: proxy, config } = await loadSample(PAGE, 'withProxyTracing')
    const passes = (path: string) => new RegExp(`^${config.matcher}$`).test(path)
    const kept = ['/_next/static/chunks/main.js', '/_next/image', '/favicon.ico']
    expect(['/', '/orders/7', '/api/orders', ...kept].filter(passes)).toEqual([
      '/',
      '/orders/7',
      '/api/orders',
    ])
    const { value, records } = await captureRecords(() =>
      proxy(new NextRequest('http://a.example/orders'), {}),
    )
    expect((value as Response).headers.has('x-trace-id')).toBe(true)
    expect(records).toEqual([])
  })

  it('shows an API route of the Pages Router that answers with its trace id', async () => {
    const { default: route } = await loadSample(PAGE, 'withApiTracing')
    const url = await serve((message, response) => {
      const json = (body: unknown) => response.end(JSON.stringify(body))
      return route(message as NextApiRequest, Object.assign(response, { json }))
    })
    const { value } = await captureRecords(async () => {
      const response = await fetch(url)
      return { id: response.headers.get('x-trace-id'), body: await response.json() }
    })
    expect(value?.id).toMatch(/^req_/)
    expect(value?.body).toEqual({ id: value?.id })
  })

  it('shows a server action', async () => {
    const { save } = await loadSample(PAGE, 'withActionTracing')
    const form = new FormData()
    form.set('id', '17')
    const { value, records } = await captureRecords(() => save(form))
    expect(value).toBe('17')
    expect(records.map(({ phase, action }) => [phase, action])).toEqual([
      ['start', 'orders:save'],
      ['complete', 'orders:save'],
    ])
  })

  it('shows an instrumentation that writes an error', async () => {
    const { onRequestError } = await loadSample(PAGE, 'onRequestError')
    const errorContext = { routerKind: 'App Router', routePath: '/app/page', routeType: 'render' }
    const failed = { path: '/', method: 'GET', headers: {} }
    const { records } = await captureRecords(() =>
      onRequestError(new Error('no'), failed, errorContext, {}),
    )
    expect(records).toMatchObject([{ layer: 'server-component', error: { message: 'no' } }])
  })

  it('shows a hook with options', async () => {
    const { onRequestError } = await loadSample(PAGE, 'requestErrors({')
    const errorContext = { routerKind: 'App Router', routePath: '/app/page', routeType: 'render' }
    const failed = { path: '/', method: 'GET', headers: { 'x-user': 'anna' } }
    const { records } = await captureRecords(() =>
      onRequestError(new Error('customerNumber=4711'), failed, errorContext, {}),
    )
    expect(records).toMatchObject([
      {
        service: 'shop-frontend',
        userId: 'anna',
        error: { message: 'customerNumber=[redacted]' },
      },
    ])
  })

  it('shows a hook that also calls another tool’s hook', async () => {
    const [sample = ''] = blocksOf(PAGE, 'js')
    const file = path.resolve('build/samples/both-hooks.mjs')
    const stub =
      'export const captured = []; export const captureRequestError = (...all) => captured.push(all)'
    const sentry = `data:text/javascript,${encodeURIComponent(stub)}`
    mkdirSync(path.dirname(file), { recursive: true })
    writeFileSync(file, sample.replace('@sentry/nextjs', sentry))
    const { onRequestError } = await import(file)
    const { captured } = await import(sentry)
    const all = [
      new Error('no'),
      { path: '/', method: 'GET', headers: {} },
      { routerKind: 'App Router', routePath: '/app/page', routeType: 'render' },
    ]
    const { records } = await captureRecords(() => onRequestError(...all))
    expect(captured).toEqual([all])
    expect(records).toMatchObject([{ service: 'shop-frontend', error: { message: 'no' } }])
  })

  it('shows a page that renders', async () => {
    const { default: Page, dynamic } = await loadSample(PAGE, 'app/orders/page.tsx')
    expect(dynamic).toBe('force-dynamic') // else it is prerendered, and writes nothing
    const { value } = await captureRecords(() => Page())
    expect(value).toMatchObject({ type: 'p', props: { children: [2, ' orders'] } })
  })

  it('names the layer and the action of each wrapper', async () => {
    const next = await import('hoptrace/next')
    const event = {} as never
    const route = { routerKind: 'App Router', routePath: '/orders/[id]', routeType: 'render' }
    const runs: Readonly<Record<string, () => unknown>> = {
      withTracing: () => next.withTracing(() => new Response())(request() as NextRequest, context),
      withActionTracing: () => next.withActionTracing('the name', async () => undefined)(),
      withProxyTracing: () =>
        next.withProxyTracing(() => undefined)(new NextRequest('http://a.example/'), event),
      onRequestError: () =>
        next.onRequestError(new Error(), { path: '/', method: 'GET', headers: {} }, route),
      requestErrors: () =>
        next.requestErrors()(new Error(), { path: '/', method: 'GET', headers: {} }, route),
    }
    const actions: Readonly<Record<string, string>> = {
      'method and pattern: `GET /api/orders/[id]`': 'GET',
      'the name': 'the name',
      '`proxy`': 'proxy',
      'method and pattern': 'GET /orders/[id]',
    }
    const tested = rowsOf(sectionOf(PAGE, 'Next.js')).flatMap(
      ([call = '', , layer, action = '']) => {
        const run = runs[/\w+/.exec(call)?.[0] ?? '']
        return run ? [{ run, layer: layer?.replaceAll('`', ''), action: actions[action] }] : []
      },
    )
    expect(tested).toHaveLength(5)
    for (const { run, layer, action } of tested) {
      const { records } = await captureRecords(run)
      expect(records[0]).toMatchObject({
        layer: layer === 'by the place of the error' ? 'server-component' : layer,
        action,
      })
    }
  })

  it('names every function of hoptrace/next', async () => {
    const calls = ['Next.js', 'Without a wrapper'].flatMap((heading) =>
      rowsOf(sectionOf(PAGE, heading)).map(([call]) => call?.match(/\w+/)?.[0] ?? ''),
    )
    const known = Object.keys(await import('hoptrace/next'))
    expect([...new Set(calls)].filter((name) => known.includes(name)).toSorted()).toEqual(
      known.toSorted(),
    )
  })

  it('shows an instrumentation that makes the first request faster, and writes nothing', async () => {
    const { register, onRequestError } = await loadSample(PAGE, 'onRequestError, register')
    const { value, records } = await captureRecords(register)
    expect({ value, records }).toEqual({ value: undefined, records: [] })
    expect(onRequestError).toBe((await import('hoptrace/next')).onRequestError)
  })

  it('shows a proxy without a function that has options', async () => {
    const { withProxyTracing } = await import('hoptrace/next')
    const proxy = withProxyTracing({ acceptInbound: false })
    const headers = { 'x-trace-id': 'req_abc123' }
    const { headers: answered } = await proxy(
      new NextRequest('http://a.example/', { headers }),
      {} as never,
    )
    expect(answered.get('x-trace-id')).toMatch(/^req_[0-9a-f]{8}-/)
    expect(sectionOf(PAGE, 'Proxy')).toContain('`withProxyTracing(options)` sets its options')
  })

  it.each([
    ['node20', []],
    ['nodenext', []],
    ['node16', ['TS1479']],
  ])('says which module setting CommonJS needs: %s', (module, errors) => {
    const project = path.resolve('build/commonjs', module)
    const compilerOptions = { module, target: 'es2024', types: ['node'], skipLibCheck: true }
    mkdirSync(project, { recursive: true })
    writeFileSync(
      path.join(project, 'tsconfig.json'),
      JSON.stringify({ compilerOptions: { ...compilerOptions, noEmit: true }, files: ['a.cts'] }),
    )
    writeFileSync(path.join(project, 'a.cts'), `export { currentTrace } from 'hoptrace'\n`)
    const { stdout } = spawnSync('node_modules/.bin/tsc', ['-p', project, '--pretty', 'false'], {
      encoding: 'utf8',
    })
    expect(stdout.match(/TS\d+/g) ?? []).toEqual(errors)
    const expected = errors.length === 0 ? [module] : ['node20', 'nodenext']
    const section = sectionOf(PAGE, 'Bundlers, CommonJS and TypeScript')
    for (const name of expected) expect(section).toContain(`\`${name}\``)
  })
})
