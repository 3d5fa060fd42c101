import { safeGet } from '../../core/lib/safe-get.ts'
import { headerReader } from './headers.ts'
import type { TriggerEvent } from './trigger.ts'

/**
 * Reads any payload: of a direct invocation, Step Functions, an IoT rule or a schedule. The trace
 * is the payload's member `_trace`, or in the client context of a synchronous invocation.
 */
export function direct(event: unknown, context?: unknown): TriggerEvent {
  const client = safeGet(context, 'clientContext')
  const custom = safeGet(client, 'custom') ?? safeGet(client, 'Custom')
  return {
    header: headerReader([safeGet(event, '_trace'), safeGet(custom, '_trace'), custom]),
  }
}
