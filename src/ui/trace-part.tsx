import type { VNode } from 'preact'
import { useState } from 'preact/hooks'
import type { FailureView, PartView } from '../cli/view/trace-view.ts'
import { ErrorBlock } from './error-block.tsx'
import { duration } from './format.ts'
import { Waterfall } from './waterfall.tsx'

/** So many rows are drawn at first, and with each press of a button. */
const ROWS = 1_000

/** Requests of a trace that belong together. */
export function TracePart({ part, number }: { part: PartView; number: number }): VNode {
  const [limit, setLimit] = useState(ROWS)
  const { title, rows, failures, span, begin, about, doubtful, next, xray } = part
  const failed = rows.findIndex((row) => row.kind === 'step' && row.isFailure)
  const jump = (): void => {
    if (failed >= limit) setLimit(failed + ROWS)
    requestAnimationFrame(() => document.getElementById(`row-${number}-${failed}`)?.focus())
  }
  const left = rows.length - limit
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
      <Waterfall rows={rows.slice(0, limit)} span={span} name={`row-${number}`} />
      {left > 0 ? (
        <button type="button" class="rest" onClick={() => setLimit(limit + ROWS)}>
          Show {Math.min(left, ROWS)} of {left} more rows
        </button>
      ) : undefined}
      <Notes title="Maybe forged" notes={doubtful} />
      <Notes title="Look next" notes={next} link={xray} />
    </section>
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
