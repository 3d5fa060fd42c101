import { safeGet } from '../../core/lib/safe-get.ts'
import { headersIn } from './headers.ts'
import type { TriggerEvent } from './trigger.ts'

/**
 * Whoever invokes the function itself, and what passes a payload on: Step Functions, IoT rules,
 * schedules. The trace is in the payload under `_trace`, or in a synchronous call's client context.
 * Any event is one of these.
 */
export function direct(event: unknown, context?: unknown): TriggerEvent {
  const client = safeGet(context, 'clientContext')
  const custom = safeGet(client, 'custom') ?? safeGet(client, 'Custom')
  return {
    header: headersIn([safeGet(event, '_trace'), safeGet(custom, '_trace'), custom]),
  }
}
