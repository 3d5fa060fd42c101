import type { VNode } from 'preact'
import { useState } from 'preact/hooks'
import type { FailureView, PartView } from '../cli/view/trace-view.ts'
import { ErrorBlock } from './error-block.tsx'
import { duration } from './format.ts'
import { Waterfall } from './waterfall.tsx'

/** So many rows are in the document at a time. */
const ROWS = 1_000

/** Requests of a trace that belong together. */
export function TracePart({ part, number }: { part: PartView; number: number }): VNode {
  const [start, setStart] = useState(0)
  const { title, rows, failures, span, begin, about, doubtful, next, xray } = part
  const failed = rows.findIndex((row) => row.kind === 'step' && row.isFailure)
  const jump = (): void => {
    setStart(failed - (failed % ROWS))
    requestAnimationFrame(() => document.getElementById(`row-${number}-${failed}`)?.focus())
  }
  return (
    <section class="part" aria-label={title ?? 'Steps'}>
      {title === undefined ? undefined : <p class="warning">{title}</p>}
      <p class="about">
        {[duration(part.duration), begin, ...about].map((fact) => (
          <bdi key={fact}>{fact}</bdi>
        ))}
      </p>
      {failures.length === 0 ? undefined : (
        <div class="failure">
          {failures.map((failure) => (
            <Failure key={failure.heading} failure={failure} jump={failed < 0 ? undefined : jump} />
          ))}
        </div>
      )}
      <Waterfall
        rows={rows.slice(start, start + ROWS)}
        span={span}
        name={`row-${number}`}
        start={start}
      />
      {rows.length > ROWS ? <Pages count={rows.length} start={start} show={setStart} /> : undefined}
      <Notes title="Maybe forged" notes={doubtful} />
      <Notes title="Look next" notes={next} link={xray} />
    </section>
  )
}

interface PagesProps {
  readonly count: number
  readonly start: number
  show(start: number): void
}

/** Leads to the other rows of a long waterfall. */
function Pages({ count, start, show }: PagesProps): VNode {
  const end = Math.min(count, start + ROWS)
  return (
    <p class="pages">
      <button type="button" disabled={start === 0} onClick={() => show(start - ROWS)}>
        Rows before
      </button>
      <span role="status">
        Rows {start + 1} to {end} of {count}
      </span>
      <button type="button" disabled={end === count} onClick={() => show(start + ROWS)}>
        Rows after
      </button>
    </p>
  )
}

interface FailureProps {
  readonly failure: FailureView
  /** Leads to the step. */
  readonly jump: (() => void) | undefined
}

function Failure({ failure, jump }: FailureProps): VNode {
  const { heading, step, outcome, message, line } = failure
  const canJump = heading === 'Failed at' && jump !== undefined
  return (
    <div>
      <p>
        {heading}{' '}
        {canJump ? (
          <button type="button" onClick={jump}>
            {step}
          </button>
        ) : (
          <b>{step}</b>
        )}{' '}
        <span class="outcome">{outcome}</span>
      </p>
      {message === undefined ? undefined : <p>{message}</p>}
      {line === undefined ? undefined : (
        <>
          <p>{line.text}</p>
          <ErrorBlock errors={line.errors} />
        </>
      )}
    </div>
  )
}

interface NotesProps {
  readonly title: string
  readonly notes: readonly string[]
  /** The address of the trace in X-Ray. */
  readonly link?: string | undefined
}

function Notes({ title, notes, link }: NotesProps): VNode | null {
  if (notes.length === 0 && link === undefined) return null
  return (
    <>
      <h3>{title}</h3>
      <ul class="notes">
        {notes.map((note) => (
          <li key={note}>{note}</li>
        ))}
        {link?.startsWith('https://') ? (
          <li>
            <a href={link} rel="noreferrer">
              The trace in X-Ray
            </a>
          </li>
        ) : undefined}
      </ul>
    </>
  )
}
