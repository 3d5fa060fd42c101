import type { VNode } from 'preact'
import { useState } from 'preact/hooks'
import type { BarView, GapView, LineView, RowView, StepView } from '../cli/view/row-view.ts'
import { ErrorBlock } from './error-block.tsx'
import { duration, percent } from './format.ts'
import { StepDetails } from './step-details.tsx'

/** Deeper rows are indented as far as this, so that narrow screens have room for their text. */
const MAX_DEPTH = 12
const TICKS = [0, 0.25, 0.5, 0.75]

interface WaterfallProps {
  readonly rows: readonly RowView[]
  /** The time that all bars share, in milliseconds. */
  readonly span: number
  /** Begins the ids of rows. */
  readonly name: string
  /** The number of the first row. */
  readonly start: number
}

/** The steps of a request, each with the lines that were written in it. */
export function Waterfall({ rows, span, name, start }: WaterfallProps): VNode {
  return (
    <div class="waterfall">
      <div class="axis" aria-hidden="true">
        <span class="bar">
          {TICKS.map((share) => (
            <span key={share} style={{ left: percent(share) }}>
              {share === 0 ? '0' : duration(span * share)}
            </span>
          ))}
        </span>
        <span class="took">{duration(span)}</span>
      </div>
      <ol aria-label="Steps">
        {rows.map((row, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows have no other identity, and only grow
          <li key={start + index}>{viewOf(row, `${name}-${start + index}`)}</li>
        ))}
      </ol>
    </div>
  )
}

function viewOf(row: RowView, id: string): VNode {
  if (row.kind === 'step') return <Step step={row} id={id} />
  return row.kind === 'gap' ? <Gap gap={row} /> : <Line line={row} />
}

function Step({ step, id }: { step: StepView; id: string }): VNode {
  const { phase, isFailed, isFailure, duration: ms, depth, bar, wait, isCold } = step
  const [isOpen, setOpen] = useState(isFailure)
  const state = isFailed ? 'failed' : ms === undefined ? 'open' : ''
  const isRequest = phase === 'complete' || phase === 'start'
  return (
    <>
      <button
        id={id}
        type="button"
        class={`step ${state} ${phase}${isFailure ? ' failure-step' : ''}`}
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        <span class="name" style={indent(depth)}>
          <bdi>{step.name}</bdi>
          {isRequest ? <small>{step.service}</small> : undefined}
          <Marks step={step} />
        </span>
        <span class="bar">
          {wait === undefined ? undefined : (
            <Bar bar={wait.bar} kind={isCold ? 'wait cold' : 'wait'} />
          )}
          <Bar bar={bar} kind="run" />
        </span>
        <span class="took">{ms === undefined ? '' : duration(ms)}</span>
        <span class="outcome">{step.outcome === 'success' ? '' : step.outcome}</span>
      </button>
      {isOpen ? <StepDetails step={step} /> : undefined}
    </>
  )
}

function Marks({ step: { isCold, wait, skew } }: { step: StepView }): VNode {
  return (
    <>
      {isCold ? <i class="cold">cold start</i> : undefined}
      {wait === undefined ? undefined : <i>waited {duration(wait.duration)}</i>}
      {skew === undefined ? undefined : (
        <i class="warning">{duration(skew)} before its call: clocks differ</i>
      )}
    </>
  )
}

function Gap({ gap: { depth, text, duration: ms, bar } }: { gap: GapView }): VNode {
  return (
    <div class="step gap">
      <span class="name" style={indent(depth)}>
        time without a step <span class="hidden">{text}</span>
      </span>
      <span class="bar">
        <Bar bar={bar} kind="wait" />
      </span>
      <span class="took">{duration(ms)}</span>
    </div>
  )
}

function Line({ line: { level, depth, at, text, errors } }: { line: LineView }): VNode {
  return (
    <div class={`line ${level}`} style={indent(depth)}>
      <p>
        {at === undefined ? undefined : <span class="at">{`+${duration(at)}`}</span>} <b>{level}</b>{' '}
        <span class="text">{text}</span>
      </p>
      <ErrorBlock errors={errors} />
    </div>
  )
}

function Bar({ bar: { begin, share }, kind }: { bar: BarView; kind: string }): VNode {
  return <i class={kind} style={{ left: percent(begin), width: percent(share) }} />
}

function indent(depth: number): Record<string, string> {
  return { '--depth': String(Math.min(depth, MAX_DEPTH)) }
}
