import type { Part } from './event-values.ts'
import { headerReader } from './headers.ts'
import type { TriggerEvent } from './trigger.ts'

/**
 * Reads any payload: of a direct invocation, Step Functions, an IoT rule, a schedule, or a
 * destination of asynchronous invocations. The trace is the payload's member `_trace`, or in the
 * client context of a synchronous invocation. Of a failed invocation, it is in its payload; of a
 * distributed map, in what all items get.
 */
export function direct(event: Part, context?: Part): TriggerEvent {
  const client = context?.clientContext
  const custom = client?.custom ?? client?.Custom
  const payloads = [event, event?.requestPayload, event?.BatchInput, custom]
  return { header: headerReader([...payloads.map((payload) => payload?._trace), custom]) }
}
