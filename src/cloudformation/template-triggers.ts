import { functionBehind } from './function-behind.ts'
import { idsIn } from './references.ts'
import type { Trigger } from './service-description.ts'
import type { Resource, Resources } from './template.ts'

type Properties = Readonly<Record<string, unknown>>

/** A trigger, and the values that may name the function that it invokes. */
interface Invocation {
  readonly trigger: Trigger
  readonly targets: readonly unknown[]
}

const SAM_EVENTS: Readonly<Record<string, Trigger>> = {
  Api: 'http',
  HttpApi: 'http',
  SQS: 'queue',
  MQ: 'queue',
  Kinesis: 'stream',
  DynamoDB: 'stream',
  MSK: 'stream',
  SelfManagedKafka: 'stream',
  Schedule: 'schedule',
  ScheduleV2: 'schedule',
}
/** Principals whose triggers the template says more of. */
const DESCRIBED = /^(apigateway|events|scheduler)\./

const READERS: Readonly<
  Record<string, (properties: Properties, resources: Resources, id: string) => Invocation[]>
> = {
  'AWS::ApiGatewayV2::Route': ({ Target }) => [{ trigger: 'http', targets: [Target] }],
  'AWS::ApiGateway::Method': ({ Integration }) => [{ trigger: 'http', targets: [Integration] }],
  'AWS::Lambda::Url': ({ TargetFunctionArn }) => [
    { trigger: 'http', targets: [TargetFunctionArn] },
  ],
  'AWS::ApiGatewayV2::Authorizer': authorizer,
  'AWS::ApiGateway::Authorizer': authorizer,
  'AWS::Lambda::EventSourceMapping': ({ FunctionName, EventSourceArn }, resources) => [
    { trigger: isQueue(EventSourceArn, resources) ? 'queue' : 'stream', targets: [FunctionName] },
  ],
  'AWS::Events::Rule': ({ ScheduleExpression, Targets }) => [
    {
      trigger: ScheduleExpression === undefined ? 'other' : 'schedule',
      targets: [Targets].flat().map((target) => Object(target).Arn),
    },
  ],
  'AWS::Scheduler::Schedule': ({ Target }) => [
    { trigger: 'schedule', targets: [Object(Target).Arn] },
  ],
  'AWS::Lambda::Permission': ({ FunctionName, Principal }) =>
    DESCRIBED.test(String(Principal)) ? [] : [{ trigger: 'other', targets: [FunctionName] }],
  'AWS::Serverless::Api': samAuthorizers,
  'AWS::Serverless::HttpApi': samAuthorizers,
  'AWS::Serverless::Function': ({ Events = {} }, _resources, id) =>
    Object.values(Events as Record<string, Partial<Resource>>).map((event) => ({
      trigger: SAM_EVENTS[event?.Type ?? ''] ?? 'other',
      targets: [{ Ref: id }],
    })),
}

/**
 * Returns what invokes the functions of a template, by their logical ids. A function that nothing in the
 * template invokes is left out.
 * @param resources the resources of a plain template, or of one for SAM
 */
export function triggersInTemplate(
  resources: Resources,
): Readonly<Record<string, readonly Trigger[]>> {
  const triggers: Record<string, Trigger[]> = {}
  for (const { trigger, targets } of Object.keys(resources).flatMap((id) => read(id, resources))) {
    for (const target of targets) {
      const fn = functionBehind(target, resources)
      if (fn !== undefined) triggers[fn] = [...new Set([...(triggers[fn] ?? []), trigger])]
    }
  }
  return triggers
}

function read(id: string, resources: Resources): Invocation[] {
  const { Type = '', Properties = {} } = resources[id] ?? {}
  return READERS[Type]?.(Properties, resources, id) ?? []
}

function authorizer({ AuthorizerUri }: Properties): Invocation[] {
  return [{ trigger: 'authorizer', targets: [AuthorizerUri] }]
}

function samAuthorizers({ Auth }: Properties): Invocation[] {
  const { Authorizers } = Object(Auth) as { Authorizers?: unknown }
  return Object.values(Object(Authorizers)).map((one) => ({
    trigger: 'authorizer',
    targets: [Object(one).FunctionArn],
  }))
}

function isQueue(source: unknown, resources: Resources): boolean {
  const types = idsIn(source).map((id) => resources[id]?.Type ?? '')
  return types.includes('AWS::SQS::Queue') || /:(sqs|mq):/.test(JSON.stringify(source) ?? '')
}
