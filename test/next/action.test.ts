import { describe, expect, it } from 'vitest'
import { currentTrace, withActionTracing } from '../../src/next/index.ts'
import { captureRecords } from '../capture.ts'

describe('a traced action', () => {
  it('passes arguments and value through', async () => {
    const value = {}
    const save = withActionTracing('orders:save', async (...args: unknown[]) => {
      currentTrace().set({ jobId: String(args[0]) })
      return value
    })
    const result = await captureRecords(() => save(7, 'b'))
    expect(result.value).toBe(value)
    expect(result.records).toEqual([
      expect.objectContaining({ phase: 'start', action: 'orders:save', layer: 'server-action' }),
      expect.objectContaining({ phase: 'complete', result: 'success', jobId: '7' }),
    ])
    expect(result.records[1]).not.toHaveProperty('metadata')
  })

  it.each([
    ['an error', new Error('boom'), { level: 'error', error: { message: 'boom' } }],
    [
      'redirect()',
      Object.assign(new Error(), { digest: 'NEXT_REDIRECT;push;/x;307;' }),
      { level: 'info', metadata: { statusCode: 303 } },
    ],
    [
      'notFound()',
      Object.assign(new Error(), { digest: 'NEXT_HTTP_ERROR_FALLBACK;404' }),
      { level: 'warn', metadata: { statusCode: 404 } },
    ],
  ])('rethrows %s unchanged, after one ending', async (_what, thrown, ending) => {
    const save = withActionTracing('orders:save', () => Promise.reject(thrown))
    const { error, records } = await captureRecords(() => save())
    expect(error).toBe(thrown)
    expect(records).toHaveLength(2)
    expect(records[1]).toMatchObject({ phase: 'complete', ...ending })
  })

  it('refuses a missing name', () => {
    expect(() => withActionTracing('', async () => undefined)).toThrow(
      new TypeError("hoptrace: option 'action' must be a non-empty string, got ''"),
    )
    const save = async () => undefined
    expect(() => withActionTracing(save as never, undefined as never)).toThrow(
      new TypeError("hoptrace: option 'action' must be a non-empty string, got function"),
    )
  })
})
