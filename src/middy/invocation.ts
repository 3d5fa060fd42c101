import { parseTrigger } from './triggers/index.ts'
import type { TriggerEvent } from './triggers/trigger.ts'

/** An invocation, and what its event says. */
export interface Invocation {
  readonly event: unknown
  readonly context: unknown
  readonly trigger: TriggerEvent
}

/** Reads the event of an invocation. */
export function readInvocation(event: unknown, context: unknown): Invocation {
  return { event, context, trigger: parseTrigger(event, context) }
}
