import type { RequestHost } from '../core/host.ts'
import { takeColdStart } from '../core/lambda/cold-start.ts'
import { invocationHost } from '../core/lambda/invocation-host.ts'
import { merged } from '../core/record/metadata.ts'
import { executionId, isDurable } from './durable.ts'
import type { TriggerEvent } from './triggers/trigger.ts'
import { waitedSince } from './waited.ts'

/** Returns what Lambda knows about an invocation, and its event says. */
export function lambdaHost(context: unknown, trigger: TriggerEvent): RequestHost {
  const host = invocationHost(context, takeColdStart())
  return {
    ...host,
    action: trigger.action ?? host.functionName,
    findAction: trigger.findAction,
    metadata: trigger.metadata,
    startMetadata: merged(waitedSince(trigger.sentAt), host.startMetadata),
    mayNotEnd: isDurable(context),
    spanId: executionId(context)?.replaceAll('-', '').slice(-16),
  }
}
