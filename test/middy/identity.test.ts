import { afterEach, describe, expect, it, vi } from 'vitest'
import { type LambdaTracingOptions, tracing } from '../../src/middy/index.ts'
import { events, lambdaContext } from '../../src/testing/index.ts'
import { invoke, turn } from './invocation.ts'

const who = async (event: unknown, context: object = {}, options: LambdaTracingOptions = {}) => {
  const { start, ending } = await invoke(
    [tracing(options)],
    () => undefined,
    event,
    lambdaContext(context),
  )
  const { jobId, tenantId, userId } = start
  expect({ jobId, tenantId, userId }).toEqual({
    jobId: ending.jobId,
    tenantId: ending.tenantId,
    userId: ending.userId,
  })
  return { jobId, tenantId, userId }
}

const claims = { sub: 'u-1', 'custom:tenantId': 't-1' }
const authorizedBy = (authorizer: unknown) => ({
  ...events.httpApi(),
  requestContext: { authorizer },
})

afterEach(() => vi.unstubAllEnvs())

describe('the identity of a request', () => {
  it.each<[string, unknown]>([
    ['a JWT authorizer', authorizedBy({ jwt: { claims, scopes: null } })],
    ['a Cognito authorizer of a REST API', authorizedBy({ claims })],
    [
      'a Lambda authorizer of an HTTP API',
      authorizedBy({ lambda: { userId: 'u-1', tenantId: 't-1' } }),
    ],
    ['a Lambda authorizer of a REST API', authorizedBy({ principalId: 'u-1', tenant_id: 't-1' })],
    ['AppSync’s Cognito', { ...events.appSync(), identity: { sub: 'u-1', claims } }],
    ['a batch of AppSync', [{ ...events.appSync(), identity: { sub: 'u-1', claims } }]],
    ['AppSync’s Lambda authorizer', { ...events.appSync(), identity: { resolverContext: claims } }],
    ['a user pool', { ...events.cognito(), request: { userAttributes: claims } }],
  ])('comes from %s', async (_name, event) => {
    expect(await who(event)).toEqual({ userId: 'u-1', tenantId: 't-1', jobId: undefined })
  })

  it('has the tenant of Lambda’s tenant isolation, which wins over claims', async () => {
    const event = authorizedBy({ claims })
    expect(await who(event, { tenantId: 'isolated' })).toMatchObject({ tenantId: 'isolated' })
  })

  it('has the job in the route', async () => {
    const pathParameters = { jobId: 'job-7' }
    expect(await who({ ...events.restApi(), pathParameters })).toMatchObject({ jobId: 'job-7' })
  })

  it('is never read from a body', async () => {
    const body = { sub: 'u-1', tenantId: 't-1', jobId: 'job-7' }
    for (const event of [
      events.httpApi({ body }),
      events.sqs({ body }),
      events.eventBridge({ body }),
    ])
      expect(await who(event)).toEqual({})
  })

  it('accepts texts and numbers as ids, and nothing else', async () => {
    const odd = { sub: { nested: 1 }, userId: 17, tenantId: ['t'], 'custom:tenant_id': '' }
    expect(await who(authorizedBy(odd))).toEqual({ userId: '17' })
  })
})

describe('identify', () => {
  it('replaces the default', async () => {
    const identify: LambdaTracingOptions['identify'] = (event, context) => ({
      userId: event.headers['x-user'],
      tenantId: context.functionName ?? '',
    })
    const event = { ...authorizedBy({ claims }), headers: { 'x-user': 'me' } }
    expect(await who(event, {}, { identify })).toEqual({ userId: 'me', tenantId: 'orders' })
  })

  it.each<[string, () => unknown]>([
    ['undefined', () => undefined],
    ['null', () => null],
    ['a text', () => 'me'],
    [
      'objects for ids',
      () => ({ userId: {}, tenantId: Object.create(null), jobId: Symbol('job') }),
    ],
    ['a promise', async () => ({ userId: 'me' })],
    ['a promise that is rejected', () => Promise.reject(new Error('no'))],
    [
      'nothing, since it throws',
      () => {
        throw new Error('no')
      },
    ],
  ])('leaves the request as it is if it returns %s', async (_name, identify) => {
    const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    const unhandled = vi.fn()
    process.on('unhandledRejection', unhandled)
    try {
      const found = await who(authorizedBy({ claims }), {}, { identify: identify as never })
      expect(found).toEqual({})
      await turn()
      expect(unhandled).not.toHaveBeenCalled()
    } finally {
      process.off('unhandledRejection', unhandled)
      stderr.mockRestore()
    }
  })
})

describe('an option of LambdaTracingOptions', () => {
  it.each<[object, string]>([
    [
      { identify: 'sub' },
      "option 'identify' must be a function of the event and the context, got 'sub'",
    ],
    [{ maxServices: 0 }, "option 'maxServices' must be a whole number of 1 or more, got 0"],
    [{ maxServices: 1.5 }, "option 'maxServices' must be a whole number of 1 or more, got 1.5"],
    [{ maxServices: '9' }, "option 'maxServices' must be a whole number of 1 or more, got '9'"],
  ])('throws a TypeError at set-up if it is wrong: %j', (options, message) => {
    expect(() => tracing(options)).toThrow(new TypeError(`hoptrace: ${message}`))
  })

  it('is listed in the error about an unknown option', () => {
    expect(() => tracing({ maxHop: 3 } as never)).toThrow(
      /known are service, .*, identify, maxServices$/,
    )
  })

  it('throws a TypeError at set-up if its environment variable is wrong', () => {
    vi.stubEnv('HOPTRACE_MAX_SERVICES', 'many')
    const message =
      "hoptrace: HOPTRACE_MAX_SERVICES must be a whole number of 1 or more, got 'many'"
    expect(() => tracing()).toThrow(new TypeError(message))
  })
})
