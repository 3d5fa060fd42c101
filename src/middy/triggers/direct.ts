import { safeGet } from '../../core/lib/safe-get.ts'
import { safeGetIn } from './event-values.ts'
import { headerReader } from './headers.ts'
import type { TriggerEvent } from './trigger.ts'

/**
 * Reads any payload: of a direct invocation, Step Functions, an IoT rule, a schedule, or a
 * destination of asynchronous invocations. The trace is the payload's member `_trace`, or in the
 * client context of a synchronous invocation.
 */
export function direct(event: unknown, context?: unknown): TriggerEvent {
  const client = safeGet(context, 'clientContext')
  const custom = safeGet(client, 'custom') ?? safeGet(client, 'Custom')
  return {
    header: headerReader([
      safeGet(event, '_trace'),
      safeGetIn(event, 'requestPayload', '_trace'), // of the failed invocation
      safeGetIn(event, 'BatchInput', '_trace'), // of a distributed map
      safeGet(custom, '_trace'),
      custom,
    ]),
  }
}
