import { configure } from '@codegenie/serverless-express'
import awsLambdaFastify from '@fastify/aws-lambda'
import httpRouter from '@middy/http-router'
import express from 'express'
import Fastify from 'fastify'
import { Hono } from 'hono'
import { handle } from 'hono/aws-lambda'
import { describe, expect, it } from 'vitest'
import { currentTrace } from '../../src/index.ts'
import { tracing, withLambdaTracing } from '../../src/middy/index.ts'
import { events, lambdaContext } from '../../src/testing/index.ts'
import { captureRecords } from '../capture.ts'
import { type Handle, handlerOf } from './invocation.ts'

/** Works for some turns, and returns the trace that it was called in. */
async function load(): Promise<{ id: string }> {
  const trace = currentTrace()
  trace.set({ action: 'GET /orders/:id' })
  await trace.hop('load-order', () => new Promise(setImmediate))
  return { id: currentTrace().id }
}

/** Handlers of a function that routes requests itself, by the framework that does. */
const HANDLERS: Readonly<Record<string, () => Handle>> = {
  Hono() {
    const app = new Hono()
    app.get('/orders/:id', async (c) => c.json(await load()))
    return withLambdaTracing(handle(app) as Handle) as Handle
  },
  Fastify() {
    const app = Fastify()
    app.get('/orders/:id', load)
    return withLambdaTracing(awsLambdaFastify(app) as Handle) as Handle
  },
  Express() {
    const app = express()
    app.get('/orders/:id', async (_request, response) => void response.json(await load()))
    return withLambdaTracing(configure({ app }) as unknown as Handle) as Handle
  },
  '@middy/http-router'() {
    const handler = async () => ({ statusCode: 200, body: JSON.stringify(await load()) })
    const routes = [{ method: 'GET', path: '/orders/{id}', handler }] as never
    return handlerOf([tracing()], httpRouter(routes) as unknown as Handle)
  },
}

describe.each(Object.entries(HANDLERS))('a function that routes by %s', (_name, handlerFor) => {
  it('mixes none of 64 requests at once', async () => {
    const handler = handlerFor()
    const ids = Array.from({ length: 64 }, (_, index) => `trace-${index}`)
    const { value, records } = await captureRecords(() =>
      Promise.all(
        ids.map((id) =>
          handler(events.functionUrl({ headers: { 'x-trace-id': id } }), lambdaContext()),
        ),
      ),
    )
    const answers = (value ?? []) as { body: string; headers: Record<string, string> }[]
    expect(answers.map(({ body }) => JSON.parse(body).id)).toEqual(ids)
    expect(answers.map(({ headers }) => headers['x-trace-id'])).toEqual(ids)
    for (const id of ids) {
      const own = records.filter(({ traceId }) => traceId === id)
      expect(own.map(({ phase, action }) => [phase, action])).toEqual([
        ['start', 'orders'],
        ['hop', 'GET /orders/:id'],
        ['complete', 'GET /orders/:id'],
      ])
      expect(own[1]?.parentId).toBe(own[0]?.spanId)
    }
  })
})
