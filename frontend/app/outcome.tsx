import { useEffect, useRef } from 'react'
import { Comparison } from './comparison.tsx'
import { FailureNotice } from './failure-notice.tsx'
import styles from './outcome.module.css'
import { TraceId } from './trace-id.tsx'
import type { RemovalState } from './use-removal.ts'
import { Waterfall } from './waterfall.tsx'

const ANNOUNCEMENTS: Readonly<Record<RemovalState['phase'], string>> = {
  idle: '',
  running: 'Removing the background…',
  done: 'The background is removed.',
  failed: '',
}

interface OutcomeProps {
  readonly removal: RemovalState
  /** Whether the server can return the hops of a request. */
  readonly showsHops: boolean
  /** The address of the page of `hoptrace dev`, which shows all about a request. */
  readonly devPageUrl: string | undefined
}

/** The result of the latest submission. It takes the focus if the disabled button lost it. */
export function Outcome({ removal, showsHops, devPageUrl }: OutcomeProps) {
  const { phase } = removal
  const traceId = traceIdOf(removal)
  const section = useRef<HTMLElement>(null)

  useEffect(() => {
    const hasEnded = phase === 'done' || phase === 'failed'
    if (hasEnded && document.activeElement === document.body) section.current?.focus()
  }, [phase])

  return (
    <section ref={section} tabIndex={-1} aria-label="Outcome" className={styles.outcome}>
      <p className={styles.status} aria-live="polite">
        {ANNOUNCEMENTS[phase]}
      </p>
      {(phase === 'running' || phase === 'done') && (
        <Comparison
          originalUrl={removal.imageUrl}
          resultUrl={phase === 'done' ? removal.image.resultUrl : undefined}
        />
      )}
      {phase === 'failed' && <FailureNotice failure={removal.failure} />}
      {phase === 'done' && traceId && <TraceId id={traceId} />}
      {devPageUrl && traceId && (
        <p>
          <a
            href={`${devPageUrl}&id=${encodeURIComponent(traceId)}`}
            target="_blank"
            rel="noreferrer"
          >
            Its steps, facts and errors in hoptrace dev
          </a>
        </p>
      )}
      {showsHops && traceId && <Waterfall key={traceId} traceId={traceId} />}
    </section>
  )
}

function traceIdOf(removal: RemovalState): string | undefined {
  if (removal.phase === 'done') return removal.image.traceId
  return removal.phase === 'failed' ? removal.failure.traceId : undefined
}
