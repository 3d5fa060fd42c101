import { guard } from '../../core/outcome/guard.ts'
import { alexa } from './alexa.ts'
import { appSync } from './app-sync.ts'
import { authorizer } from './authorizer.ts'
import { cloudFormation } from './cloud-formation.ts'
import { cloudFront } from './cloud-front.ts'
import { cognito } from './cognito.ts'
import { direct } from './direct.ts'
import { eventBridge } from './event-bridge.ts'
import type { Part } from './event-values.ts'
import { http } from './http.ts'
import { records } from './records.ts'
import type { TriggerEvent, TriggerParser } from './trigger.ts'

/** The parsers, in the order in which they are tried. */
const TRIGGERS: readonly TriggerParser[] = [
  authorizer, // its events look like requests
  http,
  records,
  eventBridge,
  cloudFront,
  appSync,
  cognito,
  cloudFormation,
  alexa,
]

/**
 * Reads an event with the first parser that knows it. Any other event is a payload; one that can't be read
 * is an empty one.
 */
export function parseTrigger(event: unknown, context?: unknown): TriggerEvent {
  return guard(() => parse(event as Part, context as Part)) ?? direct(undefined)
}

function parse(event: Part, context: Part): TriggerEvent {
  let trigger: TriggerEvent | undefined
  for (let at = 0; trigger === undefined && at < TRIGGERS.length; at += 1)
    trigger = TRIGGERS[at]?.(event)
  return trigger ?? direct(event, context)
}
