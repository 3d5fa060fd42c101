import { useId } from 'react'
import { findFailure, type TimedStep } from './timeline.ts'
import { useTimeline } from './use-timeline.ts'
import styles from './waterfall.module.css'
import { WaterfallSteps } from './waterfall-steps.tsx'

/** The hops of a request as bars on a common time axis. */
export function Waterfall({ traceId }: { readonly traceId: string }) {
  const steps = useTimeline(traceId)
  const titleId = useId()
  if (steps.length === 0) return null
  const total = Math.max(...steps.map(({ start, duration }) => start + duration))
  return (
    <section aria-labelledby={titleId} className={styles.waterfall}>
      <h2 id={titleId}>Hops of this request</h2>
      <p>{summary(steps, total)}</p>
      <WaterfallSteps steps={steps} total={total} />
    </section>
  )
}

function summary(steps: readonly TimedStep[], total: number): string {
  const failure = findFailure(steps)
  const time = `${Math.round(total)} ms`
  if (failure === undefined) return `It took ${time} from the first hop to the last.`
  return `It took ${time}, and failed at ${failure.name}.`
}
