import type {
  APIGatewayProxyEventV2,
  APIGatewayProxyHandlerV2,
  Context,
  Handler,
  SQSBatchResponse,
  SQSEvent,
  SQSHandler,
} from 'aws-lambda'
import { describe, expectTypeOf, it } from 'vitest'
import { eachRecord, withLambdaTracing } from '../../src/middy/index.ts'

describe('withLambdaTracing', () => {
  it('takes a handler that is typed by aws-lambda, and keeps its type', () => {
    const getOrder: APIGatewayProxyHandlerV2 = async ({ rawPath }) => ({ body: rawPath })
    expectTypeOf(withLambdaTracing(getOrder)).toExtend<APIGatewayProxyHandlerV2>()
    const takeOrders: SQSHandler = async () => undefined
    expectTypeOf(withLambdaTracing(takeOrders)).toExtend<SQSHandler>()
  })

  it('types the parameters of a handler by the type of the export', () => {
    const handler: Handler<SQSEvent, SQSBatchResponse> = withLambdaTracing((event, context) => {
      expectTypeOf(event).toEqualTypeOf<SQSEvent>()
      expectTypeOf(context).toEqualTypeOf<Context>()
      return eachRecord(event, () => undefined)
    })
    expectTypeOf(handler).toEqualTypeOf<Handler<SQSEvent, SQSBatchResponse>>()
  })

  it('returns a handler of the same parameters, and the promise of its answer', () => {
    const getPath = (event: APIGatewayProxyEventV2, _context: Context) => event.rawPath
    expectTypeOf(withLambdaTracing(getPath)).toEqualTypeOf<
      (event: APIGatewayProxyEventV2, _context: Context) => Promise<string>
    >()
    expectTypeOf(withLambdaTracing(async () => undefined)).returns.resolves.toBeUndefined()
  })
})
