import type { NextApiRequest, NextApiResponse } from 'next'
import { NextRequest } from 'next/server.js'
import { describe, expect, it } from 'vitest'
import {
  currentTrace,
  withApiTracing,
  withProxyTracing,
  withTracing,
} from '../../src/next/index.ts'
import { captureRecords } from '../capture.ts'
import { serveApiRoute } from './serve-api-route.ts'

const request = () => new NextRequest('http://a.example/')
const context = { params: Promise.resolve({}) }

type Handler = (...all: never[]) => unknown

/** Runs a handler under a wrapper. Returns what it was given, and the ids of its trace. */
type Run = (shape: Shape) => Promise<unknown[]>

/** Makes a handler that passes all that it is given on to `keep`. */
type Shape = (keep: (all: unknown[]) => void) => Handler

const WRAPPERS: Readonly<Record<string, Run>> = {
  async withTracing(shape) {
    let given: unknown[] = []
    const handler = shape((all) => {
      given = all
    })
    const answer = (...all: unknown[]) => {
      handler(...(all as never[]))
      return new Response()
    }
    Object.defineProperty(answer, 'length', { value: handler.length })
    await captureRecords(() => withTracing(answer)(request(), context))
    return given
  },
  async withApiTracing(shape) {
    let given: unknown[] = []
    const handler = shape((all) => {
      given = all
      ;(all[1] as NextApiResponse).end()
    })
    await captureRecords(async () =>
      fetch(await serveApiRoute(withApiTracing(handler as (request: NextApiRequest) => unknown))),
    )
    return given
  },
  async withProxyTracing(shape) {
    let given: unknown[] = []
    const handler = shape((all) => {
      given = all
    })
    const proxy = withProxyTracing(handler as () => undefined)
    await captureRecords(() => proxy(request(), {} as never))
    return given
  },
}

describe.each(Object.entries(WRAPPERS))('a handler of %s', (_name, run) => {
  it('gets the trace if it declares three parameters', async () => {
    const given = await run((keep) => (first, second, trace) => keep([first, second, trace]))
    expect(given[2]).toMatchObject({ id: expect.stringMatching(/^req_/) })
  })

  it.each<[string, Shape]>([
    [
      'rest parameters',
      (keep) =>
        (...all) =>
          keep(all),
    ],
    [
      'one parameter and rest parameters',
      (keep) =>
        (first, ...rest) =>
          keep([first, ...rest]),
    ],
    [
      'two parameters',
      (keep) =>
        function two(_first: never, _second: never) {
          // biome-ignore lint/complexity/noArguments: what a compiled handler can read
          keep([...arguments])
        },
    ],
  ])('gets two arguments if it declares %s', async (_what, shape) => {
    const given = await run(shape)
    expect(given).toHaveLength(2)
  })
})

describe('a trace', () => {
  it('has no own member that a spread would take over', async () => {
    const { value } = await captureRecords(() =>
      withTracing((_request, _context, trace) =>
        Response.json({ spread: { ...trace }, ambient: { ...currentTrace() }, same: trace }),
      )(request(), context),
    )
    const id = value?.headers.get('x-trace-id')
    expect(await value?.json()).toEqual({ spread: {}, ambient: {}, same: { id } })
  })
})
