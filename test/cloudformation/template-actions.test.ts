import { describe, expect, it } from 'vitest'
import { actionsInTemplate } from '../../src/cloudformation/template-actions.ts'

const FUNCTION = { Type: 'AWS::Lambda::Function', Properties: {} }
const ALIAS = { Type: 'AWS::Lambda::Alias', Properties: { FunctionName: { Ref: 'Orders' } } }
const INVOKE = `arn:aws:apigateway:\${AWS::Region}:lambda:path/2015-03-31/functions`

const integration = (IntegrationUri: unknown) => ({
  Type: 'AWS::ApiGatewayV2::Integration',
  Properties: { IntegrationUri },
})
const route = (RouteKey: string, target: unknown = 'Integration') => ({
  Type: 'AWS::ApiGatewayV2::Route',
  Properties: {
    RouteKey,
    Target: { 'Fn::Join': ['/', ['integrations', { Ref: target }]] },
  },
})
const part = (PathPart: string, ParentId: object) => ({
  Type: 'AWS::ApiGateway::Resource',
  Properties: { PathPart, ParentId },
})
const method = (HttpMethod: string, ResourceId: object, Uri: object) => ({
  Type: 'AWS::ApiGateway::Method',
  Properties: { HttpMethod, ResourceId, Integration: { Uri } },
})

describe('the actions of a template’s functions', () => {
  it.each([
    ['its ARN', { 'Fn::GetAtt': ['Orders', 'Arn'] }],
    ['its ARN in YAML’s short form', { 'Fn::GetAtt': 'Orders.Arn' }],
    ['an alias', { Ref: 'Live' }],
    ['a text', { 'Fn::Sub': `${INVOKE}/\${Orders.Arn}/invocations` }],
  ])('are the routes of an HTTP API that names a function by %s', (_what, uri) => {
    const actions = actionsInTemplate({
      Orders: FUNCTION,
      Live: ALIAS,
      Integration: integration(uri),
      Get: route('GET /orders/{id}'),
      Post: route('POST /orders'),
      Any: route('ANY /admin'),
      Rest: route('$default'),
      Elsewhere: route('GET /elsewhere', 'Gone'),
    })
    expect(actions).toEqual({ Orders: ['GET /orders/{id}', 'POST /orders'] })
  })

  it('are the methods of a REST API, with the whole path', () => {
    const uri = {
      'Fn::Join': ['', ['arn:aws:…/', { 'Fn::GetAtt': ['Orders', 'Arn'] }, '/invocations']],
    }
    const actions = actionsInTemplate({
      Orders: FUNCTION,
      List: part('orders', { 'Fn::GetAtt': ['Api', 'RootResourceId'] }),
      One: part('{id}', { Ref: 'List' }),
      Root: method('GET', { 'Fn::GetAtt': ['Api', 'RootResourceId'] }, uri),
      Get: method('GET', { Ref: 'One' }, uri),
      Mock: method('OPTIONS', { Ref: 'One' }, {}),
    })
    expect(actions).toEqual({ Orders: ['GET /', 'GET /orders/{id}'] })
  })

  it('are the API events of SAM', () => {
    const Events = {
      Get: { Type: 'HttpApi', Properties: { Method: 'get', Path: '/orders/{id}' } },
      Post: { Type: 'Api', Properties: { Method: 'post', Path: '/orders' } },
      Any: { Type: 'Api', Properties: { Method: 'any', Path: '/admin' } },
      Default: { Type: 'HttpApi' },
      Queue: { Type: 'SQS', Properties: { Queue: 'q' } },
    }
    const actions = actionsInTemplate({
      Orders: { Type: 'AWS::Serverless::Function', Properties: { Events } },
      Worker: { Type: 'AWS::Serverless::Function', Properties: { Events: { Q: Events.Queue } } },
    })
    expect(actions).toEqual({ Orders: ['GET /orders/{id}', 'POST /orders'] })
  })

  it('end where resources refer to each other in a circle', () => {
    const circle = { Type: 'AWS::Lambda::Alias', Properties: { FunctionName: { Ref: 'A' } } }
    const parent = part('a', { Ref: 'Part' })
    const resources = {
      A: circle,
      Part: parent,
      Integration: integration({ Ref: 'A' }),
      Route: route('GET /'),
      Method: method('GET', { Ref: 'Part' }, { Ref: 'A' }),
    }
    expect(actionsInTemplate(resources)).toEqual({})
  })
})
