import type { VNode } from 'preact'
import type { RequestSummary } from '../cli/live/request-summary.ts'
import { duration } from './format.ts'

/** The status and the duration of a request. */
export function Outcome({ request }: { request: RequestSummary }): VNode {
  const { status, level, isRunning, duration: ms } = request
  return (
    <p class={`outcome ${level}`}>
      {status === undefined ? undefined : <b>{status}</b>}
      {isRunning ? <span class="running">running</span> : undefined}
      {ms === undefined ? undefined : <span class="took">{duration(ms)}</span>}
    </p>
  )
}
