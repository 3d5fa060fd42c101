import type { RequestHost } from '../core/host.ts'
import { takeColdStart } from '../core/lambda/cold-start.ts'
import { invocationHost } from '../core/lambda/invocation-host.ts'
import { safeGet } from '../core/lib/safe-get.ts'
import { merged } from '../core/record/metadata.ts'
import { executionId, isDurable } from './durable.ts'
import type { Invocation } from './invocation.ts'
import { waitedSince } from './waited.ts'

/** What differs if an invocation is a part of another one. */
type Position = Pick<RequestHost, 'segment' | 'isChild' | 'maxServices'>

/** Returns what Lambda knows about an invocation. One literal: a copy with more members is slow to make. */
export function lambdaHost(
  { event, context, trigger }: Invocation,
  { segment, isChild, maxServices }: Position,
): RequestHost {
  const { requestId, functionName, coldStart, startMetadata, addMeasurements, remainingTime } =
    invocationHost(context, takeColdStart())
  return {
    requestId,
    functionName,
    action: trigger.action ?? functionName,
    findAction: trigger.findAction,
    coldStart,
    isAuthorizer: trigger.isAuthorizer,
    metadata: trigger.metadata,
    kind: (trigger.batch ?? trigger.sentAt) === undefined ? undefined : 'consumer',
    startMetadata: merged(waitedSince(trigger.sentAt), startMetadata),
    addMeasurements,
    remainingTime,
    mayNotEnd: isDurable(context),
    spanId: executionId(context)?.replaceAll('-', '').slice(-16),
    segment,
    isChild,
    maxServices,
    // A load balancer sends, and reads, either form.
    hasHeaderLists:
      Boolean(safeGet(event, 'multiValueHeaders')) && safeGet(event, 'headers') === undefined,
  }
}
