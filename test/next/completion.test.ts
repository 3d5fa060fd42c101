import 'next/dist/server/node-environment-baseline.js'
import { workAsyncStorage } from 'next/dist/server/app-render/work-async-storage.external.js'
import { workUnitAsyncStorage } from 'next/dist/server/app-render/work-unit-async-storage.external.js'
import { describe, expect, it } from 'vitest'
import { withTracing } from '../../src/next/index.ts'
import { captureRecords } from '../capture.ts'

/** Answers as Next.js does: what `after()` was given runs when the body has been read or has failed. */
async function answer(request: Request, response: Response) {
  const tasks: (() => void)[] = []
  const afterContext = { after: (task: () => void) => tasks.push(task) }
  const GET = withTracing((_request: Request) => response)
  const { records } = await captureRecords(() =>
    workAsyncStorage.run({ afterContext } as never, () =>
      workUnitAsyncStorage.run({ type: 'request' } as never, async () => {
        const sent = await GET(request, { params: Promise.resolve({}) })
        await sent.text().catch(() => undefined)
        for (const task of tasks) task()
      }),
    ),
  )
  return { ending: records.at(-1), count: records.length }
}

describe('a body whose producer fails', () => {
  const failing = (fail: () => void) =>
    new ReadableStream({
      pull() {
        fail()
        throw new Error('the producer failed')
      },
    })

  it('makes its request fail', async () => {
    const request = new Request('http://a.example/')
    const body = failing(() => undefined)
    const { ending, count } = await answer(request, new Response(body))
    expect(count).toBe(2)
    expect(ending).toMatchObject({
      message: 'Request error',
      level: 'error',
      result: 'error',
      error: { message: 'the producer failed' },
    })
  })

  it('makes its request partial if the client left before', async () => {
    const client = new AbortController()
    const request = new Request('http://a.example/', { signal: client.signal })
    const body = failing(() => client.abort())
    const { ending, count } = await answer(request, new Response(body))
    expect(count).toBe(2)
    expect(ending).toMatchObject({
      message: 'Request aborted',
      level: 'warn',
      result: 'partial',
      metadata: { aborted: true, statusCode: 200 },
    })
    expect(ending).not.toHaveProperty('error')
  })
})
