import type { Failure } from './failure.ts'
import styles from './failure-notice.module.css'
import { TraceId } from './trace-id.tsx'

/** A failure's message, and the trace id to quote if there is one. */
export function FailureNotice({ failure }: { readonly failure: Failure }) {
  return (
    <div className={styles.notice}>
      <div role="alert">
        <h2>The background was not removed</h2>
        <p>{failure.message}</p>
      </div>
      {failure.traceId && (
        <>
          <p>When you ask for help, quote this id.</p>
          <TraceId id={failure.traceId} />
        </>
      )}
    </div>
  )
}
