import type { VNode } from 'preact'
import type { StepView } from '../cli/view/row-view.ts'
import type { TraceView } from '../cli/view/trace-view.ts'
import { type ComparedStep, compareSteps } from './compare-steps.ts'
import { difference, duration, percent, timeOfDay } from './format.ts'
import { compareWith, select } from './place.ts'
import { RequestName } from './request-name.tsx'
import { Outcome } from './trace-outcome.tsx'

/** Two requests side by side. */
export function Comparison({ first, second }: { first: TraceView; second: TraceView }): VNode {
  const rows = compareSteps(
    first.parts.flatMap((part) => part.rows),
    second.parts.flatMap((part) => part.rows),
  )
  const most = Math.max(0, ...rows.slice(0, MAX_ROWS).map((row) => Math.abs(changeOf(row) ?? 0)))
  return (
    <article aria-label="Comparison" class="comparison">
      <header class="head">
        <button type="button" class="back" onClick={() => select('')}>
          Back
        </button>
        <h2>Comparison</h2>
        <p class="actions">
          <button type="button" onClick={() => compareWith('')}>
            Stop comparing
          </button>
        </p>
      </header>
      <div class="sides">
        <Side letter="A" trace={first} />
        <Side letter="B" trace={second} />
      </div>
      <table>
        <thead>
          <tr>
            <th scope="col">Step</th>
            <th scope="col">A</th>
            <th scope="col">B</th>
            <th scope="col">Difference</th>
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, MAX_ROWS).map((row, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows have no other identity
            <Row key={index} row={row} most={most} />
          ))}
        </tbody>
      </table>
      {rows.length > MAX_ROWS ? (
        <p class="about">{rows.length - MAX_ROWS} more steps</p>
      ) : undefined}
    </article>
  )
}

const MAX_ROWS = 1_000
const MAX_DEPTH = 12
/** Smaller differences are no finding. */
const MIN_MS = 1
const MIN_SHARE = 0.1

function Side({ letter, trace: { summary } }: { letter: string; trace: TraceView }): VNode {
  return (
    <section class="side" aria-label={`Request ${letter}`}>
      <b class="letter">{letter}</b>
      <RequestName request={summary} />
      <Outcome request={summary} />
      <p>
        <time>{timeOfDay(summary.begin)}</time> <code>{summary.traceId}</code>
      </p>
    </section>
  )
}

function Row({ row, most }: { row: ComparedStep; most: number }): VNode {
  const { name, service, depth, first, second } = row
  return (
    <tr class={first && second ? '' : 'single'}>
      <th scope="row">
        <span class="name" style={{ '--depth': String(Math.min(depth, MAX_DEPTH)) }}>
          <bdi>{name}</bdi>
          {depth === 0 ? <small>{service}</small> : undefined}
        </span>
      </th>
      <Cell step={first} />
      <Cell step={second} />
      <Change row={row} most={most} />
    </tr>
  )
}

function Cell({ step }: { step: StepView | undefined }): VNode {
  if (step === undefined) return <td class="took">–</td>
  const ran = step.duration === undefined ? 'never ended' : duration(step.duration)
  return <td class={step.isFailed ? 'took failed' : 'took'}>{ran}</td>
}

function Change({ row, most }: { row: ComparedStep; most: number }): VNode {
  const change = changeOf(row)
  if (change === undefined) return <td class="change">{whereOf(row)}</td>
  const kind = isNotable(row, change) ? (change > 0 ? 'slower' : 'faster') : ''
  const width = percent(most === 0 ? 0 : Math.abs(change) / most / 2)
  return (
    <td class={`change ${kind}`}>
      <span class="both">
        <i style={change > 0 ? { left: '50%', width } : { right: '50%', width }} />
      </span>
      <span>{difference(change)}</span>
    </td>
  )
}

/** Says which of the requests has a step that can't be compared. */
function whereOf({ first, second }: ComparedStep): string {
  if (second === undefined) return 'only A'
  return first === undefined ? 'only B' : '–'
}

function changeOf({ first, second }: ComparedStep): number | undefined {
  if (first?.duration === undefined || second?.duration === undefined) return undefined
  return second.duration - first.duration
}

function isNotable({ first }: ComparedStep, change: number): boolean {
  const size = Math.abs(change)
  return size >= MIN_MS && size >= MIN_SHARE * (first?.duration ?? 0)
}
