import type { ErrorView } from './stack-view.ts'

/** A row of the waterfall. */
export type RowView = StepView | LineView | GapView

/** Where a bar stands, as shares of the trace's time. */
export interface BarView {
  readonly begin: number
  readonly share: number
}

/** A step. */
export interface StepView {
  readonly kind: 'step'
  readonly depth: number
  readonly name: string
  readonly service: string
  readonly layer: string
  readonly phase: string
  readonly bar: BarView
  /** Milliseconds; `undefined` if the step never ended. */
  readonly duration: number | undefined
  readonly outcome: string
  readonly isFailed: boolean
  /** Whether it is why the request failed. */
  readonly isFailure: boolean
  readonly isCold: boolean
  /** The time between the begin of the call and this request's. */
  readonly wait: WaitView | undefined
  /** Milliseconds that the request began before its call: two clocks differ. */
  readonly skew: number | undefined
  /** The fields of the record. */
  readonly facts: readonly (readonly [string, string])[]
  /** The headers that carried the trace to this request. */
  readonly headers: readonly (readonly [string, string])[]
  readonly errors: readonly ErrorView[]
}

/** A time in which a request was called, and had not begun. */
interface WaitView {
  /** Milliseconds. */
  readonly duration: number
  readonly bar: BarView
}

/** A line that was written within a step. */
export interface LineView {
  readonly kind: 'line'
  readonly depth: number
  readonly level: string
  readonly text: string
  /** Milliseconds after the begin of the trace. */
  readonly at: number | undefined
  readonly errors: readonly ErrorView[]
}

/** A time within a step in which no step ran. */
export interface GapView {
  readonly kind: 'gap'
  readonly depth: number
  /** Between which steps. */
  readonly text: string
  /** Milliseconds. */
  readonly duration: number
  readonly bar: BarView
}
