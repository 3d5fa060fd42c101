import { describe, expect, it } from 'vitest'
import { tracing } from '../../src/middy/index.ts'
import { type Hook, invoke } from './invocation.ts'

const answer = () => ({ statusCode: 200 })

describe('a watched request', () => {
  it('has enumerable and configurable accessors', async () => {
    const seen: unknown[] = []
    const before: Hook = (request) => {
      const { response, error } = Object.getOwnPropertyDescriptors(request)
      seen.push(response, error, Object.keys(request))
    }
    await invoke([tracing(), { before }], answer)
    const like = expect.objectContaining({ enumerable: true, configurable: true })
    expect(seen).toEqual([like, like, expect.arrayContaining(['response', 'error'])])
  })

  const reassigning: readonly (readonly [string, Hook])[] = [
    [
      'assigns',
      (request) => {
        request.response = { statusCode: 201 }
      },
    ],
    [
      'spreads',
      (request) => {
        request.response = { ...request.response, statusCode: 201 }
      },
    ],
    [
      'writes into',
      (request) => {
        request.response.statusCode = 201
      },
    ],
    [
      'assigns by Object.assign()',
      (request) => {
        Object.assign(request, { response: { statusCode: 201 } })
      },
    ],
    [
      'writes, through a copy of the request, into',
      (request) => {
        const copy = { ...request }
        copy.response.statusCode = 201
      },
    ],
  ]

  it.each(reassigning)(
    'answers with the status of a later after that %s the response',
    async (_name, after) => {
      const { value, ending } = await invoke([tracing(), { after }], answer)
      expect(ending.metadata?.statusCode).toBe(201)
      expect(value).toEqual({ statusCode: 201, headers: { 'x-trace-id': ending.traceId } })
    },
  )

  it('returns the same response and error objects to other middlewares', async () => {
    const response = { statusCode: 200 }
    const error = new Error('failed')
    const seen: unknown[] = []
    const after: Hook = (request) => {
      seen.push(request.response)
      throw error
    }
    const onError: Hook = (request) => void seen.push(request.error)
    await invoke([tracing(), { after, onError }], () => response)
    expect(seen).toEqual([response, error])
    expect(seen[0]).toBe(response)
    expect(seen[1]).toBe(error)
  })
})
