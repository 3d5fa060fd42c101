import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { traceClient } from '../../src/aws/index.ts'
import { faultCount } from '../../src/core/outcome/guard.ts'
import { events } from '../../src/testing/index.ts'
import { inRequest, only } from './request.ts'
import { startWire, type Wire } from './wire.ts'

const HEADER = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1'
const caller = events.httpApi({ headers: { 'x-amzn-trace-id': HEADER } })

const requestOf = (args: object) => (args as { request: { headers?: object } }).request

let wire: Wire
beforeAll(async () => {
  wire = await startWire()
})
afterAll(() => wire.stop())

describe('the header X-Amzn-Trace-Id of a command', () => {
  it('is the caller’s if X-Ray receives no calls', async () => {
    const client = traceClient(new LambdaClient(wire.options))
    await inRequest(() => client.send(new InvokeCommand({ FunctionName: 'orders' })), caller)
    expect(wire.last().headers['x-amzn-trace-id']).toBe(HEADER)
  })

  it('is the one that other code has set, in any case', async () => {
    const client = traceClient(new LambdaClient(wire.options))
    const own = `Root=1-5759e988-${'1'.repeat(24)}`
    const add = (next: (args: object) => unknown) => (args: object) => {
      Object.assign(requestOf(args).headers ?? {}, { 'x-amzn-trace-ID': own })
      return next(args)
    }
    client.middlewareStack.add(add as never, { name: 'own', step: 'build', priority: 'high' })
    await inRequest(() => client.send(new InvokeCommand({ FunctionName: 'orders' })), caller)
    expect(wire.last().headers['x-amzn-trace-id']).toBe(own)
  })

  it('is left out, without a failure, of a request that has no headers yet', async () => {
    const client = traceClient(new LambdaClient(wire.options))
    let headers: object | undefined
    client.middlewareStack.add(
      (next) => (args) => {
        headers = requestOf(args).headers
        delete requestOf(args).headers
        return next(args)
      },
      { name: 'before', step: 'build', priority: 'high' },
    )
    const restore = (next: (args: object) => unknown) => (args: object) => {
      Object.assign(requestOf(args), { headers })
      return next(args)
    }
    client.middlewareStack.addRelativeTo(restore as never, {
      name: 'after',
      relation: 'after',
      toMiddleware: 'hoptraceXray',
    })
    const before = faultCount()
    const { calls } = await inRequest(
      () => client.send(new InvokeCommand({ FunctionName: 'orders' })),
      caller,
    )
    expect(only(calls)).toMatchObject({ result: 'success' })
    expect(wire.last().headers).not.toHaveProperty('x-amzn-trace-id')
    expect(faultCount()).toBe(before)
  })
})
