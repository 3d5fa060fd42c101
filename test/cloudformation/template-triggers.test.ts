import { describe, expect, it } from 'vitest'
import type { Resource } from '../../src/cloudformation/index.ts'
import { triggersInTemplate } from '../../src/cloudformation/template-triggers.ts'

const ARN = { 'Fn::GetAtt': ['Work', 'Arn'] }
const QUEUE = { Type: 'AWS::SQS::Queue', Properties: {} }

const resource = (type: string, Properties: object): Resource => ({
  Type: `AWS::${type}`,
  Properties: { ...Properties },
})
const sam = (Type: string) =>
  resource('Serverless::Function', { Events: { Event: { Type, Properties: {} } } })

describe('the triggers of a template’s functions', () => {
  it.each([
    ['http', resource('ApiGatewayV2::Route', { Target: { Ref: 'Integration' } })],
    ['http', resource('ApiGateway::Method', { Integration: { Uri: ARN } })],
    ['http', resource('Lambda::Url', { TargetFunctionArn: { Ref: 'Work' } })],
    ['authorizer', resource('ApiGateway::Authorizer', { AuthorizerUri: ARN })],
    [
      'authorizer',
      resource('Serverless::Api', { Auth: { Authorizers: { A: { FunctionArn: ARN } } } }),
    ],
    ['queue', mapping({ 'Fn::GetAtt': ['Queue', 'Arn'] })],
    ['queue', mapping('arn:aws:sqs:us-east-1:123456789012:jobs')],
    ['stream', mapping({ 'Fn::GetAtt': ['Stream', 'Arn'] })],
    ['schedule', resource('Events::Rule', { ScheduleExpression: 'x', Targets: [{ Arn: ARN }] })],
    ['other', resource('Events::Rule', { EventPattern: {}, Targets: [{ Arn: ARN }] })],
    ['schedule', resource('Scheduler::Schedule', { Target: { Arn: ARN } })],
    ['other', permission('s3.amazonaws.com')],
  ])('are %s by %j', (trigger, source) => {
    const Integration = resource('ApiGatewayV2::Integration', { IntegrationUri: ARN })
    const Work = resource('Lambda::Function', {})
    const Stream = resource('Kinesis::Stream', {})
    const resources = { Work, Queue: QUEUE, Stream, Integration, Source: source }
    expect(triggersInTemplate(resources)).toEqual({ Work: [trigger] })
  })

  it.each([
    ['Api', 'http'],
    ['SQS', 'queue'],
    ['DynamoDB', 'stream'],
    ['ScheduleV2', 'schedule'],
    ['SNS', 'other'],
  ])('are those of SAM’s event %s', (event, trigger) => {
    expect(triggersInTemplate({ Work: sam(event) })).toEqual({ Work: [trigger] })
  })

  it('leave out what says nothing of its own', () => {
    const Work = resource('Lambda::Function', {})
    const resources = { Work, Source: permission('apigateway.amazonaws.com') }
    expect(triggersInTemplate(resources)).toEqual({})
  })
})

function mapping(EventSourceArn: unknown) {
  return resource('Lambda::EventSourceMapping', { FunctionName: { Ref: 'Work' }, EventSourceArn })
}

function permission(Principal: string) {
  return resource('Lambda::Permission', { FunctionName: ARN, Principal })
}
