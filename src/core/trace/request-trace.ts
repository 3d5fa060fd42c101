import type { Slotted } from '../lib/slot-set.ts'
import { toText } from '../lib/to-text.ts'
import { guard } from '../outcome/guard.ts'
import type { Outcome } from '../outcome/outcome.ts'
import { elapsedSince } from '../platform/clock.ts'
import type { InboundPolicy, TraceContext } from '../propagation/inbound.ts'
import type { RecordDraft } from '../record/draft.ts'
import { merged } from '../record/metadata.ts'
import type { Metadata } from '../record.ts'
import { ChildRequests } from './child-requests.ts'
import { enter, runIn, type Scope } from './context.ts'
import { hopStep, outcomeOfWord } from './step.ts'
import type { OpenStep } from './step-tracker.ts'
import { UserTrace } from './user-trace.ts'

/**
 * The engine: one request from its start to its one ending. Adapters create it, run the host's code
 * in it, and end it. Without a trace context it is detached: it still runs what it is given, and
 * writes records without ids.
 */
export class RequestTrace extends UserTrace implements Slotted {
  #slot: number | undefined
  #children: ChildRequests<RequestTrace> | undefined
  #onEnd: (() => void) | undefined

  get slot(): number | undefined {
    return this.#slot
  }

  set slot(slot: number | undefined) {
    this.#slot = slot
  }

  /** The requests that are handled as parts of this one. */
  get children(): ChildRequests<RequestTrace> {
    this.#children ??= new ChildRequests()
    return this.#children
  }

  /**
   * Returns the host's `X-Amzn-Trace-Id` with the running span as its parent; `undefined` if there
   * are no exporters, which alone need it.
   */
  childSegment(): string | undefined {
    if (this.settings.exporters === undefined) return undefined
    return this.host.segment?.replace(/\bParent=\w*/, `Parent=${this.spanId}`)
  }

  /** Creates a request that is handled as a part of this one, such as a record of a batch. */
  createChild(
    readContext: (policy: InboundPolicy) => TraceContext,
    metadata: Metadata,
  ): RequestTrace {
    const { requestId, functionName } = this.host
    const { action } = this.writer.lines
    const segment = this.childSegment()
    const host = { requestId, functionName, action, metadata, isChild: true, segment }
    const child = new RequestTrace(this.settings, readContext(this.settings), host)
    child.onEnd(this.children.add(child))
    return child
  }

  /** Whether the user's code has said what the request does. */
  get hasOwnAction(): boolean {
    return this.writer.lines.hasOwnAction
  }

  /** Returns the scope of code that belongs to this request and to none of its steps. */
  scope(): Scope {
    return { trace: this, span: this.root }
  }

  /** Runs `fn`, and all that it starts, as part of this request. */
  run<T>(fn: () => T): T {
    return runIn(this.scope(), fn)
  }

  /** Makes the running code part of this request from here on; see {@link enter}. */
  enter(): void {
    enter(this.scope())
  }

  /** Writes the start, and a warning if the trace has passed too many services. */
  start(message: string, metadata?: Metadata): void {
    this.writer.spanStarted(this.root, { phase: 'start' })
    const { startMetadata, maxServices = Number.POSITIVE_INFINITY } = this.host
    this.writer.write(this.root, 'info', {
      message,
      phase: 'start',
      metadata: merged(startMetadata, metadata),
    })
    const { depth = 0 } = this.traceContext ?? {}
    if (depth > maxServices) this.warn('Trace loop', { services: depth, maxServices })
  }

  /** Returns the running steps, also of its parts that have not ended, the oldest first. */
  openSteps(): OpenStep[] {
    const requests: readonly RequestTrace[] = [this, ...(this.#children?.open() ?? [])]
    return requests.flatMap(({ steps }) => steps.open()).sort((one, other) => other.age - one.age)
  }

  /**
   * Writes the ending, with the steps that still run. A request ends once: a second ending is a `late`
   * log record.
   */
  end(message: string, outcome: Outcome, given?: Metadata): void {
    if (this.ended) {
      this.logOutcome(message, outcome, given)
      return
    }
    this.steps.notifyBeforeEnd()
    const { findAction } = this.host
    const action = findAction && !this.hasOwnAction && guard(findAction)
    if (action) this.writer.lines.setAction(action)
    const openSteps = this.openSteps()
    const metadata = openSteps.length > 0 ? { openSteps, ...given } : given
    const draft = {
      message,
      phase: 'complete',
      metadata,
      duration: this.elapsed(),
      Timeouts: outcome.Timeouts,
    } as const
    this.writer.end(this.root, outcome.level, draftOf(outcome, draft))
    if (this.settings.exporters !== undefined) this.steps.spansLeftOpen()
    this.#onEnd?.()
    // Released: what it holds, such as a timer, may hold the scope of the request before, and so on.
    this.#onEnd = undefined
  }

  /** Calls `listener` once the ending is written. A request has one listener. */
  onEnd(listener: () => void): void {
    this.#onEnd = listener
  }

  /** Tells the exporters that the request's end may never be reported in this process. */
  spanLeftOpen(): void {
    this.writer.spanLeftOpen(this.root)
  }

  /** Writes an outcome without ending the request. */
  logOutcome(message: string, outcome: PartialOutcome, metadata?: Metadata): void {
    const draft = draftOf(outcome, { message, phase: 'log', metadata })
    this.writer.write(this.root, outcome.level, draft)
  }

  /** Writes a hop that the caller ran itself. `start` announces one whose end follows. */
  logHop(name: string, hopResult: string, metadata?: Metadata): void {
    if (hopResult === 'start') this.steps.logStart(toText(name), metadata)
    else this.steps.log(hopStep(name, metadata), outcomeOfWord(toText(hopResult)))
  }

  /** Returns the milliseconds since the request began, to 0.001. */
  elapsed(): number {
    return elapsedSince(this.root.startedAt)
  }

  /**
   * Whether all records are written although the trace isn't sampled, or will be if the request is
   * answered with this status. Callers are told so.
   */
  isKeptUnsampled(status: number): boolean {
    const { isSampled, isReleased } = this.writer.tail
    return !isSampled && (isReleased || status >= 400)
  }
}

/** An outcome that may leave open how something ended. */
type PartialOutcome = Partial<Outcome> & Pick<Outcome, 'level'>

function draftOf({ result, error, metadata }: PartialOutcome, draft: RecordDraft): RecordDraft {
  return { ...draft, result, error, metadata: merged(metadata, draft.metadata) }
}
