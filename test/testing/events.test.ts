import type {
  ALBEvent,
  AmplifyGraphQlResolverEvent,
  APIGatewayProxyEvent,
  APIGatewayProxyEventV2,
  APIGatewayProxyWebsocketEventV2,
  APIGatewayRequestAuthorizerEvent,
  APIGatewayRequestAuthorizerEventV2,
  APIGatewayTokenAuthorizerEvent,
  AppSyncResolverEvent,
  CloudFormationCustomResourceEvent,
  CloudFrontRequestEvent,
  CloudWatchLogsEvent,
  Context,
  DynamoDBStreamEvent,
  EventBridgeEvent,
  FirehoseTransformationEvent,
  KinesisStreamEvent,
  LambdaFunctionURLEvent,
  MSKEvent,
  PreAuthenticationTriggerEvent,
  PreSignUpTriggerEvent,
  S3Event,
  ScheduledEvent,
  SNSEvent,
  SQSEvent,
  SQSRecord,
} from 'aws-lambda'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { events, lambdaContext } from '../../src/testing/index.ts'

describe('an event', () => {
  it.each(Object.entries(events))('is a new object each time: %s', (_name, eventOf) => {
    const [one, other] = [eventOf(), eventOf()]
    expect(one).toEqual(other)
    expect(one).not.toBe(other)
    const before = JSON.stringify(other)
    for (const member of Object.values(one)) {
      if (typeof member === 'object' && member !== null) Object.assign(member, { changed: true })
    }
    expect(JSON.stringify(eventOf())).toBe(before)
  })

  it('has its headers and body where its service puts them', () => {
    const input = { headers: { traceparent: 'parent' }, body: { id: 7 } }
    expect(events.httpApi(input)).toMatchObject({ headers: input.headers, body: '{"id":7}' })
    expect(events.sqs(input).Records[0]).toMatchObject({
      messageAttributes: { traceparent: { dataType: 'String', stringValue: 'parent' } },
      body: '{"id":7}',
    })
    expect(events.direct(input)).toEqual({ id: 7, _trace: input.headers })
  })

  it('has the type of @types/aws-lambda', () => {
    expectTypeOf(events.alb).returns.toExtend<ALBEvent>()
    expectTypeOf(events.httpApi).returns.toExtend<APIGatewayProxyEventV2>()
    expectTypeOf(events.restApi).returns.toExtend<APIGatewayProxyEvent>()
    expectTypeOf(events.requestAuthorizer).returns.toExtend<APIGatewayRequestAuthorizerEvent>()
    expectTypeOf(events.httpApiAuthorizer).returns.toExtend<APIGatewayRequestAuthorizerEventV2>()
    expectTypeOf(events.cognito).returns.toExtend<PreSignUpTriggerEvent>()
    expectTypeOf(events.cognitoSignIn).returns.toExtend<PreAuthenticationTriggerEvent>()
    expectTypeOf(events.cloudFront).returns.toExtend<CloudFrontRequestEvent>()
    expectTypeOf(events.amplify).returns.toExtend<AmplifyGraphQlResolverEvent<{ id: string }>>()
    expectTypeOf(events.pipe).returns.toExtend<SQSRecord[]>()
    expectTypeOf(events.functionUrl).returns.toExtend<LambdaFunctionURLEvent>()
    expectTypeOf(events.webSocket).returns.toExtend<APIGatewayProxyWebsocketEventV2>()
    expectTypeOf(events.tokenAuthorizer).returns.toExtend<APIGatewayTokenAuthorizerEvent>()
    expectTypeOf(events.appSync).returns.toExtend<AppSyncResolverEvent<{ id: string }>>()
    expectTypeOf(events.sqs).returns.toExtend<SQSEvent>()
    expectTypeOf(events.sqsFifo).returns.toExtend<SQSEvent>()
    expectTypeOf(events.sns).returns.toExtend<SNSEvent>()
    expectTypeOf(events.eventBridge).returns.toExtend<EventBridgeEvent<string, object>>()
    expectTypeOf(events.schedule).returns.toExtend<ScheduledEvent>()
    expectTypeOf(events.kinesis).returns.toExtend<KinesisStreamEvent>()
    expectTypeOf(events.firehose).returns.toExtend<FirehoseTransformationEvent>()
    expectTypeOf(events.dynamodb).returns.toExtend<DynamoDBStreamEvent>()
    expectTypeOf(events.s3).returns.toExtend<S3Event>()
    expectTypeOf(events.kafka).returns.toExtend<MSKEvent>()
    expectTypeOf(events.logs).returns.toExtend<CloudWatchLogsEvent>()
    expectTypeOf(events.cloudFormation).returns.toExtend<CloudFormationCustomResourceEvent>()
    expectTypeOf(lambdaContext).returns.toExtend<Context>()
  })
})

describe('lambdaContext', () => {
  it('returns the context of a new invocation, with other members', () => {
    const [one, other] = [lambdaContext(), lambdaContext({ functionName: 'mine', tenantId: 't' })]
    expect(one.awsRequestId).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/,
    )
    expect(one.awsRequestId).not.toBe(other.awsRequestId)
    expect(other).toMatchObject({ functionName: 'mine', tenantId: 't', memoryLimitInMB: '1024' })
  })
})
