import type { VNode } from 'preact'
import type { PartView } from '../cli/live/server/trace-view.ts'
import { CopyButton } from './copy-button.tsx'
import { duration } from './format.ts'
import { apiUrl, linkTo, select } from './place.ts'
import { shownTrace } from './shown-trace.ts'
import { Waterfall } from './waterfall.tsx'

/** The request that is selected. */
export function TracePanel(): VNode {
  const trace = shownTrace.value
  if (typeof trace === 'string') {
    return <p class="empty">{trace || 'Choose a request to see its steps.'}</p>
  }
  const { traceId, title, curl, parts, isRunning } = trace
  return (
    <article aria-label="Request">
      <header class="head">
        <button type="button" class="back" onClick={() => select('')}>
          Back
        </button>
        <h2>{title}</h2>
        {isRunning ? <span class="running">running</span> : undefined}
        <code>{traceId}</code>
        <p class="actions">
          <CopyButton label="Copy id" text={traceId} />
          {curl === undefined ? undefined : <CopyButton label="Copy as curl" text={curl} />}
          <CopyButton label="Copy link" text={linkTo(traceId)} />
          <a href={apiUrl('export.html', { id: traceId })} download>
            HTML
          </a>
          <a href={apiUrl('export.ndjson', { id: traceId })} download>
            NDJSON
          </a>
        </p>
      </header>
      {parts.map((part) => (
        <Part key={`${traceId} ${part.begin}`} part={part} />
      ))}
    </article>
  )
}

function Part({ part }: { part: PartView }): VNode {
  return (
    <section aria-label={part.title ?? 'Steps'}>
      {part.title === undefined ? undefined : <p class="warning">{part.title}</p>}
      <p class="about">{[duration(part.duration), part.begin, ...part.about].join(' · ')}</p>
      <Waterfall rows={part.rows} />
      <Notes title="Time without a step" notes={part.gaps} />
      <Notes title="Maybe forged" notes={part.doubtful} />
    </section>
  )
}

function Notes({ title, notes }: { title: string; notes: readonly string[] }): VNode | null {
  if (notes.length === 0) return null
  return (
    <>
      <h3>{title}</h3>
      <ul>
        {notes.map((note) => (
          <li key={note}>{note}</li>
        ))}
      </ul>
    </>
  )
}
