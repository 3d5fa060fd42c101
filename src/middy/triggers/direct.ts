import { safeGet } from '../../core/lib/safe-get.ts'
import { pathsOf, safeGetAll } from './event-values.ts'
import { headerReader } from './headers.ts'
import type { TriggerEvent } from './trigger.ts'

/** Of a failed invocation, the trace is in its payload; of a distributed map, in what all items get. */
const CARRIERS = pathsOf('_trace requestPayload._trace BatchInput._trace')

/**
 * Reads any payload: of a direct invocation, Step Functions, an IoT rule, a schedule, or a
 * destination of asynchronous invocations. The trace is the payload's member `_trace`, or in the
 * client context of a synchronous invocation.
 */
export function direct(event: unknown, context?: unknown): TriggerEvent {
  const client = safeGet(context, 'clientContext')
  const custom = safeGet(client, 'custom') ?? safeGet(client, 'Custom')
  return {
    header: headerReader([...safeGetAll(event, CARRIERS), safeGet(custom, '_trace'), custom]),
  }
}
