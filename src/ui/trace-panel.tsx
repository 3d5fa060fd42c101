import type { VNode } from 'preact'
import type { TraceView } from '../cli/view/trace-view.ts'
import { Comparison } from './comparison.tsx'
import { CopyButton } from './copy-button.tsx'
import { fileData } from './page-data.ts'
import { apiUrl, baseId, compareWith, isAlone, linkTo, select, selectedId } from './place.ts'
import { RequestName } from './request-name.tsx'
import { baseTrace, shownTrace } from './shown-trace.ts'
import { Outcome } from './trace-outcome.tsx'
import { TracePart } from './trace-part.tsx'

/** The request that is selected, alone or beside the one that it is compared with. */
export function TracePanel(): VNode {
  const trace = shownTrace.value
  if (typeof trace === 'string') return <p class="empty">{trace}</p>
  const base = baseId.value === selectedId.value ? '' : baseTrace.value
  if (typeof base !== 'string') return <Comparison first={base} second={trace} />
  const { summary, parts, leftOut } = trace
  return (
    <article aria-label="Request">
      <Head trace={trace} />
      {leftOut === 0 ? undefined : (
        <p class="warning">The request has too many records: {leftOut} are left out.</p>
      )}
      {parts.map((part, index) => (
        <TracePart key={`${summary.traceId} ${part.begin}`} part={part} number={index} />
      ))}
    </article>
  )
}

function Head({ trace: { summary, curl } }: { trace: TraceView }): VNode {
  const { traceId } = summary
  const isServed = fileData === undefined
  return (
    <header class="head">
      {isAlone ? undefined : (
        <button type="button" class="back" onClick={() => select('')}>
          Back
        </button>
      )}
      <h2>
        <RequestName request={summary} />
      </h2>
      <Outcome request={summary} />
      <code>{traceId}</code>
      <p class="actions">
        <CopyButton label="Copy id" text={traceId} />
        {curl === undefined ? undefined : <CopyButton label="Copy as curl" text={curl} />}
        {isServed ? <CopyButton label="Copy link" text={linkTo(traceId)} /> : undefined}
        {isAlone ? undefined : (
          <button type="button" onClick={() => compareWith(baseId.value === '' ? traceId : '')}>
            {baseId.value === '' ? 'Compare' : 'Stop comparing'}
          </button>
        )}
        {isServed ? <Exports id={traceId} /> : undefined}
      </p>
    </header>
  )
}

function Exports({ id }: { id: string }): VNode {
  return (
    <>
      <a href={apiUrl('export.html', { id })} download>
        HTML
      </a>
      <a href={apiUrl('export.ndjson', { id })} download>
        NDJSON
      </a>
    </>
  )
}
