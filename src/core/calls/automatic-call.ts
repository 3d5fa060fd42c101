import { httpAction } from '../lib/http-action.ts'
import { ABORTED, outcomeOfStatus } from '../outcome/outcome.ts'
import type { RequestTrace } from '../trace/request-trace.ts'
import { callStep, type StepOutcome } from '../trace/step.ts'
import { callPath } from './call-path.ts'
import type { Outgoing } from './outgoing.ts'
import { sendTrace } from './send-trace.ts'

/**
 * Ends a call, once.
 * @param isComplete `false` if the sender left before it had the whole answer
 */
export type EndCall = (failure?: unknown, isComplete?: boolean) => void

/** Begins a request as a call of the request that sends it. */
export function beginStep(trace: RequestTrace, outgoing: Outgoing, origin: URL): EndCall {
  const { method, answer } = outgoing
  const path = callPath(origin.hostname, outgoing.path, outgoing.headerLines)
  const step = callStep('http', httpAction({ method }).toLowerCase())
  const span = trace.steps.begin(step)
  const propagated = sendTrace(trace, span, outgoing, origin) && undefined
  let isOver = false
  const finish = (outcome: StepOutcome, unread?: true): void => {
    if (isOver) return
    isOver = true
    const { statusCode, bytes } = answer()
    const facts = { method, host: origin.host, path, statusCode, bytes, unread, propagated }
    const metadata = outcome.metadata ? { ...outcome.metadata, ...facts } : facts
    trace.steps.finish(step, span, { ...outcome, metadata })
  }
  // A body that nobody reads has no end.
  span.beforeRequestEnds = () => {
    const { statusCode } = answer()
    if (statusCode !== undefined) finish(outcomeOfStatus(statusCode), true)
  }
  return (failure, isComplete) => {
    if (failure !== undefined) finish(step.judgeThrown(failure))
    else finish(isComplete === false ? ABORTED : outcomeOfStatus(answer().statusCode))
  }
}
