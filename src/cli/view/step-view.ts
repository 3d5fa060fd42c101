import type { RequestRecord } from '../../lines/record.ts'
import type { SpanBar, Timeline } from '../trace/span-bars.ts'
import { shareOf } from '../trace/span-bars.ts'
import { beginOf } from '../trace/step-times.ts'
import { stepName } from '../trace/tree.ts'
import { NEVER_ENDED, outcomeOf } from '../trace/waterfall.ts'
import { carriedHeaders } from './carried-headers.ts'
import type { StepView } from './row-view.ts'
import type { ErrorView } from './stack-view.ts'

/** What steps are shown with. */
export interface StepContext {
  readonly timeline: Timeline
  /** The begin of each step of the trace, by its span id. */
  readonly begins: ReadonlyMap<string, number>
  /** The span of the step that is why the request failed. */
  readonly failure: string | undefined
  errorsOf(record: RequestRecord): readonly ErrorView[]
}

const MIN_WAIT_MS = 1
/** Durations and timestamps of one clock differ by less. */
const MIN_SKEW_MS = 20

/** Returns a step as the page shows it. */
export function stepView(
  { record, isOpen, depth, begin, share }: SpanBar,
  { timeline, begins, failure, errorsOf }: StepContext,
): StepView {
  const isRequest = record.phase === 'complete' || record.phase === 'start'
  const called = isRequest ? begins.get(record.parentId ?? '') : undefined
  const wait = called === undefined ? 0 : beginOf(record) - called
  const from = called === undefined ? begin : Math.max(0, shareOf(called, timeline))
  return {
    kind: 'step',
    depth,
    name: stepName(record),
    service: record.service,
    layer: record.layer,
    phase: record.phase,
    bar: { begin, share: Math.min(share, 1 - begin) },
    duration: isOpen ? undefined : (record.duration ?? 0),
    outcome: isOpen ? NEVER_ENDED : outcomeOf(record),
    isFailed: isOpen || record.result === 'error',
    isFailure: record.spanId === failure,
    isCold: record.coldStart === true,
    wait:
      wait < MIN_WAIT_MS
        ? undefined
        : { duration: wait, bar: { begin: from, share: Math.max(0, begin - from) } },
    skew: wait <= -MIN_SKEW_MS ? -wait : undefined,
    facts: factsOf(record),
    headers: isRequest ? carriedHeaders(record, called !== undefined) : [],
    errors: errorsOf(record),
  }
}

const NO_FACTS = new Set(['error', 'metadata', '_aws'])

function factsOf(record: RequestRecord): [string, string][] {
  const own = Object.entries(record).filter(([name]) => !NO_FACTS.has(name))
  const given = Object.entries(record.metadata ?? {}).map(
    ([name, value]) => [`metadata.${name}`, value] as const,
  )
  return [...own, ...given].map(([name, value]) => [
    name,
    typeof value === 'string' ? value : JSON.stringify(value),
  ])
}
