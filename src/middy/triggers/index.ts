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

/** The parsers, in the order in which they are tried. */
const TRIGGERS: readonly TriggerParser[] = [
  authorizer, // its events look like requests
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

/** Reads an event with the first parser that knows it. Any other event is a payload. */
export function parseTrigger(event: unknown, context?: unknown): TriggerEvent {
  for (const parse of TRIGGERS) {
    const trigger = parse(event)
    if (trigger !== undefined) return trigger
  }
  return direct(event, context)
}
