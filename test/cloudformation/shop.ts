import {
  type Resources,
  resourcesBeside,
  type ServiceDescription,
} from '../../src/cloudformation/index.ts'

const arn = (id: string): object => ({ 'Fn::GetAtt': [id, 'Arn'] })
const of = (Type: string, Properties: object) => ({ Type, Properties: { ...Properties } })

/** The functions of a shop: a route, a consumer of a queue and of a stream, a job, an authorizer. */
export const SHOP: ServiceDescription = {
  service: 'shop',
  stage: 'prod',
  functions: {
    orders: { actions: ['GET /orders/{id}'], triggers: ['http'] },
    work: { triggers: ['queue'] },
    follow: { triggers: ['stream'] },
    nightly: { triggers: ['schedule'] },
    auth: { triggers: ['authorizer'] },
  },
  frontend: { logGroup: '/shop/frontend', service: 'web' },
  notify: { email: ['oncall@example.com'], pagerDuty: ['0123456789abcdef'] },
}

/** What the shop's template has beside. */
export const BESIDE: Resources = {
  Jobs: of('AWS::SQS::Queue', {
    RedrivePolicy: { deadLetterTargetArn: arn('Dead'), maxReceiveCount: 3 },
  }),
  Dead: of('AWS::SQS::Queue', {}),
  Alone: of('AWS::SQS::Queue', {}),
  WorkLambda: of('AWS::Lambda::Function', { FunctionName: 'shop-prod-work' }),
  FollowLambda: of('AWS::Lambda::Function', { FunctionName: 'shop-prod-follow' }),
  JobsToWork: of('AWS::Lambda::EventSourceMapping', {
    EventSourceArn: arn('Jobs'),
    FunctionName: arn('WorkLambda'),
  }),
  TableToFollow: of('AWS::Lambda::EventSourceMapping', {
    EventSourceArn: { 'Fn::GetAtt': ['Table', 'StreamArn'] },
    FunctionName: arn('FollowLambda'),
    StartingPosition: 'LATEST',
  }),
  Table: of('AWS::DynamoDB::Table', { KeySchema: [] }),
  Machine: of('AWS::StepFunctions::StateMachine', { RoleArn: 'arn' }),
  Rule: of('AWS::Events::Rule', {}),
  OtherRule: of('AWS::Events::Rule', { EventBusName: 'orders' }),
  Api: of('AWS::ApiGatewayV2::Api', { ProtocolType: 'HTTP' }),
  ApiStage: of('AWS::ApiGatewayV2::Stage', { ApiId: { Ref: 'Api' }, StageName: '$default' }),
  Rest: of('AWS::ApiGateway::RestApi', { Name: 'prod-shop' }),
  RestDeployment: of('AWS::ApiGateway::Deployment', {
    RestApiId: { Ref: 'Rest' },
    StageName: 'prod',
  }),
}

/** Returns the alarms and notifications of the shop, with other settings. */
export function shop(settings: Partial<ServiceDescription> = {}): Resources {
  return resourcesBeside(BESIDE, { ...SHOP, ...settings }).resources
}
