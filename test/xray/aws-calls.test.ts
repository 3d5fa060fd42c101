import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { traceClient } from '../../src/aws/index.ts'
import type { TraceRecord, TracingOptions } from '../../src/index.ts'
import { eachRecord, tracing } from '../../src/middy/index.ts'
import { withTracing } from '../../src/next/index.ts'
import { events } from '../../src/testing/index.ts'
import { startWire, type Wire } from '../aws/wire.ts'
import { captureRecords } from '../capture.ts'
import { handlerOf, httpApiEvent, lambdaContext } from '../middy/invocation.ts'
import { sentBy, xray } from './daemon.ts'

const ROOT = '1-5759e988-bd862e3fe1be46a994272793'
const FUNCTION = `Root=${ROOT};Parent=53995c3f42cd8ad8;Sampled=1;Lineage=a:0`

let wire: Wire
beforeAll(async () => {
  wire = await startWire()
})
afterAll(() => wire.stop())

const invokeFunction = (client = traceClient(new LambdaClient(wire.options))) =>
  client.send(new InvokeCommand({ FunctionName: 'orders' }))
const sentHeader = () => wire.last().headers['x-amzn-trace-id']
const isCall = ({ phase }: TraceRecord) => phase === 'call'

// First in the file: on Node 22, what a Middy handler has entered stays visible to the next test.
describe('a call to AWS outside of Lambda', () => {
  afterEach(() => vi.unstubAllEnvs())

  const inRoute = (options: TracingOptions, headers = {}) => {
    const route = withTracing(async (_request: Request) => {
      await invokeFunction()
      return new Response()
    }, options)
    return route(new Request('http://shop.example/', { headers }), undefined as never)
  }

  it('sends itself as the parent of what AWS does', async () => {
    const { documentOf } = await sentBy(() => inRoute({ exporters: [xray()] }))
    const { id, trace_id } = documentOf(isCall)
    expect(sentHeader()).toBe(`Root=${trace_id};Sampled=1;Parent=${id}`)
  })

  it('sends the caller’s header unchanged if X-Ray receives no calls', async () => {
    vi.stubEnv('AWS_XRAY_TRACING_ENABLED', undefined)
    await captureRecords(() => inRoute({}, { 'x-amzn-trace-id': FUNCTION }))
    expect(sentHeader()).toBe(FUNCTION)
  })

  it('sends no header if X-Ray is not used', async () => {
    await captureRecords(() => inRoute({}))
    expect(sentHeader()).toBeUndefined()
    await captureRecords(() => invokeFunction())
    expect(sentHeader()).toBeUndefined()
  })
})

describe('a call to AWS on Lambda', () => {
  beforeEach(() => {
    vi.stubEnv('AWS_LAMBDA_FUNCTION_NAME', 'caller')
    vi.stubEnv('_X_AMZN_TRACE_ID', FUNCTION)
  })
  afterEach(() => vi.unstubAllEnvs())

  const inFunction = (exporters: ReturnType<typeof xray>[], run: () => Promise<unknown>) =>
    handlerOf([tracing({ exporters })], run)(httpApiEvent(), lambdaContext())

  it('sends itself as the parent of what AWS does', async () => {
    const { documentOf } = await sentBy(() => inFunction([xray()], () => invokeFunction()))
    const { id } = documentOf(isCall)
    expect(sentHeader()).toBe(`Root=${ROOT};Parent=${id};Sampled=1;Lineage=a:0`)
  })

  it('sends the function’s own header if X-Ray receives no calls', async () => {
    await captureRecords(() => inFunction([], () => invokeFunction()))
    expect(sentHeader()).toBe(FUNCTION)
    const sender = `Root=1-5759e988-${'a'.repeat(24)};Parent=${'a'.repeat(16)};Sampled=1`
    const batch = events.sqs({ headers: { 'x-amzn-trace-id': sender } }, {})
    await captureRecords(() =>
      inFunction([], () => eachRecord(batch, (record) => record.body && invokeFunction())),
    )
    const sent = wire.requests.slice(-2).map(({ headers }) => headers['x-amzn-trace-id'])
    expect(sent).toEqual([FUNCTION, FUNCTION])
  })

  it.each(['X-Amzn-Trace-Id', 'x-amzn-trace-id'])(
    'keeps a header that other code has set: %s',
    async (name) => {
      const client = new LambdaClient(wire.options)
      const own = `Root=1-5759e988-${'1'.repeat(24)}`
      client.middlewareStack.add(
        (next) => (args) => {
          Object.assign((args as { request: { headers: object } }).request.headers, { [name]: own })
          return next(args)
        },
        { step: 'build', name: 'own' },
      )
      await sentBy(() => inFunction([xray()], () => invokeFunction(traceClient(client))))
      expect(sentHeader()).toBe(own)
    },
  )

  it('does not change a presigned URL', async () => {
    const sign = (client: S3Client) =>
      getSignedUrl(client, new GetObjectCommand({ Bucket: 'pictures', Key: 'a.png' }), {
        signingDate: new Date(0),
      })
    const urls: string[] = []
    await sentBy(() =>
      inFunction([xray()], async () => {
        urls.push(await sign(new S3Client(wire.options)))
        urls.push(await sign(traceClient(new S3Client(wire.options))))
      }),
    )
    expect(urls[1]).toBe(urls[0])
    expect(urls[0]).toContain('X-Amz-SignedHeaders=host&')
  })
})
