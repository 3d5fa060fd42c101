import type { VNode } from 'preact'
import type { RequestSummary } from '../cli/live/request-summary.ts'
import { nameOf } from './filters.ts'

/** The method and the path of a request, or its action. */
export function RequestName({ request }: { request: RequestSummary }): VNode {
  const { method, path } = request
  if (method === '' || path === '') return <span class="name">{nameOf(request)}</span>
  return (
    <span class="name">
      <span class="method">{method}</span> <bdi>{path}</bdi>
    </span>
  )
}
