import { NextRequest } from 'next/server.js'
import { afterEach, describe, expect, it } from 'vitest'
import type { Exporter } from '../../src/index.ts'
import { withTracing } from '../../src/next/index.ts'
import { captureRecords } from '../capture.ts'

const CONTEXT = Symbol.for('@next/request-context')

/** Answers a request by a route whose exporter has a `flush`. Returns what happened, in its order. */
async function told(): Promise<string[]> {
  const happened: string[] = []
  const exporter: Exporter = {
    onSpanEnd: ({ name }) => void happened.push(name),
    flush: async () => void happened.push('flush'),
  }
  const route = withTracing(() => new Response('ok'), { action: 'act', exporters: [exporter] })
  await captureRecords(async () => {
    const response = await route(new NextRequest('http://localhost/'), {
      params: Promise.resolve({}),
    })
    await response.text()
  })
  return happened
}

afterEach(() => {
  Reflect.deleteProperty(globalThis, CONTEXT)
})

describe('a route with an exporter that flushes', () => {
  it('makes a platform that freezes the process wait, after the ending', async () => {
    const waited: Promise<unknown>[] = []
    const waitUntil = (promise: Promise<unknown>) => void waited.push(promise)
    Reflect.set(globalThis, CONTEXT, { get: () => ({ waitUntil }) })
    const happened = await told()
    await Promise.all(waited)
    expect(waited).toHaveLength(1)
    expect(happened).toEqual(['act', 'flush'])
  })

  it('flushes nothing in a server, which goes on', async () => {
    expect(await told()).toEqual(['act'])
  })
})
