import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { NextApp } from '../next-app.ts'

/** When the ending of a request is written. */
export function completionCases(app: () => NextApp): void {
  const firstChunk = async (response: Response) => {
    const reader = (response.body as ReadableStream<Uint8Array>).getReader()
    const { value } = await reader.read()
    return { reader, first: new TextDecoder().decode(value) }
  }
  /** Sends a request that its client will give up. */
  const leave = (path: string, signal: AbortSignal) => {
    const traceId = `req_${randomUUID()}`
    const init = { headers: { 'x-trace-id': traceId }, signal }
    return { traceId, left: expect(fetch(app().url + path, init)).rejects.toThrow() }
  }
  const open = (name: string) => fetch(`${app().url}/api/gate/${name}`, { method: 'POST' })

  describe('a stream', () => {
    it('ends its request when it ends, and runs within its trace', async () => {
      const { traceId, response } = await app().send('/api/stream')
      const { reader, first } = await firstChunk(response)
      expect(first).toBe('first')
      const before = performance.now()
      expect(
        app()
          .log.of(traceId)
          .map(({ phase }) => phase),
      ).toEqual(['start'])
      await open(traceId)
      const held = performance.now() - before
      expect(new TextDecoder().decode((await reader.read()).value)).toBe(traceId)
      expect((await reader.read()).done).toBe(true)
      const records = await app().log.whenEnded(traceId, 1)
      const { duration = 0, metadata, result } = records[1] ?? {}
      expect(result).toBe('success')
      expect(duration).toBeGreaterThanOrEqual(held / 2)
      expect(metadata?.handlerDuration).toBeLessThan(duration)
    })

    it.each([
      ['goes on', '/api/stream'],
      ['then fails', '/api/stream?then=follow'],
    ])('whose client leaves is partial, and a warning, if its producer %s', async (_what, path) => {
      const leaving = new AbortController()
      const { traceId, response } = await app().send(path, { signal: leaving.signal })
      await firstChunk(response)
      leaving.abort()
      const [, ending, ...more] = await app().log.whenEnded(traceId, 1)
      expect(ending).toMatchObject({
        level: 'warn',
        result: 'partial',
        metadata: { aborted: true, statusCode: 200 },
      })
      expect(ending).not.toHaveProperty('error')
      expect(more).toEqual([])
    })

    it('whose producer fails is an error, which onRequestError repeats', async () => {
      const { traceId, response } = await app().send('/api/stream?then=fail')
      const { reader } = await firstChunk(response)
      await open(traceId)
      await expect(reader.read()).rejects.toThrow()
      const records = () => app().log.of(traceId)
      await app().log.when('record of onRequestError', () => records().length === 3)
      const [ending, ...more] = records().filter(({ phase }) => phase === 'complete')
      expect(ending).toMatchObject({
        level: 'error',
        result: 'error',
        error: { message: 'the producer failed' },
      })
      expect(ending?.metadata).not.toHaveProperty('aborted')
      expect(more).toEqual([])
      expect(records().filter(({ error }) => error?.stack !== undefined)).toEqual([ending])
    })

    it('has one ending for a HEAD request', async () => {
      const { response, records } = await app().ask('/api/stream', { method: 'HEAD' })
      expect(response.status).toBe(200)
      expect(records.map(({ phase, result }) => [phase, result])).toEqual([
        ['start', undefined],
        ['complete', 'success'],
      ])
    })

    it('is produced no faster than it is read', async () => {
      const leaving = new AbortController()
      const { traceId, response } = await app().send('/api/endless', { signal: leaving.signal })
      const reader = (response.body as ReadableStream<Uint8Array>).getReader()
      const { value } = await reader.read()
      expect(value?.[0]).toBe(1)
      leaving.abort()
      const records = await app().log.whenEnded(traceId, 1)
      await app().log.when('record of the cancel', () =>
        app()
          .log.of(traceId)
          .some(({ message }) => message === 'cancelled'),
      )
      const cancelled = app()
        .log.of(traceId)
        .find(({ message }) => message === 'cancelled')
      expect(records.some(({ result }) => result === 'partial')).toBe(true)
      expect(cancelled?.metadata?.made).toBeLessThan(1_000)
    })
  })

  describe('a route that answers a client that has left', () => {
    it('is partial, and a warning', async () => {
      const leaving = new AbortController()
      const { traceId, left } = leave('/api/left', leaving.signal)
      await app().log.when('start', () => app().log.of(traceId).length === 1)
      leaving.abort()
      await left
      const [, ending, ...more] = await app().log.whenEnded(traceId, 1)
      expect(ending).toMatchObject({
        level: 'warn',
        result: 'partial',
        metadata: { aborted: true, statusCode: 200 },
      })
      expect(more).toEqual([])
    })
  })

  describe('a callback of after()', () => {
    it('runs within the trace', async () => {
      const { traceId } = await app().ask('/api/after')
      const records = () => app().log.of(traceId)
      await app().log.when('record of the work', () => records().length === 4)
      const work = records().find(({ message }) => message === 'cleaned up')
      expect(work?.spanId).toBe(records()[0]?.spanId)
    })

    it('begins before the ending', async () => {
      const { traceId } = await app().ask('/api/after')
      const messages = app()
        .log.of(traceId)
        .map(({ message }) => message)
      expect(messages.slice(0, 3)).toEqual(['Request start', 'cleaning up', 'Request complete'])
    })
  })
}
