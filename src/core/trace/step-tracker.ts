import { Ongoing } from '../lib/slot-set.ts'
import { harmless } from '../outcome/guard.ts'
import { elapsedSince, ticks } from '../platform/clock.ts'
import { merged } from '../record/metadata.ts'
import type { RecordWriter } from '../record/record-writer.ts'
import type { Metadata } from '../record.ts'
import type { Span } from '../span.ts'
import type { Step, StepOutcome } from './step.ts'
import { hopMessage } from './step-names.ts'

/** A step that goes on, and its age in milliseconds, to 0.001. */
export interface OpenStep {
  readonly name: string
  readonly age: number
}

/** The steps of one request: those that go on, those that were announced, and their records. */
export class StepLog {
  readonly #writer: RecordWriter
  readonly #newSpan: (name: string, phase: Step['phase']) => Span
  readonly #running = new Ongoing<Span>()
  #announced: Map<string, Span[]> | undefined
  #lasting: Map<Span, () => void> | undefined

  constructor(writer: RecordWriter, newSpan: (name: string, phase: Step['phase']) => Span) {
    this.#writer = writer
    this.#newSpan = newSpan
  }

  /** The hops and calls that go on, the oldest first. */
  open(): readonly OpenStep[] {
    const spans = this.#running.all().toSorted((one, other) => one.startedAt - other.startedAt)
    return spans.map(({ name, startedAt }) => ({ name, age: elapsedSince(startedAt) }))
  }

  /** Begins a step. One that was announced goes on. */
  begin(step: Step): Span {
    const span = this.#take(step) ?? this.#open(step)
    this.#running.add(span)
    return span
  }

  /** Writes how a step ended; one without an outcome was none after all. */
  finish(step: Step, span: Span, outcome: StepOutcome | undefined): void {
    this.#running.delete(span)
    this.#lasting?.delete(span)
    if (outcome !== undefined) this.#write(step, span, outcome, elapsedSince(span.startedAt))
  }

  /** Writes a step that the caller ran itself: since its announcement, or as long as it says. */
  log(step: Step, outcome: StepOutcome, duration?: number): void {
    const span = this.#take(step) ?? this.#newSpan(nameOf(step), step.phase)
    if (duration === undefined) this.#write(step, span, outcome, elapsedSince(span.startedAt))
    else this.#write(step, { ...span, startedAt: ticks() - duration }, outcome, duration)
  }

  /** Writes that a hop begins whose end follows. */
  announce(hopName: string, metadata: Metadata | undefined): void {
    const span = this.#newSpan(hopName, 'hop')
    this.#announced ??= new Map()
    this.#announced.set(hopName, [...(this.#announced.get(hopName) ?? []), span])
    this.#running.add(span)
    const message = hopMessage(hopName)
    const said = { message, phase: 'hop', hopName, hopResult: 'start', metadata } as const
    this.#writer.announce(span, said)
    this.#writer.write(span, 'info', said)
  }

  /** Has `callback` called before the request ends, should the step still go on then. */
  beforeEnding(span: Span, callback: () => void): void {
    this.#lasting ??= new Map()
    this.#lasting.set(span, callback)
  }

  /** Tells those who asked that the request ends. */
  endLasting(): void {
    for (const callback of this.#lasting?.values() ?? []) harmless(callback)
  }

  /** Tells the exporters of those that go on: their end may never be told. */
  leaveOpen(): void {
    for (const span of this.#running.all()) this.#writer.leaveOpen(span)
  }

  #open(step: Step): Span {
    const span = this.#newSpan(nameOf(step), step.phase)
    this.#writer.announce(span, step)
    return span
  }

  /** The span of the step that was announced under this name, if one was. */
  #take({ hopName }: Step): Span | undefined {
    const announced = hopName === undefined ? undefined : this.#announced?.get(hopName)?.shift()
    if (announced !== undefined) this.#running.delete(announced)
    return announced
  }

  #write(step: Step, span: Span, outcome: StepOutcome, duration: number): void {
    const { message, phase, action, hopName } = outcome.step ?? step
    const { level, result, hopResult, error } = outcome
    const metadata = merged(step.metadata, outcome.metadata)
    const said = { message, phase, action, hopName, hopResult, duration, result, metadata, error }
    this.#writer.write(span, level, said)
  }
}

function nameOf({ action, hopName }: Step): string {
  return action ?? hopName ?? ''
}
