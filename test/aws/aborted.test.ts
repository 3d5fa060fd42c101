import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb'
import { expect, it } from 'vitest'
import { traceClient } from '../../src/aws/index.ts'
import { inRequest, only } from './request.ts'
import { startWire } from './wire.ts'

const get = new GetItemCommand({ TableName: 'orders', Key: { id: { S: '17' } } })

/** The call of a client whose caller gives up: while a request is on its way, or before a retry. */
async function abortedCall(when: 'in flight' | 'between retries', reason?: unknown) {
  const controller = new AbortController()
  const wire = await startWire(() => {
    if (when === 'in flight') controller.abort(reason)
    return { status: 500 }
  })
  const client = traceClient(new DynamoDBClient(wire.options))
  const leave = (next: (args: unknown) => unknown) => async (args: unknown) => {
    try {
      return await next(args)
    } finally {
      controller.abort(reason)
    }
  }
  client.middlewareStack.add(leave as never, { step: 'deserialize', priority: 'high' } as never)
  const { calls, error } = await inRequest(() =>
    client.send(get, { abortSignal: controller.signal }),
  )
  await wire.stop()
  expect(error).toMatchObject({ name: 'AbortError' })
  expect(wire.requests).toHaveLength(1)
  return only(calls)
}

it.each(['in flight', 'between retries'] as const)(
  'a call that its caller aborts %s is partial',
  async (when) => {
    for (const reason of [undefined, new Error('The user left'), 'The user left']) {
      const call = await abortedCall(when, reason)
      expect(call).toMatchObject({ level: 'warn', result: 'partial', metadata: { aborted: true } })
      expect(call).not.toHaveProperty('error')
    }
  },
)

it.each(['in flight', 'between retries'] as const)(
  'a call whose time limit ends %s is an error',
  async (when) => {
    const reason = new DOMException('The operation was aborted due to timeout', 'TimeoutError')
    const call = await abortedCall(when, reason)
    expect(call).toMatchObject({ level: 'error', result: 'error', error: { code: 'TIMEOUT' } })
    expect(call.metadata).not.toHaveProperty('aborted')
  },
)
