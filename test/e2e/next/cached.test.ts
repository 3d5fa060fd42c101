import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type NextApp, startNextApp } from './next-app.ts'
import { VARIANTS } from './variants.ts'

// Next.js 15 has no Cache Components.
const variants = VARIANTS.filter(({ version }) => !version?.startsWith('15.'))

describe.each(variants)('an app with Cache Components on $name', (variant) => {
  let app: NextApp
  beforeAll(async () => {
    app = await startNextApp('cached', variant)
  }, 300_000)
  afterAll(() => app?.stop())

  it('still prerenders what it can', () => {
    expect(app.build.routes).toMatchObject({
      '/': '◐',
      '/api/static': '○',
      '/api/cached-whole': '○',
      '/api/cached-part': 'ƒ',
      '/api/dynamic': 'ƒ',
      '/api/reads-request': 'ƒ',
    })
  })

  it('writes nothing at build', () => {
    expect(app.build.output).not.toMatch(/"phase"|NEXT_PRERENDER_INTERRUPTED|HANGING_PROMISE|Error/)
  })

  it('has no trace id in a prerendered route', async () => {
    const { response } = await app.send('/api/static')
    expect(response.headers.has('x-trace-id')).toBe(false)
    expect(await response.json()).toEqual({ id: '' })
  })

  it('has no trace id in a response that was cached at build', async () => {
    const { response } = await app.send('/api/cached-whole')
    expect(response.headers.has('x-trace-id')).toBe(false)
    expect(await response.json()).toEqual({ cached: '' })
  })

  it('has no trace id in what a request caches, and writes no records there', async () => {
    const { body, traceId, records } = await app.ask('/api/cached-part', { method: 'POST' })
    expect(JSON.parse(body)).toEqual({ cached: '', id: traceId })
    expect(records.map(({ phase }) => phase)).toEqual(['start', 'complete'])
  })

  it.each(['/api/dynamic', '/api/reads-request'])('traces %s', async (path) => {
    const { body, traceId, response, records } = await app.ask(path)
    expect(JSON.parse(body)).toMatchObject({ id: traceId })
    expect(response.headers.get('x-trace-id')).toBe(traceId)
    expect(records.map(({ phase }) => phase)).toEqual(['start', 'complete'])
  })

  it('writes an error of a route that is not wrapped, with the options of the environment', async () => {
    const { response, traceId } = await app.send('/api/broken')
    expect(response.status).toBe(500)
    await app.log.when('record of onRequestError', () => app.log.of(traceId).length > 0)
    expect(app.log.of(traceId)).toMatchObject([
      { service: 'fixture', layer: 'api-route', error: { message: 'the route is broken' } },
    ])
  })

  it('has the trace id in the dynamic part of a page, not in the static shell', async () => {
    const { response, traceId } = await app.send('/')
    const text = await response.text()
    expect(text).toMatch(/<i><\/i>/)
    expect(text).toContain(`<b>${traceId}</b>`)
    const messages = app.log.of(traceId).map(({ message }) => message)
    expect(messages).toEqual(['in the shell'])
  })
})
