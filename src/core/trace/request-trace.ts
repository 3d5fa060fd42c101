import type { Slotted } from '../lib/slot-set.ts'
import { guard } from '../outcome/guard.ts'
import { judgeStatus } from '../outcome/http-status.ts'
import type { Outcome } from '../outcome/outcome.ts'
import { elapsedSince } from '../platform/clock.ts'
import type { TraceContext } from '../propagation/inbound.ts'
import type { RecordDraft } from '../record/draft.ts'
import { merged } from '../record/metadata.ts'
import type { Metadata } from '../record.ts'
import { ChildRequests } from './child-requests.ts'
import { enter, runIn, type Scope } from './context.ts'
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
    const { settings, host } = this.source
    if (settings.exporters === undefined) return undefined
    return host.segment?.replace(/\bParent=\w*/, `Parent=${this.spanId}`)
  }

  /** Creates a request that is handled as a part of this one, such as a record of a batch. */
  createChild(traceContext: TraceContext, metadata: Metadata): RequestTrace {
    const { settings, host } = this.source
    const { requestId, functionName } = host
    const { action } = this.writer.lines
    const segment = this.childSegment()
    const kind = 'consumer'
    const childHost = {
      requestId,
      functionName,
      action,
      metadata,
      kind,
      isChild: true,
      segment,
    } as const
    const child = new RequestTrace(settings, traceContext, childHost)
    this.children.add(child)
    child.onEnd(() => this.children.delete(child))
    return child
  }

  /** Whether the user's code has said what the request does. */
  get hasOwnAction(): boolean {
    return this.writer.lines.hasOwnAction
  }

  /** Whether requests that its code sends are calls: not once it has ended, since timers may go on. */
  get takesCalls(): boolean {
    return this.id !== '' && !this.ended
  }

  /** Returns the scope of code that belongs to this request and to none of its steps. */
  scope(): Scope {
    return { trace: this, span: this.steps.root }
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
    const { host, traceContext } = this.source
    const { startMetadata, maxServices } = host
    this.writer.spans?.started(this.steps.root, { phase: 'start' })
    this.writer.write(this.steps.root, 'info', {
      message,
      phase: 'start',
      metadata: merged(startMetadata, metadata),
    })
    const { depth = 0 } = traceContext ?? {}
    if (maxServices !== undefined && depth > maxServices)
      this.warn('Trace loop', { services: depth, maxServices })
  }

  /** Returns the running steps, also of its parts that have not ended, the oldest first. */
  openSteps(): OpenStep[] {
    const open = [...this.steps.describeOpen()]
    for (const { steps } of this.#children?.all() ?? []) open.push(...steps.describeOpen())
    return open.sort((one, other) => other.age - one.age)
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
    const { steps, writer } = this
    steps.beforeRequestEnds()
    const { findAction } = this.source.host
    const action = findAction && !this.hasOwnAction && guard(findAction)
    if (action) writer.lines.setAction(action)
    const openSteps = this.openSteps()
    const metadata = openSteps.length > 0 ? { openSteps, ...given } : given
    const draft = {
      message,
      phase: 'complete',
      metadata,
      duration: this.elapsed(),
      Timeouts: outcome.Timeouts,
    } as const
    writer.end(steps.root, outcome.level, draftOf(outcome, draft))
    for (const span of steps.open.all()) writer.spans?.leftOpen(span)
    this.#onEnd?.()
    // Released: what it holds, such as a timer, may hold the scope of the request before, and so on.
    this.#onEnd = undefined
  }

  /** Calls `listener` once the ending is written. A request has one listener. */
  onEnd(listener: () => void): void {
    this.#onEnd = listener
  }

  /** Tells the exporters that the request's end may never be reported in this process. */
  leaveOpen(): void {
    this.writer.spans?.leftOpen(this.steps.root)
  }

  /** Writes an outcome without ending the request. */
  logOutcome(message: string, outcome: PartialOutcome, metadata?: Metadata): void {
    const draft = draftOf(outcome, { message, phase: 'log', metadata })
    this.writer.write(this.steps.root, outcome.level, draft)
  }

  /** Returns the milliseconds since the request began, to 0.001. */
  elapsed(): number {
    return elapsedSince(this.steps.root.startedAt)
  }

  /**
   * Whether all records are written although the trace isn't sampled, or will be if the request is
   * answered with this status. Callers are told so.
   */
  isKeptUnsampled(status: number): boolean {
    const { isSampled, isReleased } = this.writer.tail
    if (isSampled || isReleased) return !isSampled
    return status >= 400 && !this.ended && this.writer.keepsFailure(judgeStatus(status).level)
  }
}

/** An outcome that may leave open how something ended. */
type PartialOutcome = Partial<Outcome> & Pick<Outcome, 'level'>

function draftOf({ result, error, metadata }: PartialOutcome, draft: RecordDraft): RecordDraft {
  return { ...draft, result, error, metadata: merged(metadata, draft.metadata) }
}
