import type { VNode } from 'preact'
import { type ActionDurations, type Bucket, durationsByAction } from './durations.ts'
import { chosenBar, filtered } from './filters.ts'
import { bound, duration, percent, requestCount } from './format.ts'

/** How long the requests of each action took. */
export function DurationsPanel(): VNode {
  const actions = durationsByAction(filtered.value)
  if (actions.length === 0) return <p class="empty">Choose a request to see its steps.</p>
  return (
    <article class="durations">
      <h2>Durations by action</h2>
      <p class="about">Choose a request to see its steps, or a bar to see its requests.</p>
      {actions.map((one) => (
        <Action key={one.action} durations={one} />
      ))}
    </article>
  )
}

function Action({ durations }: { durations: ActionDurations }): VNode {
  const { action, count, failed, p50, p95, buckets } = durations
  const most = Math.max(...buckets.map((bucket) => bucket.count))
  return (
    <section aria-label={action}>
      <h3>{action}</h3>
      <p class="numbers">
        <span>{requestCount(count)}</span>
        <span class={failed > 0 ? 'failed' : ''}>{failed} failed</span>
        <span>p50 {duration(p50)}</span>
        <span>p95 {duration(p95)}</span>
      </p>
      <div class="histogram">
        {buckets.map((bucket) => (
          <Column key={bucket.from} action={action} bucket={bucket} most={most} />
        ))}
      </div>
    </section>
  )
}

interface ColumnProps {
  readonly action: string
  readonly bucket: Bucket
  /** The count of the highest column. */
  readonly most: number
}

function Column({ action, bucket, most }: ColumnProps): VNode {
  const { from, to, count, failed } = bucket
  const edge = (
    <span class="edge">
      <span>{from === 0 ? '0' : bound(from)}</span>
    </span>
  )
  if (count === 0) return <div class="column">{edge}</div>
  const chosen = chosenBar.value
  const isChosen = chosen?.action === action && chosen.from === from
  const range = Number.isFinite(to) ? `${bound(from)} to ${bound(to)}` : `${bound(from)} or more`
  const choose = (): void => {
    chosenBar.value = isChosen ? undefined : { action, from, to }
  }
  return (
    <div class="column">
      <button
        type="button"
        aria-pressed={isChosen}
        aria-label={`${range}: ${requestCount(count)}, ${failed} failed`}
        title={`${range}: ${count}`}
        onClick={choose}
      >
        <span class="whole" style={{ height: percent(count / most) }}>
          <span class="failed" style={{ height: percent(failed / count) }} />
        </span>
      </button>
      {edge}
    </div>
  )
}
