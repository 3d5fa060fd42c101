import { useEffect, useRef } from 'react'
import { Comparison } from './comparison.tsx'
import { FailureNotice } from './failure-notice.tsx'
import styles from './outcome.module.css'
import { TraceId } from './trace-id.tsx'
import type { Removal } from './use-removal.ts'

const announcements: Readonly<Record<Removal['phase'], string>> = {
  idle: '',
  running: 'Removing the background…',
  done: 'The background is removed.',
  failed: '',
}

/** What came of the latest submission; takes the focus if the disabled button lost it. */
export function Outcome({ removal }: { readonly removal: Removal }) {
  const { phase } = removal
  const section = useRef<HTMLElement>(null)

  useEffect(() => {
    const hasEnded = phase === 'done' || phase === 'failed'
    if (hasEnded && document.activeElement === document.body) section.current?.focus()
  }, [phase])

  return (
    <section ref={section} tabIndex={-1} aria-label="Outcome" className={styles.outcome}>
      <p className={styles.status} aria-live="polite">
        {announcements[phase]}
      </p>
      {(phase === 'running' || phase === 'done') && (
        <Comparison
          originalUrl={removal.imageUrl}
          resultUrl={phase === 'done' ? removal.image.resultUrl : undefined}
        />
      )}
      {phase === 'done' && removal.image.traceId && <TraceId id={removal.image.traceId} />}
      {phase === 'failed' && <FailureNotice failure={removal.failure} />}
    </section>
  )
}
