import { SlotSet } from '../lib/slot-set.ts'
import { guard } from '../outcome/guard.ts'
import { isLazy, settled } from '../outcome/settle.ts'
import { elapsedSince, ticks } from '../platform/clock.ts'
import { newSpanId } from '../platform/ids.ts'
import { merged } from '../record/metadata.ts'
import type { RecordWriter } from '../record/record-writer.ts'
import type { Span } from '../span.ts'
import { currentScope, runIn, type Scope } from './context.ts'
import { mirrors } from './mirrors.ts'
import type { Step, StepOutcome } from './step.ts'

/** A step that has not ended. */
export interface OpenStep {
  readonly name: string
  /** Milliseconds, to 0.001. */
  readonly age: number
}

/** Where and when a step begins, if not in the running step and now. */
interface StepStart {
  readonly parent: Span
  /** In `ticks()`. */
  readonly startedAt: number
}

type NamedStep = Pick<Step, 'phase' | 'hopName' | 'action' | 'kind'>

/** The steps of one request: it begins and ends them, and writes their records. */
export class StepTracker {
  /** The request's own span. */
  readonly root: Span
  /** The hops and calls that have not ended. */
  readonly open = new SlotSet<Span>()
  /** Hops that were announced, by their names. Absent until there is one. */
  announced?: Map<string, Span[]>
  readonly #trace: Scope['trace']
  readonly #writer: RecordWriter

  constructor(trace: Scope['trace'], root: Span, writer: RecordWriter) {
    this.#trace = trace
    this.root = root
    this.#writer = writer
  }

  /** Returns the names and ages of the hops and calls that have not ended, in no order. */
  describeOpen(): readonly OpenStep[] {
    const spans = this.open.all()
    return spans.map(({ name, startedAt }) => ({ name, age: elapsedSince(startedAt) }))
  }

  /** Returns the span of the running code: the current step, or the request's if other code runs. */
  running(): Span {
    const scope = currentScope()
    return scope?.trace === this.#trace ? scope.span : this.root
  }

  /** Runs `fn`, and all that it starts, as a step. Its value or error passes through untouched. */
  run<T>(step: Step, fn: () => T): T {
    const span = this.begin(step)
    let value: T
    // Not by a function that does this: V8 keeps the ten innermost frames of a stack.
    try {
      value = runIn({ trace: this.#trace, span }, mirrors.current?.(step, fn) ?? fn)
    } catch (error) {
      guard(() => this.finish(step, span, step.judgeThrown(error)))
      throw error
    }
    return this.finishWith(step, span, value)
  }

  /** Ends a step that has begun as its value ends: at once, or when the promise settles. Returns the value. */
  finishWith<T>(step: Step, span: Span, value: T): T {
    const onFulfilled = (value: unknown): void => this.finish(step, span, step.judgeValue(value))
    const onRejected = (thrown: unknown): void => this.finish(step, span, step.judgeThrown(thrown))
    // A lazy thenable, such as a query, begins its work within the step when it is awaited.
    if (isLazy(value)) return this.within(span, () => settled(value, onFulfilled, onRejected))
    return settled(value, onFulfilled, onRejected)
  }

  /** Begins a step that `finish` ends. A hop that was announced goes on under its span. */
  begin(step: Step, at?: StepStart): Span {
    const span = (this.announced && this.#takeAnnounced(step)) ?? this.start(step, at)
    this.open.add(span)
    return span
  }

  /** Runs `fn`, and all that it starts, within a step that has begun. */
  within<T>(span: Span, fn: () => T): T {
    return runIn({ trace: this.#trace, span }, fn)
  }

  /**
   * Ends a step and writes its record. Without an outcome the step is discarded, and writes nothing.
   * @param duration milliseconds. Default: the time since the step began
   */
  finish(step: Step, span: Span, outcome: StepOutcome | undefined, duration?: number): void {
    this.open.delete(span)
    if (outcome !== undefined) this.#write(step, span, outcome, duration)
  }

  /**
   * Writes a step that the caller ran itself.
   * @param duration milliseconds. Default: the time since the hop was announced
   */
  log(step: Step, outcome: StepOutcome, duration?: number): void {
    const span = this.#takeAnnounced(step) ?? this.#newSpan(step)
    if (duration === undefined) this.#write(step, span, outcome)
    else this.#write(step, { ...span, startedAt: ticks() - duration }, outcome, duration)
  }

  /** Calls the listeners of open steps that wait for the end of the request. */
  beforeRequestEnds(): void {
    for (const { beforeRequestEnds } of this.open.all())
      if (beforeRequestEnds !== undefined) guard(beforeRequestEnds)
  }

  /** Begins a span, and tells the exporters. */
  start(step: NamedStep, at?: StepStart): Span {
    const span = this.#newSpan(step, at)
    this.#writer.spans?.started(span, step)
    return span
  }

  #newSpan({ action, hopName, phase, kind }: NamedStep, at?: StepStart): Span {
    const isTraced = this.root.id !== ''
    const parentId = isTraced ? (at?.parent ?? this.running()).id : undefined
    const id = isTraced ? newSpanId() : ''
    const name = action ?? hopName ?? ''
    return { id, parentId, startedAt: at?.startedAt ?? ticks(), name, phase, kind, slot: undefined }
  }

  /** Removes and returns the oldest span that was announced under the step's name. */
  #takeAnnounced({ hopName }: Step): Span | undefined {
    const announced = hopName === undefined ? undefined : this.announced?.get(hopName)?.shift()
    if (announced !== undefined) this.open.delete(announced)
    return announced
  }

  #write(
    step: Step,
    span: Span,
    outcome: StepOutcome,
    duration = elapsedSince(span.startedAt),
  ): void {
    const { message, phase, action, hopName } = outcome.step ?? step
    const { level, result, hopResult, error } = outcome
    const metadata = merged(step.metadata, outcome.metadata)
    const draft = { message, phase, action, hopName, hopResult, duration, result, metadata, error }
    this.#writer.write(span, level, draft)
  }
}
