import { safeGet } from '../core/lib/safe-get.ts'
import { ABORTED } from '../core/outcome/outcome.ts'
import { elapsedSince } from '../core/platform/clock.ts'
import type { Metadata } from '../core/record.ts'
import type { Span } from '../core/span.ts'
import type { RequestTrace } from '../core/trace/request-trace.ts'
import type { Step, StepOutcome } from '../core/trace/step.ts'
import { addModelEvent, type ModelMetadata, modelMetadata } from './bedrock.ts'
import { bodyOf, watchBody } from './body.ts'
import type { BodyEnd } from './body-watcher.ts'
import { hasKeepSignal } from './keep-signal.ts'

/** A command that was sent. */
export interface Call {
  readonly trace: RequestTrace
  /** Such as `s3`. */
  readonly service: string
  readonly step: Step
  readonly span: Span
  /** The names of what the command is about, such as a bucket and a key. */
  readonly target: Metadata
  readonly region: () => unknown
}

/** Ends a call that was answered: at once, or when the streaming body of the answer ends. */
export function finishWithOutput(call: Call, result: unknown): void {
  const output = safeGet(result, 'output')
  // A presigned URL was made: nothing was sent.
  if (safeGet(output, 'presigned') !== undefined) {
    call.trace.steps.finish(call.step, call.span, undefined)
    return
  }
  if (call.service === 'lambda' && hasKeepSignal(output)) call.trace.keep()
  let outcome = call.step.judgeValue(output)
  const metadata = isModelCall(call) ? modelMetadata(output, headersOf(result)) : undefined
  const body = bodyOf(output)
  if (body === undefined) {
    finish(call, outcome, metadata)
    return
  }
  const endUnread = watchBody(body, {
    onEvent: (event) => {
      outcome = functionFailureIn(call, event, output) ?? outcome
      addEvent(call, metadata, event)
    },
    onEnd: (end) => finish(call, outcomeOf(call, end, outcome), metadata),
  })
  call.span.beforeRequestEnds = endUnread
}

/** Ends a call that failed. */
export function finishWithError(call: Call, error: unknown): void {
  finish(call, call.step.judgeThrown(error))
}

function headersOf(result: unknown): unknown {
  return safeGet(safeGet(result, 'response'), 'headers')
}

function outcomeOf({ step }: Call, end: BodyEnd, answer: StepOutcome): StepOutcome {
  if (end === 'complete' || answer.result === 'error') return answer
  if (end === 'unread') return { ...answer, metadata: { ...answer.metadata, unread: true } }
  const outcome = end === 'aborted' ? ABORTED : step.judgeThrown(end.error)
  return { ...outcome, metadata: { ...outcome.metadata, ...answer.metadata } }
}

/** Returns the outcome of a function that failed, from the last event of its streamed answer. */
function functionFailureIn(
  { step }: Call,
  event: unknown,
  output: unknown,
): StepOutcome | undefined {
  const code = safeGet(safeGet(event, 'InvokeComplete'), 'ErrorCode')
  if (code === undefined) return undefined
  // Judged like the answer of a function that does not stream.
  return step.judgeValue({ $metadata: safeGet(output, '$metadata'), FunctionError: code })
}

function addEvent({ span }: Call, metadata: ModelMetadata | undefined, event: unknown): void {
  if (metadata === undefined || !addModelEvent(metadata, event)) return
  metadata.timeToFirstToken ??= elapsedSince(span.startedAt)
}

function isModelCall({ service }: Call): boolean {
  return service === 'bedrock'
}

function finish(
  { trace, step, span, target, region }: Call,
  outcome: StepOutcome,
  modelMetadata?: ModelMetadata,
): void {
  const metadata = { ...target, ...modelMetadata, region: region(), ...outcome.metadata }
  trace.steps.finish(step, span, { ...outcome, metadata })
}
