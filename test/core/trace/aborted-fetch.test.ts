import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, describe, expect, it } from 'vitest'
import { currentTrace, type TraceRecord } from '../../../src/index.ts'
import { captureRecords } from '../../capture.ts'

/** Answers no request. */
const server = createServer(() => arrived.resolve()).listen(0, '127.0.0.1')
let arrived = Promise.withResolvers<void>()
await once(server, 'listening')
afterAll(() => server.close().closeAllConnections())
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/orders`

/** The record of a request that is aborted once it has arrived, and the error that its caller gets. */
async function abortedFetch(
  reason: unknown,
  send: (signal: AbortSignal) => Promise<unknown>,
): Promise<{ record: TraceRecord | undefined; error: unknown }> {
  arrived = Promise.withResolvers()
  const controller = new AbortController()
  const { records, error } = await captureRecords(async () => {
    const sent = send(controller.signal)
    await arrived.promise
    controller.abort(reason)
    await sent
  })
  return { record: records[0], error }
}

describe('a fetch that its caller aborts', () => {
  it.each([
    ['without a reason', undefined],
    ['with an error', new Error('The user left')],
    ['with a text', 'The user left'],
  ])('is partial: %s', async (_what, reason) => {
    const inInit = await abortedFetch(reason, (signal) => currentTrace().fetch(url, { signal }))
    const inRequest = await abortedFetch(reason, (signal) =>
      currentTrace().fetch(new Request(url, { signal })),
    )
    for (const { record, error } of [inInit, inRequest]) {
      expect(record).toMatchObject({
        level: 'warn',
        result: 'partial',
        metadata: { method: 'GET', path: '/orders', aborted: true },
      })
      expect(record).not.toHaveProperty('error')
      expect((error as Error).message ?? error).toBe(
        reason === undefined ? 'This operation was aborted' : 'The user left',
      )
    }
  })

  it('is an error if its time limit ended', async () => {
    const { records } = await captureRecords(() =>
      currentTrace().fetch(url, { signal: AbortSignal.timeout(1) }),
    )
    expect(records[0]).toMatchObject({
      level: 'error',
      result: 'error',
      error: { code: 'TIMEOUT' },
    })
    expect(records[0]?.metadata).not.toHaveProperty('aborted')
  })
})
