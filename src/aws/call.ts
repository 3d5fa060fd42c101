import { safeGet } from '../core/lib/safe-get.ts'
import { elapsedSince } from '../core/platform/clock.ts'
import type { Metadata } from '../core/record.ts'
import type { Span } from '../core/span.ts'
import type { RequestTrace } from '../core/trace/request-trace.ts'
import type { Step, StepOutcome } from '../core/trace/step.ts'
import { modelMetadata, noteModelEvent } from './bedrock.ts'
import { type BodyEnd, bodyOf, watchBody } from './body.ts'
import { hasKeepSignal } from './keep-signal.ts'

/** A command that was sent. */
export interface Call {
  readonly engine: RequestTrace
  /** Such as `s3`. */
  readonly service: string
  readonly step: Step
  readonly span: Span
  /** What it is about. */
  readonly target: Metadata
  readonly region: () => unknown
}

/** Ends a call that was answered: at once, or with the body that the answer streams. */
export function finishWithOutput(call: Call, result: unknown): void {
  const output = safeGet(result, 'output')
  // A presigned URL was made: nothing was sent.
  if (safeGet(output, 'presigned') !== undefined) {
    call.engine.steps.finish(call.step, call.span, undefined)
    return
  }
  if (call.service === 'lambda' && hasKeepSignal(output)) call.engine.keep()
  let outcome = call.step.judgeValue(output)
  const facts = isModel(call) ? modelMetadata(output, headersOf(result)) : undefined
  const body = bodyOf(output)
  if (body === undefined) {
    finish(call, outcome, facts)
    return
  }
  const endUnread = watchBody(body, {
    event: (event) => {
      outcome = failureIn(call, event, output) ?? outcome
      noteEvent(call, facts, event)
    },
    end: (how) => finish(call, outcomeOf(call, how, outcome), facts),
  })
  call.engine.steps.onBeforeEnd(call.span, endUnread)
}

function headersOf(result: unknown): unknown {
  return safeGet(safeGet(result, 'response'), 'headers')
}

/** Ends a call that failed. */
export function finishWithError(call: Call, error: unknown): void {
  finish(call, call.step.judgeThrown(error))
}

function outcomeOf({ step }: Call, end: BodyEnd, answer: StepOutcome): StepOutcome {
  if (end === 'complete' || answer.result === 'error') return answer
  if (end === 'unread') return { ...answer, metadata: { ...answer.metadata, unread: true } }
  const outcome = end === 'left' ? LEFT : step.judgeThrown(end.error)
  return { ...outcome, metadata: { ...outcome.metadata, ...answer.metadata } }
}

const LEFT: StepOutcome = { level: 'warn', result: 'partial', metadata: { aborted: true } }

/** The outcome of a function whose last event says that it failed, as an answer without a stream would. */
function failureIn({ step }: Call, event: unknown, output: unknown): StepOutcome | undefined {
  const code = safeGet(safeGet(event, 'InvokeComplete'), 'ErrorCode')
  if (code === undefined) return undefined
  return step.judgeValue({ $metadata: safeGet(output, '$metadata'), FunctionError: code })
}

function noteEvent(
  { span }: Call,
  facts: Record<string, unknown> | undefined,
  event: unknown,
): void {
  const hasTokens = facts !== undefined && noteModelEvent(facts, event)
  if (hasTokens) facts.timeToFirstToken ??= elapsedSince(span.startedAt)
}

function isModel({ service }: Call): boolean {
  return service === 'bedrock'
}

function finish(
  { engine, step, span, target, region }: Call,
  outcome: StepOutcome,
  facts?: Metadata,
): void {
  const metadata = { ...target, ...facts, region: region(), ...outcome.metadata }
  engine.steps.finish(step, span, { ...outcome, metadata })
}
