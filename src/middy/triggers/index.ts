import { alexa } from './alexa.ts'
import { appSync } from './app-sync.ts'
import { authorizer } from './authorizer.ts'
import { cloudFormation } from './cloud-formation.ts'
import { cognito } from './cognito.ts'
import { direct } from './direct.ts'
import { dynamodb } from './dynamodb.ts'
import { eventBridge } from './event-bridge.ts'
import { httpApi, lattice, restApi, webSocket } from './http.ts'
import { kafka } from './kafka.ts'
import { firehose, kinesis } from './kinesis.ts'
import { activeMq, rabbitMq } from './mq.ts'
import { s3 } from './s3.ts'
import { sns } from './sns.ts'
import { sqs } from './sqs.ts'
import type { TriggerEvent, TriggerParser } from './trigger.ts'

/** In the order in which they are asked. */
const TRIGGERS: readonly TriggerParser[] = [
  authorizer, // before the requests that it looks like
  httpApi,
  restApi,
  webSocket,
  lattice,
  sqs,
  sns,
  eventBridge,
  kinesis,
  dynamodb,
  s3,
  kafka,
  firehose,
  activeMq,
  rabbitMq,
  appSync,
  cognito,
  cloudFormation,
  alexa,
]

/** What an event tells about its request. One that no source knows is somebody's payload. */
export function parseTrigger(event: unknown, context?: unknown): TriggerEvent {
  for (const parse of TRIGGERS) {
    const trigger = parse(event)
    if (trigger !== undefined) return trigger
  }
  return direct(event, context)
}
