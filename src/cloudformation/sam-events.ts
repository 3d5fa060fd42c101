import { type Resource, type Resources, ref } from './template.ts'

type Properties = Resource['Properties']

/** What SAM makes of a type of event, by the id that SAM gives it. */
type EventReader = (id: string, properties: Properties, owner: string) => Resources

const MADE: Readonly<Record<string, EventReader>> = {
  SQS: (id, { Queue, ...others }, owner) =>
    mapping(id, { ...others, EventSourceArn: Queue }, owner),
  Kinesis: stream,
  DynamoDB: stream,
  MSK: stream,
  SelfManagedKafka: (id, properties, owner) =>
    mapping(id, { ...properties, SelfManagedEventSource: {} }, owner),
  Schedule: (id, { Schedule, ...others }) => rule(id, { ...others, ScheduleExpression: Schedule }),
  CloudWatchEvent: rule,
  EventBridgeRule: rule,
}

/** Returns the resources that SAM makes of the events of a function or state machine. */
export function samEvents(owner: string, { Events = {} }: Properties): Resources {
  const made = Object.entries(Events as Record<string, Partial<Resource> | null>).map(
    ([name, event]) => MADE[event?.Type ?? '']?.(owner + name, event?.Properties ?? {}, owner),
  )
  return Object.assign({}, ...made)
}

function stream(id: string, { Stream, ...others }: Properties, owner: string): Resources {
  return mapping(id, { EventSourceArn: Stream, ...others }, owner)
}

function mapping(id: string, properties: Properties, owner: string): Resources {
  const Properties = { ...properties, FunctionName: ref(owner) }
  return { [id]: { Type: 'AWS::Lambda::EventSourceMapping', Properties } }
}

/** A rule may have a dead-letter queue that SAM makes. */
function rule(id: string, { DeadLetterConfig, ...others }: Properties): Resources {
  const { Arn, Type, QueueLogicalId } = Object(DeadLetterConfig)
  const queue = Type === 'SQS' ? String(QueueLogicalId ?? `${id}Queue`) : undefined
  const letters = queue === undefined ? Arn : ref(queue)
  const Properties = { ...others, Targets: [{ DeadLetterConfig: { Arn: letters } }] }
  return {
    [id]: { Type: 'AWS::Events::Rule', Properties },
    ...(queue !== undefined && { [queue]: { Type: 'AWS::SQS::Queue', Properties: {} } }),
  }
}
