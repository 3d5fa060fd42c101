import type { Server } from 'node:http'
import { createServer } from 'node:http'
import express from 'express'
import { describe, expect, it } from 'vitest'
import { withNodeTracing } from '../../src/node/index.ts'
import { ask } from '../node/serve.ts'
import { blocksOf, loadSample, rowsOf, sectionOf, steady } from './page.ts'

const PAGE = 'docs/node.md'

describe('the page of servers', () => {
  it('shows the ending that its sample writes', async () => {
    const { server } = (await loadSample(PAGE, 'withNodeTracing')) as { server: Server }
    const traceparent = '00-01a2033f87ef76348bbae9bc8f6c8926-00f067aa0ba902b7-03'
    const { records, body } = await ask(server, '/orders/17', { headers: { traceparent } })
    expect(JSON.parse(body)).toEqual({ id: '17', status: 'paid' })
    const [shown = ''] = blocksOf(PAGE, 'json')
    expect(steady(records.at(-1) ?? {})).toEqual(steady(JSON.parse(shown)))
  })

  it('names the frameworks that are tested', () => {
    const names = rowsOf(sectionOf(PAGE, 'Frameworks')).map(([name = '']) => name.split(' ')[0])
    expect(names).toEqual(['Express', 'Fastify', 'Koa', 'Hono', 'none'])
  })

  it('says when a body of Express gets the trace id', async () => {
    const bodyOf = async (hasEtag: boolean) => {
      const app = express().set('etag', hasEtag)
      app.get('/', (_request, response) => response.status(404).json({ error: 'NOT_FOUND' }))
      return JSON.parse((await ask(createServer(withNodeTracing(app)))).body)
    }
    expect(await bodyOf(true)).toEqual({ error: 'NOT_FOUND' })
    expect(await bodyOf(false)).toEqual({ error: 'NOT_FOUND', traceId: expect.any(String) })
  })
})
