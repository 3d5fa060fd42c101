import middy from '@middy/core'
import { expect } from 'vitest'
import type { TraceRecord } from '../../src/index.ts'
import { type Captured, captureRecords } from '../capture.ts'

export type Middleware = middy.MiddlewareObj
export type Hook = middy.MiddlewareFn
export type Handle = (event: unknown, context: unknown) => unknown

/** Returns an event of API Gateway's HTTP API (payload 2.0). */
export function httpApiEvent(headers: unknown = {}, members: object = {}): object {
  return {
    version: '2.0',
    routeKey: 'POST /process/{id}',
    rawPath: '/process/17',
    rawQueryString: 'token=hidden',
    headers,
    pathParameters: { id: '17' },
    requestContext: {
      accountId: '123456789012',
      apiId: 'a1b2c3d4e5',
      http: { method: 'POST', path: '/process/17', protocol: 'HTTP/1.1', sourceIp: '203.0.113.7' },
      requestId: 'JKJaXmPLvHcESHA=',
      routeKey: 'POST /process/{id}',
      stage: '$default',
    },
    body: '{"width":64}',
    isBase64Encoded: false,
    ...members,
  }
}

/** Returns an event of API Gateway's REST API (payload 1.0). */
export function restApiEvent(headers: unknown = {}, members: object = {}): object {
  return {
    resource: '/process/{id}',
    path: '/process/17',
    httpMethod: 'PUT',
    headers,
    multiValueHeaders: null,
    queryStringParameters: { token: 'hidden' },
    pathParameters: { id: '17' },
    requestContext: { accountId: '123456789012', resourcePath: '/process/{id}', stage: 'dev' },
    body: null,
    isBase64Encoded: false,
    ...members,
  }
}

let invocations = 0

/** Returns Lambda's context of a new invocation. */
export function lambdaContext(members: object = {}): object {
  invocations += 1
  return {
    awsRequestId: `8f5e4c1a-0000-4000-8000-${String(invocations).padStart(12, '0')}`,
    functionName: 'bg-remover-process',
    getRemainingTimeInMillis: () => 30_000,
    ...members,
  }
}

/** Returns a Middy handler with these middlewares, in the order of registration. */
export function handlerOf(middlewares: Middleware[], handle: Handle): Handle {
  const handler = middy().use(middlewares)
  return handler.handler(handle as never) as unknown as Handle
}

/** Returns a Middy handler without Middy's own timer, which can't be faked and outlives a test. */
export function untimed(middlewares: Middleware[], handle: Handle): Handle {
  const handler = middy({ timeoutEarlyInMillis: 0 }).use(middlewares)
  return handler.handler(handle as never) as unknown as Handle
}

/** What an invocation wrote and returned. */
interface Invocation extends Captured<unknown> {
  readonly start: TraceRecord
  readonly ending: TraceRecord
  /** The headers of its HTTP response. */
  readonly headers: Readonly<Record<string, unknown>> | undefined
}

/** Invokes a Middy handler once. Fails unless it writes exactly one start and one ending. */
export async function invoke(
  middlewares: Middleware[],
  handle: Handle,
  event: unknown = httpApiEvent(),
  context: unknown = lambdaContext(),
): Promise<Invocation> {
  const captured = await captureRecords(() => handlerOf(middlewares, handle)(event, context))
  const { headers } = (captured.value ?? {}) as Pick<Invocation, 'headers'>
  return { ...captured, ...outermost(captured.records), headers }
}

/** Returns the start and the ending of one invocation. Fails unless there is one of each. */
export function outermost(records: TraceRecord[]): Pick<Invocation, 'start' | 'ending'> {
  const [start, ending, ...more] = records.filter(({ phase }) => /^(start|complete)$/.test(phase))
  expect([start?.phase, ending?.phase, more]).toEqual(['start', 'complete', []])
  return { start, ending } as Pick<Invocation, 'start' | 'ending'>
}

/** Waits for other work: a turn of the event loop. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
