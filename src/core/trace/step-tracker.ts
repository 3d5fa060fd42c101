import { SlotSet } from '../lib/slot-set.ts'
import { guard } from '../outcome/guard.ts'
import { isLazy, settled } from '../outcome/settle.ts'
import { elapsedSince, ticks } from '../platform/clock.ts'
import { newSpanId } from '../platform/ids.ts'
import type { RecordDraft } from '../record/draft.ts'
import { merged } from '../record/metadata.ts'
import type { RecordWriter } from '../record/record-writer.ts'
import type { Metadata } from '../record.ts'
import type { Span } from '../span.ts'
import { runIn, runningSpan, type Scope } from './context.ts'
import type { Step, StepOutcome } from './step.ts'
import { hopMessage } from './step-names.ts'

/** A step that has not ended. */
export interface OpenStep {
  readonly name: string
  /** Milliseconds, to 0.001. */
  readonly age: number
}

/** The steps of one request: it begins and ends them, and writes their records. */
export class StepTracker {
  readonly #trace: Scope['trace']
  readonly #root: Span
  readonly #writer: RecordWriter
  readonly #running = new SlotSet<Span>()
  #announced: Map<string, Span[]> | undefined
  #endListeners: Map<Span, () => void> | undefined

  /** @param root the request's own span */
  constructor(trace: Scope['trace'], root: Span, writer: RecordWriter) {
    this.#trace = trace
    this.#root = root
    this.#writer = writer
  }

  /** Returns the hops and calls that have not ended, in no order. */
  open(): readonly OpenStep[] {
    const spans = this.#running.all()
    return spans.map(({ name, startedAt }) => ({ name, age: elapsedSince(startedAt) }))
  }

  /** Runs `fn`, and all that it starts, as a step. Its value or error passes through untouched. */
  run<T>(step: Step, fn: () => T): T {
    const span = this.begin(step)
    const onFulfilled = (value: unknown): void => this.finish(step, span, step.judgeValue(value))
    const onRejected = (thrown: unknown): void => this.finish(step, span, step.judgeThrown(thrown))
    let value: T
    // Not by a function that does this: V8 keeps the ten innermost frames of a stack.
    try {
      value = runIn({ trace: this.#trace, span }, fn)
    } catch (error) {
      guard(() => onRejected(error))
      throw error
    }
    const settle = (): T => settled(value, onFulfilled, onRejected)
    // A lazy thenable, such as a query, begins its work within the step when it is awaited.
    return isLazy(value) ? this.within(span, settle) : settle()
  }

  /** Begins a step that `finish` ends. A hop that was announced goes on under its span. */
  begin(step: Step): Span {
    const span = this.#takeAnnounced(step) ?? this.#start(step)
    this.#running.add(span)
    return span
  }

  /** Runs `fn`, and all that it starts, within a step that has begun. */
  within<T>(span: Span, fn: () => T): T {
    return runIn({ trace: this.#trace, span }, fn)
  }

  /** Ends a step and writes its record. Without an outcome the step is discarded, and writes nothing. */
  finish(step: Step, span: Span, outcome: StepOutcome | undefined): void {
    this.#running.delete(span)
    this.#endListeners?.delete(span)
    if (outcome !== undefined) this.#write(step, span, outcome, elapsedSince(span.startedAt))
  }

  /**
   * Writes a step that the caller ran itself.
   * @param duration milliseconds. Default: the time since the hop was announced
   */
  log(step: Step, outcome: StepOutcome, duration?: number): void {
    const span = this.#takeAnnounced(step) ?? this.#newSpan(nameOf(step), step.phase)
    if (duration === undefined) this.#write(step, span, outcome, elapsedSince(span.startedAt))
    else this.#write(step, { ...span, startedAt: ticks() - duration }, outcome, duration)
  }

  /** Announces a hop: writes its start. Its end follows under the same name. */
  logStart(hopName: string, metadata: Metadata | undefined): void {
    const span = this.#newSpan(hopName, 'hop')
    this.#announced ??= new Map()
    this.#announced.set(hopName, [...(this.#announced.get(hopName) ?? []), span])
    this.#running.add(span)
    const draft: RecordDraft = {
      message: hopMessage(hopName),
      phase: 'hop',
      hopName,
      hopResult: 'start',
      metadata,
    }
    this.#writer.spanStarted(span, draft)
    this.#writer.write(span, 'info', draft)
  }

  /** Calls `listener` before the request ends, if the step has not ended by then. */
  onBeforeEnd(span: Span, listener: () => void): void {
    this.#endListeners ??= new Map()
    this.#endListeners.set(span, listener)
  }

  /** Calls the listeners of `onBeforeEnd`. */
  notifyBeforeEnd(): void {
    for (const listener of this.#endListeners?.values() ?? []) guard(listener)
  }

  /** Tells the exporters of the steps that have not ended: their end may never be reported. */
  spansLeftOpen(): void {
    for (const span of this.#running.all()) this.#writer.spanLeftOpen(span)
  }

  #start(step: Step): Span {
    const span = this.#newSpan(nameOf(step), step.phase)
    this.#writer.spanStarted(span, step)
    return span
  }

  #newSpan(name: string, phase: Step['phase']): Span {
    const isTraced = this.#root.id !== ''
    const parentId = isTraced ? runningSpan(this.#trace, this.#root).id : undefined
    const id = isTraced ? newSpanId() : ''
    return { id, parentId, startedAt: ticks(), name, phase, slot: undefined }
  }

  /** Removes and returns the oldest span that was announced under the step's name. */
  #takeAnnounced({ hopName }: Step): Span | undefined {
    const announced = hopName === undefined ? undefined : this.#announced?.get(hopName)?.shift()
    if (announced !== undefined) this.#running.delete(announced)
    return announced
  }

  #write(step: Step, span: Span, outcome: StepOutcome, duration: number): void {
    const { message, phase, action, hopName } = outcome.step ?? step
    const { level, result, hopResult, error } = outcome
    const metadata = merged(step.metadata, outcome.metadata)
    const draft = { message, phase, action, hopName, hopResult, duration, result, metadata, error }
    this.#writer.write(span, level, draft)
  }
}

function nameOf({ action, hopName }: Step): string {
  return action ?? hopName ?? ''
}
