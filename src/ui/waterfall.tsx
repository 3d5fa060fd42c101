import type { VNode } from 'preact'
import { useState } from 'preact/hooks'
import type { LineView, RowView, StepView } from '../cli/live/server/trace-view.ts'
import { ErrorBlock } from './error-block.tsx'
import { duration } from './format.ts'

const MAX_DEPTH = 12

/** The steps of a request, each with the lines that were written in it. */
export function Waterfall({ rows }: { rows: readonly RowView[] }): VNode {
  return (
    <ol class="waterfall" aria-label="Steps">
      {rows.map((row, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows have no other identity, and only grow
        <li key={index}>{row.kind === 'step' ? <Step step={row} /> : <Line line={row} />}</li>
      ))}
    </ol>
  )
}

function Step({ step }: { step: StepView }): VNode {
  const [isOpen, setOpen] = useState(step.isFailure)
  const state = step.isFailed ? 'failed' : step.duration === undefined ? 'open' : ''
  const left = `${(step.begin * 100).toFixed(2)}%`
  const width = `${(step.share * 100).toFixed(2)}%`
  return (
    <>
      <button
        type="button"
        class={`step ${state} ${step.phase}`}
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        <span class="name" style={indent(step.depth)}>
          {step.name}
          {step.isCold ? <i>cold start</i> : undefined}
          {step.wait === undefined ? undefined : <i>waited {duration(step.wait)}</i>}
        </span>
        <span class="service">{step.service}</span>
        <span class="bar">
          <i style={{ left, width }} />
        </span>
        <span class="took">{step.duration === undefined ? '' : duration(step.duration)}</span>
        <span class="outcome">{step.outcome}</span>
      </button>
      {isOpen ? <Details step={step} /> : undefined}
    </>
  )
}

function Details({ step }: { step: StepView }): VNode {
  return (
    <div class="details">
      <ErrorBlock errors={step.errors} />
      <Facts title="Headers that carried the trace" facts={step.headers} />
      <Facts title="Facts" facts={step.facts} />
    </div>
  )
}

function Facts({
  title,
  facts,
}: {
  title: string
  facts: readonly (readonly [string, string])[]
}): VNode | null {
  if (facts.length === 0) return null
  return (
    <div>
      <h3>{title}</h3>
      <dl>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  )
}

function Line({ line }: { line: LineView }): VNode {
  return (
    <div class={`line ${line.level}`} style={indent(line.depth)}>
      <span>
        {line.at === undefined ? '' : `+${line.at.toFixed(0)} ms  `}
        <b>{line.level}</b> {line.text}
      </span>
      <ErrorBlock errors={line.errors} />
    </div>
  )
}

function indent(depth: number): { paddingLeft: string } {
  return { paddingLeft: `${Math.min(depth, MAX_DEPTH)}rem` }
}
