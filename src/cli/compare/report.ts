import type { TimeRange } from '../time.ts'
import type { ActionChange } from './actions.ts'
import type { Course } from './course.ts'
import type { ErrorChange } from './errors.ts'
import type { PeriodFigures } from './figures.ts'
import type { Finding } from './findings.ts'
import type { StepChange } from './steps.ts'
import type { TimelinePoint } from './timeline.ts'

/** A request to look at. */
export interface Example {
  readonly traceId: string
  readonly action: string
  /** Milliseconds. */
  readonly duration: number
  readonly status: number | undefined
  /** The command that shows it. */
  readonly command: string
}

/** What is most likely behind the change. */
export interface Answer {
  readonly kind: 'values' | 'step' | 'drift' | 'everything'
  readonly finding: Finding
  /** The step that explains more than half of what requests take longer. */
  readonly step?: StepChange | undefined
  readonly course: Course
}

/** What differs between two periods. */
export interface CompareReport {
  readonly after: TimeRange
  readonly before: TimeRange | undefined
  readonly requests: { readonly before: number; readonly after: number }
  /** The later requests that are odd by any outcome. */
  readonly odd: number
  /** Why the answer may be wrong. */
  readonly doubts: readonly string[]
  readonly answer: Answer | undefined
  /** What sets odd requests apart, the strongest first. The answer's is the first. */
  readonly findings: readonly Finding[]
  readonly all: PeriodFigures
  readonly actions: readonly ActionChange[]
  readonly errors: readonly ErrorChange[]
  readonly steps: readonly StepChange[]
  readonly examples: readonly Example[]
  /** What requests were like over the time, in the order of time. */
  readonly timeline: readonly TimelinePoint[]
  /** How many combinations of values and outcomes were tested. */
  readonly tests: number
  /** Fields that are not compared: their values are different in nearly every request. */
  readonly uniqueFields: readonly string[]
}

/** Whether anything differs. */
export function hasDifference({ findings, actions, errors, steps }: CompareReport): boolean {
  return [findings, actions, errors, steps].some((found) => found.length > 0)
}
